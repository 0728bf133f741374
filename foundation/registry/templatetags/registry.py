"""Tags of the register: the name of an office in the active language."""

from django import template

from foundation.base.templatetags.words import active
from foundation.registry.models import Office

register = template.Library()


@register.simple_tag
def office_name(office: Office) -> str:
    return office.name(active())
