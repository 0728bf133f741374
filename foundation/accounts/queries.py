"""What an account holds about its person, for the export a person may ask for."""

from typing import Any

from allauth.account.models import EmailAddress

from foundation.accounts.models import User


class AccountData:
    """The account's own part of a person's data; its erasure is the deletion of the row itself."""

    name = "account"

    @staticmethod
    def export(user: User) -> dict[str, Any]:
        addresses = EmailAddress.objects.filter(user=user).values("email", "verified", "primary")
        return {
            "id": user.public_id,
            "email": user.email,
            "name": user.name,
            "language": user.language,
            "time_zone": user.time_zone,
            "home_country": user.home_country,
            "joined_at": user.date_joined.isoformat(),
            "last_login_at": user.last_login.isoformat() if user.last_login else None,
            "addresses": list(addresses),
        }

    @staticmethod
    def erase(user: User) -> None:
        """Nothing beside the row: what hangs on it goes with it."""
