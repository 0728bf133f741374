"""{% panels "opportunity" page %}: the panels of a place for one subject, or for none."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from foundation.panels.registry import panels_for

register = template.Library()


@register.simple_tag(takes_context=True)
def panels(context: dict[str, Any], place: str, subject: Any = None) -> SafeString:
    """Render the panels of a place; each is the output of a template, so already escaped."""
    subjects = [] if subject is None else [subject]
    rendered = panels_for(place, request=context["request"], subjects=subjects)
    key = None if subject is None else subject.pk
    return mark_safe("".join(rendered.get(key, [])))
