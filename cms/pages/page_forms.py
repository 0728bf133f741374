"""The editor of a page with texts: inputs turn to the script that is typed, a new text is in the admin's language."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput

from foundation.base.locales import active_language


def text_panels(*names: str) -> tuple[FieldPanel, ...]:
    """Return the panels of a text row: its language, then fields that take the direction of what is typed."""
    widgets = {
        "title": forms.TextInput(attrs={"dir": "auto"}),
        "summary": AdminAutoHeightTextInput(attrs={"dir": "auto"}),
        "risk_text": AdminAutoHeightTextInput(attrs={"dir": "auto"}),
    }
    return (FieldPanel("language"), *(FieldPanel(name, widget=widgets.get(name)) for name in names))


class PageInLanguagesForm(WagtailAdminPageForm):
    """The slug may stay empty (it is made once by the page); the source is always a language that has a text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        if not self.instance.pk and "texts" in self.formsets:
            language = active_language()
            for form in [*self.formsets["texts"].forms, self.formsets["texts"].empty_form]:
                form.initial.setdefault("language", language)
            self.initial.setdefault("source_language", language)

    def texts(self) -> list[dict[str, Any]]:
        """Return the cleaned rows of text that stay, as far as they are valid."""
        formset = self.formsets["texts"]
        formset.is_valid()
        rows = [form.cleaned_data for form in formset.forms if getattr(form, "cleaned_data", None)]
        return [row for row in rows if not row.get("DELETE")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        written = [row["language"] for row in self.texts() if row.get("language")]
        if written and cleaned.get("source_language") not in written:
            cleaned["source_language"] = written[0]
        return cleaned
