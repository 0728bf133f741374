"""{% account_pages as pages %}: the pages of the account, in the order of `ACCOUNT_PAGES` in the settings."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

register = template.Library()


@dataclass(frozen=True, slots=True)
class AccountPage:
    """A page of the account; `is_here` on it and on the pages below it."""

    address: str
    label: str
    is_here: bool


@register.simple_tag(takes_context=True)
def account_pages(context: dict[str, Any]) -> list[AccountPage]:
    path = context["request"].path
    addresses = [(reverse(name), label) for name, label in settings.ACCOUNT_PAGES]
    return [AccountPage(address, str(label), path.startswith(address)) for address, label in addresses]
