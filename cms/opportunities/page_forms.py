"""What the editor accepts: facts are judged together, errors stand where they belong, money is typed as written."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.agencies.models import held, is_public
from cms.opportunities import lifecycle
from cms.pages.page_forms import PageInLanguagesForm
from foundation.base.choices import Cover, Instrument
from foundation.base.days import WRONG_YEAR, is_reckonable
from foundation.base.locales import active_language, date_words
from foundation.base.money import Money, exponent
from foundation.taxonomy.models import Concept, Label, Region

MOST = Decimal(10) ** 13  # in major units: below what a signed 64-bit integer of cents holds
HOME_CURRENCY = {"MA": "MAD", "SN": "XOF", "ML": "XOF", "CI": "XOF"}
NOT_SAID = ("", "---------")


class MoneyField(forms.DecimalField):
    """An amount in major units, which the form turns into the minor units of its currency."""

    def __init__(self, *, label: Any, help_text: Any = "") -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr", "autocomplete": "off"})
        super().__init__(label=label, help_text=help_text, required=False, min_value=0, max_value=MOST, widget=widget)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Accept the spaces, thin or not, that people put between thousands, and a decimal comma."""
        if isinstance(value, str):
            value = "".join(value.split()).replace("\u202f", "").replace("\u00a0", "").replace("٬", "")
            if value.count(",") == 1 and "." not in value and len(value.rpartition(",")[2]) != 3:
                value = value.replace(",", ".")
            value = value.replace(",", "").replace("٫", ".")
            value = "".join(str(int(char)) if char.isdecimal() else char for char in value)
        return super().to_python(value)


