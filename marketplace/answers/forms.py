"""What may be typed about a submission: a move with its reason and letter."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from marketplace.answers.lifecycle import CHANGES, Kind, Reason
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


NOT_FOR = {Kind.APPLICATION: (Reason.AMOUNT,), Kind.INTEREST: (Reason.EXPERIENCE, Reason.LANGUAGE, Reason.DATES)}


OF_AN_END = (Reason.NOT_AGREED, Reason.CHECKS, Reason.ELSEWHERE, Reason.SILENCE, Reason.DROPPED)
ONLY_FOR = {
    "take_back": (Reason.DATES, Reason.TERMS, Reason.DROPPED, Reason.OTHER),
    "fall_through": (*OF_AN_END, Reason.OTHER),
}
USUAL = tuple(one for one in Reason if one not in {*OF_AN_END, Reason.SAID} or one == Reason.DROPPED)


def reasons(kind: str, name: str) -> list[tuple[str, Any]]:
    """Return the reasons that make sense for a kind and a move."""
    known = [one for one in ONLY_FOR.get(name, USUAL) if one not in NOT_FOR[Kind(kind)]]
    return [(one.value, one.label) for one in known]


class AnswerForm(forms.Form):
    """One move of an actor; which reason and letter it needs is the table's to say."""

    reason = forms.ChoiceField(label=_("Reason"), required=False)
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

    def __init__(
        self, data: Any = None, *, submission: Submission, name: str, letter: str = "", **initial: str
    ) -> None:
        super().__init__(data, initial={"letter": letter, **initial}, auto_id=f"id_{name}_%s")
        self.name, self.change = name, CHANGES[name]
        self.kept_letter = False  # another reason was chosen, and the letter stays as somebody has written it
        if self.change.needs_reason:
            self.fields["reason"].choices = [("", "—"), *reasons(submission.kind, name)]  # type: ignore[attr-defined]
        else:
            del self.fields["reason"]
        self.fields["letter"].widget.attrs["lang"] = submission.language
        if not self.change.needs_letter:
            self.fields["letter"].label = _("Letter, if you wish")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.change.needs_reason and not cleaned.get("reason"):
            self.add_error("reason", _("Choose a reason: the person reads it."))
        if cleaned.get("reason") == Reason.OTHER and not cleaned.get("letter", "").strip():
            self.add_error("letter", _("Say the reason in the letter."))
        if self.change.needs_letter and not cleaned.get("letter", "").strip() and "letter" not in self.errors:
            self.add_error("letter", _("Write the letter: it is what the person waits for."))
        return cleaned


class WhyForm(forms.Form):
    """What a person says when she accepts, declines, withdraws or cancels; she need not say anything."""

    note = forms.CharField(
        label=_("A word to the agency, if you wish"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


class EndingForm(WhyForm):
    """How a person ends an interest that was taken up; the agency reads her reason and her words."""

    reason = forms.ChoiceField(label=_("Reason"), required=False)
    field_order = ("reason", "note")

    def __init__(self, data: Any = None, *, name: str) -> None:
        super().__init__(data, auto_id=f"id_{name}_%s")
        self.name, self.change = name, CHANGES[name]
        if self.change.needs_reason:
            known = (*OF_AN_END, Reason.SAID)
            self.fields["reason"].choices = [("", "—"), *((one.value, one.label) for one in known)]  # type: ignore[attr-defined]
        else:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.change.needs_reason and "reason" not in self.errors:
            if not cleaned.get("reason"):
                self.add_error("reason", _("Choose a reason: the agency reads it."))
            elif cleaned["reason"] == Reason.SAID and not cleaned.get("note", "").strip():
                self.add_error("note", _("Say the reason in your own words."))
        return cleaned


class PassForm(forms.Form):
    """Pass a submission on to a colleague."""

    to = forms.ChoiceField(label=_("Colleague"))
    note = forms.CharField(
        label=_("A word to her or him"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, data: Any = None, *, colleagues: Sequence[User]) -> None:
        super().__init__(data, auto_id="id_pass_%s")
        self.people = {person.public_id: person for person in colleagues}
        self.fields["to"].choices = [("", "—"), *((key, str(one)) for key, one in self.people.items())]  # type: ignore[attr-defined]

    def clean_to(self) -> User:
        return self.people[self.cleaned_data["to"]]


class AskLinkForm(forms.Form):
    """Who does not answer from a known browser gives her address, and has a link by mail."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
        help_text=_("The one with which you answer for your organisation."),
    )
    lasting = forms.BooleanField(
        label=_("Remember this browser for six months"),
        required=False,
        help_text=_("Leave it empty on a computer that others use too: it is then forgotten at the end of the day."),
    )
