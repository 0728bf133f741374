"""An entry by hand: what came by post, at the counter or by telephone, what left, or a note."""

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.base.days import DayField
from foundation.base.ids import ALPHABET, LENGTH, public_id
from foundation.registry.forms.fields import LTR, FilesField, TeamField
from foundation.registry.models import LONGEST_SUBJECT, Entry
from foundation.registry.offices import Office
from foundation.registry.parties import Party
from foundation.registry.words import Channel, Confidentiality, Direction, Nature, Priority


class EntryForm(forms.Form):
    """An arrival, a departure or an internal note, entered by hand."""

    key = forms.CharField(
        widget=forms.HiddenInput,
        initial=public_id,
        validators=[RegexValidator(f"^[{ALPHABET}]{{{LENGTH}}}$")],
        error_messages={"invalid": _("Open this page again, and enter it there.")},
    )
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices, initial=Direction.ARRIVAL)
    nature = forms.ChoiceField(label=_("Kind"), choices=Nature.choices, initial=Nature.LETTER)
    subject = forms.CharField(
        label=_("Subject"),
        max_length=LONGEST_SUBJECT,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("A plain line without a person's name: the subject stays for good, names can be erased."),
    )
    party = forms.CharField(
        label=_("From or to whom"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        help_text=_("The sender of an arrival, the recipient of a departure or a note."),
    )
    address = forms.CharField(
        label=_("Address, telephone or e-mail"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=[pair for pair in Channel.choices if pair[0] != Channel.SITE],
        initial=Channel.POST,
    )
    document_on = DayField(label=_("Date of the document"), required=False)
    answer_due_on = DayField(
        label=_("Limit date"),
        required=False,
        help_text=_("Who is in charge is reminded seven days and two days before."),
    )
    in_charge = TeamField(label=_("Person in charge"))
    unit = forms.CharField(
        label=_("Unit"), max_length=120, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    papers = FilesField(
        label=_("Documents"),
        required=False,
        help_text=_("Scans or files, at most ten. The office keeps them; their fingerprints are sealed."),
    )
    priority = forms.ChoiceField(label=_("Priority"), choices=Priority.choices, initial=Priority.NORMAL)
    confidentiality = forms.ChoiceField(
        label=_("Confidentiality"),
        choices=Confidentiality.choices,
        initial=Confidentiality.NORMAL,
        help_text=_("What is confidential is seen by who is in charge, by owners and by moderators."),
    )
    copies = forms.CharField(
        label=_("Copies to"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("One on each line."),
    )
    reply_to = forms.CharField(
        label=_("Reply to number"), max_length=40, required=False, widget=forms.TextInput(attrs=LTR)
    )
    answers_it = forms.BooleanField(label=_("This answers it: it waits no longer"), required=False)
    outside_system = forms.CharField(
        label=_("Other system"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("For example the register of the ministry."),
    )
    outside_number = forms.CharField(
        label=_("Number there"), max_length=80, required=False, widget=forms.TextInput(attrs=LTR)
    )

    def __init__(
        self, *args: Any, office: Office | None, organisation_pk: int, user: User, today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.office, self.user, self.today = office, user, today
        self.fields["in_charge"].offer(organisation_pk)  # type: ignore[attr-defined]

    def clean_reply_to(self) -> Entry | None:
        number = "".join(self.cleaned_data["reply_to"].split()).upper()
        if not number:
            return None
        entry = Entry.objects.visible_to(self.user).filter(office=self.office, number=number).first()
        if entry is None:
            raise forms.ValidationError(_("No entry of this register has this number."))
        return entry

    def clean_document_on(self) -> dt.date | None:
        day = self.cleaned_data["document_on"]
        if day is not None and day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if bool(facts.get("outside_system")) != bool(facts.get("outside_number")):
            lacking = "outside_number" if facts.get("outside_system") else "outside_system"
            self.add_error(lacking, _("Give both the system and the number there."))
        answered = facts.get("reply_to") if facts.get("answers_it") else None
        if answered is not None and answered.follows_an_answer:
            self.add_error("answers_it", _("This number waits until what was sent is answered where it was sent."))
        return facts

    def facts(self) -> dict[str, Any]:
        """Return what was typed, in the words of `register`."""
        typed = dict(self.cleaned_data)
        whom = Party(name=typed.pop("party"), address=typed.pop("address"))
        system, number = typed.pop("outside_system"), typed.pop("outside_number")
        copies = [Party(name=line.strip()) for line in typed.pop("copies").splitlines() if line.strip()]
        side = "sender" if typed["direction"] == Direction.ARRIVAL else "recipient"
        outside = (system, number) if system else None
        pieces = typed.pop("papers")
        return {**typed, side: whom, "copies": copies[:20], "pieces": pieces, "outside": outside}
