"""What is remembered of an e-mail address that is not to be kept: a keyed digest, which nobody reads back."""

from django.conf import settings
from django.utils.crypto import salted_hmac


def digests_of(email: str, *, salt: str) -> list[str]:
    """Return the digests (64 hexadecimal digits) of an address: with the site's key, then with each it had before."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    address = email.strip().lower()
    return [salted_hmac(salt, address, secret=key, algorithm="sha256").hexdigest() for key in keys]
