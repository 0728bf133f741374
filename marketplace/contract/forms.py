"""What an agency types to move an answer date or to pause a call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.base.days import DayField

LONGEST_REASON = 300


def reason(help_text: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    return forms.CharField(label=_("Reason"), max_length=LONGEST_REASON, widget=widget, help_text=help_text)


class MoveForm(forms.Form):
    to = DayField(label=_("New answer date"))
    reason = reason(_("Everybody who waits reads it, and it stays on the page of the call."))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_move_%s")


class PauseForm(forms.Form):
    until = DayField(label=_("Paused until"), help_text=_("That day included."))
    reason = reason(_("Readers of the call see it."))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_pause_%s")
