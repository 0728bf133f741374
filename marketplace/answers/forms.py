"""What may be typed about a submission: a move with its reason and letter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.answers.lifecycle import CHANGES, Reason
from marketplace.answers.models import PARTS, Submission


def parts_field(kind: str) -> forms.MultipleChoiceField:
    """Return the field that says what the agency may see of the profile that goes with a kind."""
    return forms.MultipleChoiceField(
        label=_("What the agency may see of your profile"),
        choices=[(part.value, part.label) for part in PARTS[kind]],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Only this agency, and only until you take it back. Your name goes along: it stands in the register."
        ),
    )


class ShownForm(forms.Form):
    """What an agency may go on seeing of a profile."""

    def __init__(self, data: Any = None, *, submission: Submission) -> None:
        super().__init__(data, initial={"parts": submission.granted()})
        self.fields["parts"] = parts_field(submission.kind)


class AnswerForm(forms.Form):
    """One move of an actor; which reason and letter it needs is the table's to say."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *Reason.choices], required=False)
    letter = forms.CharField(
        label=_("Letter"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 9, "dir": "auto"}),
        help_text=_("It goes out as it stands here, and is registered."),
    )
    note = forms.CharField(
        label=_("Note for your own team"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, data: Any = None, *, submission: Submission, name: str, letter: str = "") -> None:
        super().__init__(data, initial={"letter": letter}, auto_id=f"id_{name}_%s")
        self.name, self.change = name, CHANGES[name]
        if not self.change.needs_reason:
            del self.fields["reason"]
        self.fields["letter"].widget.attrs["lang"] = submission.language

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.change.needs_reason and not cleaned.get("reason"):
            self.add_error("reason", _("Choose a reason: the person reads it."))
        if cleaned.get("reason") == Reason.OTHER and not cleaned.get("letter", "").strip():
            self.add_error("letter", _("Say the reason in the letter."))
        return cleaned


class WhyForm(forms.Form):
    """What a person says when she accepts, declines, withdraws or cancels; she need not say anything."""

    note = forms.CharField(
        label=_("A word to the agency, if you wish"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