class ChoicesField(forms.MultipleChoiceField):
    """Several values of a closed list, kept as a JSON list."""

    def __init__(self, *, label: Any, choices: Any) -> None:
        super().__init__(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers to choose from in a country and a language; many forms in a row share one."""

    regions: list[tuple[str, str]]  # (code, name), by name
    goals: list[tuple[str, str]]
    labels: dict[int, str]  # of sectors, by concept

    @classmethod
    def read(cls, country: str) -> "Choices":
        """Read them in the active language."""
        language = active_language()
        regions = sorted((region.name(language), region.code) for region in Region.objects.filter(country=country))
        rows = Label.objects.filter(language=language, preferred=True, concept__kind__in=("sector", "sdg"))
        labels = {row.concept_id: row.text for row in rows.only("concept_id", "text")}
        numbers = Concept.objects.filter(kind="sdg").values_list("pk", "code")
        goals = sorted(((code, f"{code}. {labels.get(pk, '')}") for pk, code in numbers), key=lambda c: int(c[0]))
        return cls([(code, name) for name, code in regions], goals, labels)


class OpportunityForm(PageInLanguagesForm):
    """Shared by all kinds. `money` names the columns in minor units; `lists` the columns that hold a JSON list."""

    kind = ""
    money: tuple[str, ...] = ()
    lists: dict[str, Any] = {}

    def __init__(self, *args: Any, choices: Choices | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = self._country()
        choices = choices or Choices.read(country)
        self._choose_regions(choices)
        self._choose_subjects(choices)
        for name, choices in self.lists.items():
            if name in self.fields:
                self.fields[name] = ChoicesField(label=self.fields[name].label, choices=choices)
        for name in self.money:
            if name in self.fields:
                field = self.fields[name]
                self.fields[name] = MoneyField(label=field.label, help_text=field.help_text)
                minor, currency = getattr(self.instance, name), self.instance.currency
                self.initial[name] = _written(minor, currency)
        if not self.instance.pk:
            self._begin_with(country)

    def _begin_with(self, country: str) -> None:
        """A new page begins with the currency of its country, by the day."""
        for name, value in {"currency": HOME_CURRENCY.get(country, ""), "fee_unit": "day"}.items():
            if name in self.fields and not self.initial.get(name):
                self.initial[name] = value

    def _country(self) -> str:
        if self.instance.country:
            return self.instance.country
        agency = self.parent_page.specific if self.parent_page else None
        organisation = getattr(agency, "organisation", None)
        return organisation.country if organisation else ""

    def _choose_regions(self, offered: Choices) -> None:
        if "region" not in self.fields:
            return
        choices = [NOT_SAID, *offered.regions]
        known = {code for code, _name in choices}
        if self.instance.region and self.instance.region not in known:
            choices.append((self.instance.region, self.instance.region))
        self.fields["region"] = forms.ChoiceField(label=self.fields["region"].label, choices=choices, required=False)

    def _choose_subjects(self, offered: Choices) -> None:
        if "sectors" in self.fields:
            concepts = Concept.objects.filter(kind="sector").order_by("code")
            label = self.fields["sectors"].label
            self.fields["sectors"] = LabelledConcepts(offered.labels, queryset=concepts, label=label)
        if "sdgs" in self.fields:
            self.fields["sdgs"] = ChoicesField(label=self.fields["sdgs"].label, choices=offered.goals)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._count_in_minor_units(cleaned)
        facts = {name: cleaned.get(name) for name in self.fields if name not in self.errors}
        today = timezone.now().date()
        problems = [*self._broken_promise(cleaned), *lifecycle.contradictions(self.kind, facts, on=today)]
        if not self.is_deferred_validation:
            self._look_at_holds(cleaned)
            problems += lifecycle.missing(self.kind, facts)
            self._look_at_texts()
            self._look_at_the_calendar(cleaned)
        for field, sentence in problems:
            if field in self.fields and field not in self.errors:
                self.add_error(field, sentence)
        return cleaned

    def _broken_promise(self, cleaned: dict[str, Any]) -> Iterator[lifecycle.Problem]:
        """An answer date on which somebody counts is not the editor's to change, in a draft neither."""
        promised = self.instance.state().promised_on if self.instance.pk and "answers_by" in self.fields else None
        if promised and "answers_by" not in self.errors and cleaned.get("answers_by") != promised:
            yield (
                "answers_by",
                _(
                    "People count on an answer by %(day)s. Leave this date here: an owner, a moderator or your "
                    "coordinator can move it on the desk, on the page of this call. They are told, with the reason."
                )
                % {"day": date_words(promised)},
            )

    def _look_at_holds(self, cleaned: dict[str, Any]) -> None:
        """A page that would open, or open again, while its agency is held stays a draft."""
        agency = self.parent_page.specific if self.parent_page else None
        organisation_id = getattr(agency, "organisation_id", None)
        if self.kind == "reference" or organisation_id is None:
            return
        sentence = held(organisation_id)
        if sentence and (not is_public(self.instance) or self._opens_again(cleaned)):
            self.add_error(None, sentence)

    def _opens_again(self, cleaned: dict[str, Any]) -> bool:
        """Tell whether what was typed would let people answer who cannot now, on a page that is public."""
        shut = type(self.instance).objects.get(pk=self.instance.pk).facts()
        typed = {name: cleaned.get(name) for name in ("closes_on", "seats", "pending_limit") if name in self.fields}
        return lifecycle.opens_after_pause(shut, replace(shut, **typed), on=timezone.now().date())

    def _count_in_minor_units(self, cleaned: dict[str, Any]) -> None:
        currency = cleaned.get("currency") or ""
        for name in self.money:
            amount = cleaned.get(name)
            if amount is None or name not in self.fields:
                continue
            if not currency:
                cleaned[name] = None
                if "currency" in self.fields and "currency" not in self.errors:
                    self.add_error("currency", _("Choose the currency of the amount."))
                continue
            minor = amount.scaleb(exponent(currency))
            if minor != minor.to_integral_value():
                cleaned[name] = None
                self.add_error(name, _too_fine(currency))
            else:
                cleaned[name] = int(minor)

    def _look_at_texts(self) -> None:
        """A text says what it is about, in short or at length; the error stands in its row."""
        formset = self.formsets.get("texts")
        if formset is None:
            return
        for form in formset.forms:
            row = getattr(form, "cleaned_data", None)
            if row and not row.get("DELETE") and not row.get("summary") and not row.get("body"):
                form.add_error("summary", _("Say what it is about: two sentences are enough."))

    def _look_at_the_calendar(self, cleaned: dict[str, Any]) -> None:
        """What becomes public must not be closed already; an open page that has closed since may still be mended."""
        closes = cleaned.get("closes_on")
        if not closes or (self.instance.live and "closes_on" not in self.changed_data):
            return
        go_live: dt.datetime | None = cleaned.get("go_live_at")
        if closes < timezone.localdate():
            self.add_error("closes_on", _("The last day to answer has already passed: choose a later one."))
        elif go_live and closes < timezone.localdate(go_live):
            self.add_error("closes_on", _("The last day to answer lies before the page goes public."))

    def _refuse_wordless(self, rows: str, sentence: Any) -> None:
        """A row without words in any language is an error of that row."""
        for form, row in self._rows(rows):
            if not form.errors and not any(row.get(f"text_{code}") for code in ("fr", "ar", "en", "es")):
                form.add_error("text_fr", sentence)

    def _rows(self, name: str) -> Iterator[tuple[Any, dict[str, Any]]]:
        """Yield (form, cleaned data) of the rows of a name that stay."""
        formset = self.formsets.get(name)
        if formset is None:
            return
        formset.is_valid()  # the rows are cleaned here, not before
        for form in formset.forms:
            row = getattr(form, "cleaned_data", None)
            if row and not row.get("DELETE"):
                yield form, row


class LabelledConcepts(forms.ModelMultipleChoiceField):
    """Concepts by their label in the reader's language."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, names: dict[int, str], **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.names = names

    def label_from_instance(self, concept: Concept) -> str:
        return f"{concept.code} {self.names.get(concept.pk, '')}"


class MissionCallForm(OpportunityForm):
    kind = "mission"
    money = ("fee_minor",)
    lists = {"covers": Cover.choices}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "assessors" in self.fields:
            self.fields["assessors"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "assessors" in self.fields and "assessors" not in self.errors:
            cleaned["assessors"] = cleaned.get("assessors") or 1  # nobody must choose
        self._refuse_twice("skills", "concept", _("This skill is listed already."))
        self._refuse_twice("languages", "language", _("This language is listed already."))
        self._refuse_wordless("questions", _("Write the question in at least one language."))
        self._refuse_wordless("criteria", _("Write the criterion in at least one language."))
        return cleaned

    def _refuse_twice(self, rows: str, column: str, sentence: Any) -> None:
        """A row that says again what a row above says is an error of that row."""
        seen = set()
        for form, row in self._rows(rows):
            said = row.get(column)
            if not said:
                continue
            if said in seen:
                form.add_error(column, sentence)
            seen.add(said)


class InvestmentForm(OpportunityForm):
    kind = "investment"
    money = ("capital_minor", "ticket_min_minor", "ticket_max_minor")
    lists = {"instruments": Instrument.choices}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for form, row in self._rows("claims"):
            if row.get("checked_on") and not is_reckonable(row["checked_on"]):
                form.add_error("checked_on", WRONG_YEAR)
            if bool(row.get("checked_by")) != bool(row.get("checked_on")):
                form.add_error("checked_by", _("Say who checked it and when, or leave both empty."))
        self._refuse_wordless("claims", _("Write the claim in at least one language."))
        return cleaned


class ReferenceForm(OpportunityForm):
    kind = "reference"
    money = ("amount_minor",)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for field in ("answers_by", "region"):  # a reference waits for nobody, and its source may not say where
            self.errors.pop(field, None)
        return cleaned


def _written(minor: int | None, currency: str) -> str | None:
    """Return an amount as it stands in the input: major units, without needless decimals."""
    if minor is None or not currency:
        return None
    try:
        major = Money(minor, currency).major
    except InvalidOperation:
        return None
    return f"{major.normalize():f}" if major else "0"


def _too_fine(currency: str) -> Any:
    if exponent(currency) == 0:
        return _("%(currency)s has no decimals: write a whole amount.") % {"currency": currency}
    return _("%(currency)s has %(decimals)s decimals: write no more.") % {
        "currency": currency,
        "decimals": exponent(currency),
    }
