"""{% link url label %}: "label: address" in the text of a message, a link in its HTML."""

from typing import Any

from django import template
from django.utils.html import format_html

from foundation.notifications.rendering import absolute

register = template.Library()


@register.simple_tag(takes_context=True)
def link(context: Any, url: str, label: str) -> str:
    if context["as_html"]:
        return format_html('<a href="{}">{}</a>', absolute(url), label)
    return f"{label}: {absolute(url)}"
