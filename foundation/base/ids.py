"""Public ids: what addresses, commands and markup show instead of a row's number."""

import secrets

from django.db import models

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: people read ids aloud over the phone
LENGTH = 10


def public_id() -> str:
    """Return a new random id of ten letters and digits (49 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class PublicIdField(models.CharField):
    """The column `public_id` of a row that has an address."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs |= {"max_length": 16, "unique": True, "editable": False}
        kwargs.setdefault("default", public_id)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
