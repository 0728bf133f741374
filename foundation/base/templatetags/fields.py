"""{% fields form %} and {% errors form %}: a form in the look of the site, with labels, help and what is wrong."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()

SELECTS = (forms.Select, forms.NullBooleanSelect)
CHECKS = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.inclusion_tag("components/_fields.html")
def fields(form: forms.BaseForm, *names: str) -> dict[str, Any]:
    """Show the fields of a form, or those named, in the order of the form, each with label, help and errors."""
    return {"fields": [field for field in form if not names or field.name in names]}


@register.inclusion_tag("components/_errors.html")
def errors(form: forms.BaseForm) -> dict[str, Any]:
    """Show all that is wrong with a form in one place, with a way to each field."""
    return {"form": form}


@register.filter
def control(field: BoundField) -> SafeString:
    """Render the widget of a field with the classes of the theme."""
    widget = field.field.widget
    if isinstance(widget, CHECKS):
        name = "form-check-input"
    else:
        name = "form-select" if isinstance(widget, SELECTS) else "form-control"
    own = widget.attrs.get("class", "")
    classes = " ".join(part for part in (own, name, "is-invalid" if field.errors else "") if part)
    return field.as_widget(attrs={"class": classes})
