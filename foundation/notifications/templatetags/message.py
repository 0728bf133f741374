"""{% link url label %}: "label: address" in the text of a message, a link in its HTML."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from foundation.notifications.rendering import absolute

register = template.Library()


@register.simple_tag(takes_context=True)
def link(context: Any, url: str, label: str) -> str:
    if context["as_html"]:
        return format_html('<a href="{}">{}</a>', absolute(url), label)
    return _("%(label)s: %(address)s") % {"label": label, "address": absolute(url)}
