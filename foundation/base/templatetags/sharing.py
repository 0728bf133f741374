"""What a page says of itself where its link is shown, and the links by which a reader hands it on."""

from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.templatetags.static import static

from foundation.base.locales import active_language, cldr_locale

register = template.Library()
LONGEST = 200  # characters of a description that programs show


@register.inclusion_tag("components/_preview.html", takes_context=True)
def preview(context: dict[str, Any], title: str, description: str, language: str = "") -> dict[str, Any]:
    """Say in the head what a preview shows (Open Graph, ogp.me); `language` is that of the words, if not the page's."""
    request = context["request"]
    words = " ".join(description.split())
    said_in = language or active_language()
    return {
        "title": title,
        "description": words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…",
        "address": request.build_absolute_uri(request.get_full_path()),
        "image": request.build_absolute_uri(static("share.png")),
        "locale": cldr_locale(said_in),
        "others": [cldr_locale(code) for code, _name in settings.LANGUAGES if code != said_in],
    }


@register.inclusion_tag("components/_share.html", takes_context=True)
def share(context: dict[str, Any], address: str, title: str) -> dict[str, Any]:
    """Offer a page to be handed on: its short address to copy, a mail, a message; links alone, nobody else's script."""
    whole = context["request"].build_absolute_uri(address).removesuffix("?")
    return {
        "address": whole,
        "mail": f"mailto:?subject={quote(title)}&body={quote(title)}%0D%0A{quote(whole)}",  # RFC 6068, section 5
        "message": f"https://wa.me/?text={quote(title)}%0A{quote(whole)}",
    }
