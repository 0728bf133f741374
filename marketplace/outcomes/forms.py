"""What may be typed about a mission: its terms, what one needs before leaving, its end, and what came of it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cms.opportunities.page_forms import ChoicesField, MoneyField
from foundation.base.choices import Compensation, Cover, FeeUnit
from foundation.base.days import DayField
from foundation.base.money import Money, exponent
from foundation.taxonomy.models import Concept
from marketplace.answers.lifecycle import Reason
from marketplace.outcomes.lifecycle import ANSWERS
from marketplace.outcomes.models import LONGEST_LINE, MOST_DELIVERABLES, Deliverable, Outcome, Preparation

NOT_SAID = ("", "—")
CANCELLING = (Reason.DATES, Reason.TERMS, Reason.DROPPED)
OTHERWISE = (Reason.OTHER.value, _("Another reason"))


def _text(label: Any, rows: int, most: int, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, max_length=most, required=False, widget=widget, help_text=help_text)


class TermsForm(forms.Form):
    """One version of the terms; amounts are typed as people write them."""

    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    compensation = forms.ChoiceField(label=_("Fee or volunteer"), choices=[NOT_SAID, *Compensation.choices])
    fee_minor = MoneyField(label=_("Fee"))
    fee_unit = forms.ChoiceField(label=_("Paid by"), choices=[NOT_SAID, *FeeUnit.choices], required=False)
    per_diem_minor = MoneyField(
        label=_("Daily allowance"), help_text=_("For meals and small costs; empty where there is none.")
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=[NOT_SAID, *((code, code) for code in settings.CURRENCIES)],
        required=False,
    )
    covers = ChoicesField(label=_("What is covered"), choices=Cover.choices)
    deliverables = _text(
        _("What is handed over"),
        6,
        MOST_DELIVERABLES * (LONGEST_LINE + 2),
        _("One line for each: at the end they are confirmed one by one, and stand on the certificate."),
    )
    note = _text(_("Anything else"), 3, 2000)

    amounts = ("fee_minor", "per_diem_minor")

    def __init__(self, data: Any = None, *, said: dict[str, Any]) -> None:
        """`said` are the terms to begin with, by the columns of the model; `deliverables` a list of lines."""
        initial = said | {"deliverables": "\n".join(said["deliverables"])}
        for name in self.amounts:
            minor = said[name]
            typed = minor is not None and said["currency"]
            initial[name] = f"{Money(minor, said['currency']).major:f}" if typed else None
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        currency = cleaned.get("currency") or ""
        for name in self.amounts:
            amount: Decimal | None = cleaned.get(name)
            if amount is None:
                continue
            if not currency:
                self.add_error("currency", _("Choose the currency of the amount."))
                return cleaned
            minor = amount.scaleb(exponent(currency))
            if minor != minor.to_integral_value():
                sentence = _("%(currency)s has no such small coins: write fewer decimals.")
                self.add_error(name, sentence % {"currency": currency})
                continue
            cleaned[name] = int(minor)
        if all(cleaned.get(name) is None for name in self.amounts):
            cleaned["currency"] = ""
        return cleaned

    def facts(self) -> dict[str, Any]:
        """Return the columns of Terms."""
        return {name: value for name, value in self.cleaned_data.items() if name != "deliverables"}

    def lines(self) -> list[str]:
        return [line for line in self.cleaned_data["deliverables"].splitlines() if line.strip()]


class PreparationForm(forms.ModelForm):
    """All may stay empty at first: the page says what is still missing."""

    class Meta:
        model = Preparation
        fields = (
            "visa",
            "insurance",
            "travel",
            "host_name",
            "host_phone",
            "emergency_name",
            "emergency_phone",
        )
        help_texts = {
            "visa": _("Which visa or paper is needed, who asks for it, by when; or that none is needed."),
            "insurance": _("Who insures what, the number of the policy, whom to call."),
            "travel": _("Who meets the expert where and when; the address of the lodging."),
        }
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 3, "dir": "auto"}) for name in ("visa", "insurance", "travel")},
            **{
                name: forms.TextInput(attrs={"type": "tel", "dir": "ltr", "autocomplete": "off"})
                for name in ("host_phone", "emergency_phone")
            },
        }


class CompletionForm(forms.Form):
    """What was handed over, and which skills of the call were seen at work."""

    delivered = forms.MultipleChoiceField(label=_("Handed over"), required=False, widget=forms.CheckboxSelectMultiple)
    note = _text(
        _("Why something was not handed over"), 2, 1000, _("Only if a line above is not ticked. The expert reads it.")
    )
    skills = forms.MultipleChoiceField(
        label=_("Skills you have seen at work"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They stand on the certificate, and as verified by you on the expert's profile."),
    )

    def __init__(self, data: Any = None, *, lines: list[Deliverable], skills: list[tuple[Concept, str]]) -> None:
        keys = [str(line.pk) for line in lines]
        uris = [concept.uri for concept, _label in skills]
        super().__init__(data, initial={"delivered": keys, "skills": uris})
        self.concepts = {concept.uri: concept for concept, _label in skills}
        self.fields["delivered"].choices = [(str(line.pk), line.text) for line in lines]  # type: ignore[attr-defined]
        self.fields["skills"].choices = [(concept.uri, label) for concept, label in skills]  # type: ignore[attr-defined]
        if not skills:
            del self.fields["skills"]

    def chosen(self) -> list[Concept]:
        return [self.concepts[uri] for uri in self.cleaned_data.get("skills", [])]

    def handed_over(self) -> set[int]:
        return {int(key) for key in self.cleaned_data["delivered"]}


class CancelForm(forms.Form):
    """How an expert calls a mission off; the agency reads the reason and the words."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[NOT_SAID, *((reason.value, reason.label) for reason in CANCELLING), OTHERWISE],
        error_messages={"required": _("Choose a reason: the other side reads it.")},
    )
    note = _text(_("What you want to say to the other side"), 4, 2000)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reason") == Reason.OTHER and not cleaned.get("note", "").strip():
            self.add_error("note", _("Say the reason in a sentence."))
        return cleaned


class OutcomeForm(forms.Form):
    """The one tap: each answer of the stage is a button of its own."""

    said = forms.ChoiceField()

    def __init__(self, data: Any = None, *, outcome: Outcome) -> None:
        super().__init__(data)
        self.fields["said"].choices = [(said.value, said.label) for said in ANSWERS[outcome.stage]]  # type: ignore[attr-defined]


class MoreForm(forms.Form):
    """What somebody may add to a tap."""

    words = _text(_("What came of it"), 5, 3000, _("As you would tell a friend, in any language."))
    people_trained = forms.IntegerField(label=_("People trained"), required=False, min_value=0, max_value=1_000_000)
    jobs = forms.IntegerField(label=_("Jobs created or kept"), required=False, min_value=0, max_value=1_000_000)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(value not in ("", None) for value in cleaned.values()):
            raise forms.ValidationError(_("Nothing is written yet. You can also close the page: your answer is kept."))
        return cleaned


class RefreshForm(forms.Form):
    available_from = DayField(label=_("I am available from"), required=False)
