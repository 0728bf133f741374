"""{% organisation_name organisation %}: its name in the active language, or in the first that has one."""

from django import template

from foundation.base.locales import active_language
from foundation.organisations.models import Organisation

register = template.Library()


@register.simple_tag
def organisation_name(organisation: Organisation) -> str:
    return organisation.name(active_language())
