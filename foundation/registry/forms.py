"""What may be typed at the register: a number to check, what is looked for, an entry by hand, a step."""

import datetime as dt
import os
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.base.ids import ALPHABET, LENGTH, public_id
from foundation.registry.lifecycle import Status
from foundation.registry.models import LONGEST_SUBJECT, READING, Entry
from foundation.registry.offices import Office
from foundation.registry.parties import Paper, Party
from foundation.registry.words import Channel, Confidentiality, Direction, Nature, Priority

MOST_FILES = 10
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".txt": "text/plain",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
}
ANY = ("", _("any"))
_LTR = {"dir": "ltr", "spellcheck": "false"}


def _day(**attrs: str) -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **attrs})


class VerifyForm(forms.Form):
    number = forms.CharField(
        label=_("Number"),
        max_length=60,
        widget=forms.TextInput(attrs={**_LTR, "autocapitalize": "characters", "placeholder": "RSK/2026/A/000123"}),
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=30,
        help_text=_("Ten letters and digits; they stand beside the QR code."),
        widget=forms.TextInput(attrs={**_LTR, "autocapitalize": "none", "autocomplete": "off"}),
    )


class LookForm(forms.Form):
    """What is looked for in a register; what makes no sense is as good as empty."""

    q = forms.CharField(
        label=_("Number, subject or name"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    direction = forms.ChoiceField(label=_("Direction"), required=False, choices=[ANY, *Direction.choices])
    nature = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *Nature.choices])
    state = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[ANY, ("late", _("past its limit date")), *Status.choices, ("annulled", _("annulled"))],
    )
    year = forms.IntegerField(
        label=_("Year"), required=False, min_value=2000, max_value=2200, widget=forms.NumberInput(attrs=_LTR)
    )
    mine = forms.BooleanField(label=_("only what I am in charge of"), required=False)

    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class _SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Up to ten files; each is a kind that offices exchange, and no larger than the site takes."""

    def __init__(self, **options: Any) -> None:
        accept = ",".join(MEDIA_TYPES)
        super().__init__(widget=_SeveralFiles(attrs={"multiple": True, "accept": accept}), **options)

    def clean(self, data: Any, initial: Any = None) -> list[Paper]:  # type: ignore[override]
        files = [super(FilesField, self).clean(file, initial) for file in data or []]
        if len(files) > MOST_FILES:
            text = ngettext("Choose at most %(count)s file.", "Choose at most %(count)s files.", MOST_FILES)
            raise forms.ValidationError(text % {"count": MOST_FILES})
        return [self._paper(file) for file in files]

    def _paper(self, file: Any) -> Paper:
        media_type = MEDIA_TYPES.get(os.path.splitext(file.name)[1].lower())
        if media_type is None:
            known = ", ".join(kind.removeprefix(".") for kind in MEDIA_TYPES)
            text = gettext("%(name)s is none of the kinds that are kept: %(kinds)s.")
            raise forms.ValidationError(text % {"name": file.name, "kinds": known})
        if file.size > settings.UPLOAD_MAX_BYTES:
            text = gettext("%(name)s is larger than %(most)s MB.")
            raise forms.ValidationError(text % {"name": file.name, "most": settings.UPLOAD_MAX_BYTES // 1024**2})
        return Paper(file.name, file.read(), media_type)


class TeamField(forms.ModelChoiceField):
    """A plain choice of the people of an office, in the order of their names."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=User.objects.none(), empty_label=_("nobody yet"), required=False, **options)

    def offer(self, organisation_pk: int) -> None:
        team = User.objects.filter(memberships__organisation=organisation_pk, memberships__role__in=READING)
        self.queryset = team.order_by("name", "email")


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
    document_on = forms.DateField(label=_("Date of the document"), required=False, widget=_day())
    answer_due_on = forms.DateField(
        label=_("Limit date"),
        required=False,
        widget=_day(),
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
        label=_("Reply to number"), max_length=40, required=False, widget=forms.TextInput(attrs=_LTR)
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
        label=_("Number there"), max_length=80, required=False, widget=forms.TextInput(attrs=_LTR)
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


class AssignForm(forms.Form):
    in_charge = TeamField(label=_("Person in charge"))
    unit = forms.CharField(
        label=_("Unit"), max_length=120, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )


class StatusForm(forms.Form):
    status = forms.ChoiceField(label=_("Status"), choices=Status.choices)
    note = forms.CharField(
        label=_("Remark"), max_length=500, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )


class LimitForm(forms.Form):
    limit_on = forms.DateField(label=_("New limit date"), widget=_day())
    reason = forms.CharField(label=_("Why it moves"), max_length=500, widget=forms.TextInput(attrs={"dir": "auto"}))


class OutsideForm(forms.Form):
    system = forms.CharField(label=_("Other system"), max_length=80, widget=forms.TextInput(attrs={"dir": "auto"}))
    number = forms.CharField(label=_("Number there"), max_length=80, widget=forms.TextInput(attrs=_LTR))


class AnnulForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is annulled"), max_length=500, widget=forms.TextInput(attrs={"dir": "auto"})
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code of your office"),
        max_length=12,
        widget=forms.TextInput(attrs={**_LTR, "autocapitalize": "characters"}),
        help_text=_("Two to twelve capital letters and digits. It stays from the first number on."),
    )


class BookForm(forms.Form):
    """Which day the printed book is of."""

    on = forms.DateField(label=_("Day"), widget=_day())
