"""What an account holds about its person, for the export a person may ask for; in which language a person reads."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_from_request

from foundation.accounts.models import User


def language_of(request: HttpRequest, *, otherwise: str) -> str:
    """Return the language to send a reader to: of the account, chosen on the site, of the browser, or `otherwise`.

    The programs that make previews of links say no language.
    """
    if request.user.is_authenticated:
        return request.user.language
    says = settings.LANGUAGE_COOKIE_NAME in request.COOKIES or request.headers.get("Accept-Language")
    return get_language_from_request(request)[:2] if says else otherwise


class AccountData:
    """The account's own part of a person's data; its erasure is the deletion of the row itself."""

    name = "account"

    @staticmethod
    def export(user: User) -> dict[str, Any]:
        addresses = EmailAddress.objects.filter(user=user).order_by("pk").values("email", "verified", "primary")
        factors = Authenticator.objects.filter(user=user).order_by("pk")
        sessions = UserSession.objects.filter(user=user).order_by("pk")
        return {
            "id": user.public_id,
            "email": user.email,
            "name": user.name,
            "language": user.language,
            "time_zone": user.time_zone,
            "home_country": user.home_country,
            "is_staff": user.is_staff,
            "groups": list(user.groups.order_by("name").values_list("name", flat=True)),
            "joined_at": user.date_joined.isoformat(),
            "last_login_at": user.last_login.isoformat() if user.last_login else None,
            "addresses": list(addresses),
            "second_factors": [
                {
                    "kind": factor.type,
                    "since": factor.created_at.isoformat(),
                    "last_used_at": factor.last_used_at.isoformat() if factor.last_used_at else None,
                }
                for factor in factors
            ],
            "sessions": [
                {"ip": each.ip, "browser": each.user_agent, "since": each.created_at.isoformat()} for each in sessions
            ],
        }

    @staticmethod
    def erase(user: User) -> None:
        """Nothing beside the row: what hangs on it goes with it."""
