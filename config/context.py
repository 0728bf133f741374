"""What every template may use: the languages with their addresses, and the direction of the page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language_bidi, get_language_from_path, get_language_info


def site(request: HttpRequest) -> dict[str, Any]:
    """Return `site_languages` (code, own name, address of this page in it), `direction` and `search_address`."""
    languages = [
        {"code": code, "name": get_language_info(code)["name_local"].capitalize(), "url": _in(request, code)}
        for code, _ in settings.LANGUAGES
    ]
    return {
        "site_languages": languages,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "search_address": reverse(settings.SEARCH_VIEW),  # pages below the search lead to it without knowing it
    }


def _in(request: HttpRequest, language: str) -> str:
    """Return the address of this page in a language; an address that holds none, such as /verify/, is asked for it."""
    path = request.get_full_path()
    if get_language_from_path(request.path_info):
        return translate_url(path, language)
    asked = request.GET.copy()
    asked["language"] = language
    return f"{request.path}?{asked.urlencode()}"
