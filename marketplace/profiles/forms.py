"""What may be typed into a profile; each form is one short section and says what it would change."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from foundation.base.choices import CEFR, CompensationWish, Instrument, Level, Risk, Stage, WorkMode
from foundation.base.days import DayField
from foundation.base.locales import active_language
from foundation.base.money import Money, exponent
from foundation.base.places import country_choices
from foundation.documents.reading import too_many_bytes
from foundation.linking.spoken import language_choices
from foundation.taxonomy.models import Concept, Region
from marketplace.profiles.queries import sdg_choices

MOST_MAJOR = Decimal(10) ** 12
CV_KINDS = ".pdf,.docx,.txt,application/pdf,text/plain"


def _with_none(choices: Any) -> list[tuple[Any, Any]]:
    return [("", "—"), *choices]


def _countries() -> list[tuple[str, str]]:
    return _with_none(country_choices(active_language()))


def _home_countries() -> list[tuple[str, str]]:
    return [pair for pair in country_choices(active_language()) if pair[0] in settings.HOME_COUNTRIES]


def region_choices(countries: list[str]) -> list[tuple[str, str]]:
    """Return (code, name) of the regions of home countries, by name in the active language."""
    names = [(region.code, region.name(active_language())) for region in Region.objects.filter(country__in=countries)]
    return sorted(names, key=lambda pair: pair[1])


def _many(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


def _amount(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, min_value=0, max_value=MOST_MAJOR, max_digits=15)


def _currency() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Currency"), choices=lambda: _with_none([(code, code) for code in settings.CURRENCIES]), required=False
    )


class DressedForm(forms.Form):
    """Fields with the classes of the theme."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            widget = field.widget
            if isinstance(widget, forms.CheckboxSelectMultiple | forms.CheckboxInput):
                widget.attrs["class"] = "form-check-input"
            else:
                widget.attrs["class"] = "form-select" if isinstance(widget, forms.Select) else "form-control"


class SectionForm(DressedForm):
    """A section of a profile: its fields are those of the profile unless it says otherwise."""

    def __init__(self, data: Any = None, *, profile: Any) -> None:
        super().__init__(data, initial=self.stored(profile))
        self.profile = profile
        self.prepare()

    def prepare(self) -> None:
        """Narrow choices to the person."""

    def stored(self, profile: Any) -> dict[str, Any]:
        return {name: getattr(profile, name) for name in self.base_fields}

    def changes(self) -> dict[str, Any]:
        """Return the fields of the profile to set."""
        return dict(self.cleaned_data)


class MoneyForm(SectionForm):
    """A section with amounts: typed as people write them, kept in minor units."""

    amounts: tuple[str, ...] = ()

    def stored(self, profile: Any) -> dict[str, Any]:
        stored = {name: getattr(profile, name) for name in self.base_fields if name not in self.amounts}
        for name in self.amounts:
            minor = getattr(profile, f"{name}_minor")
            if minor is not None and profile.currency:
                stored[name] = f"{Money(minor, profile.currency).major:f}"
        return stored

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        currency = cleaned.get("currency", "")
        for name in self.amounts:
            amount = cleaned.get(name)
            if amount is None:
                continue
            if not currency:
                self.add_error("currency", _("Choose the currency of the amount."))
                break
            if -amount.normalize().as_tuple().exponent > exponent(currency):  # type: ignore[operator]
                decimals = exponent(currency)
                message = _("%(currency)s has no decimals.") if not decimals else _("%(currency)s has two decimals.")
                self.add_error(name, message % {"currency": currency})
        return cleaned

    def changes(self) -> dict[str, Any]:
        values = {name: value for name, value in self.cleaned_data.items() if name not in self.amounts}
        for name in self.amounts:
            amount = self.cleaned_data[name]
            values[f"{name}_minor"] = None if amount is None else Money.of(amount, values["currency"]).minor
        return values


class AboutForm(SectionForm):
    headline = forms.CharField(
        label=_("Headline"), max_length=160, required=False, help_text=_("What you do, in one line.")
    )
    biography = forms.CharField(
        label=_("About you"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )


class PlaceForm(SectionForm):
    country = forms.ChoiceField(label=_("Country where you live"), choices=_countries, required=False)
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    home_regions = _many(_("Regions at home you are tied to"), ())

    def prepare(self) -> None:
        home = self.profile.home_country
        self.fields["home_regions"].choices = region_choices([home] if home else [])  # type: ignore[attr-defined]
        if not home:
            self.fields["home_regions"].help_text = _("Say in your settings which country you come from.")


class AvailabilityForm(MoneyForm):
    amounts = ("fee",)
    available_from = DayField(label=_("Available from"), required=False)
    available_until = DayField(label=_("Available until"), required=False)
    days_per_week = forms.IntegerField(label=_("Days a week"), required=False, min_value=1, max_value=7)
    work_modes = _many(_("Where you would work"), WorkMode.choices)
    compensation_wish = forms.ChoiceField(
        label=_("Paid or volunteer"), choices=_with_none(CompensationWish.choices), required=False
    )
    fee = _amount(_("Wished fee a day"))
    currency = _currency()


class TicketForm(MoneyForm):
    amounts = ("ticket_min", "ticket_max")
    ticket_min = _amount(_("Smallest amount for one project"))
    ticket_max = _amount(_("Largest amount for one project"))
    currency = _currency()
    instruments = _many(_("In which form"), Instrument.choices)


class WhereForm(SectionForm):
    countries = _many(_("Countries"), _home_countries)
    regions = _many(_("Regions"), lambda: region_choices(settings.HOME_COUNTRIES), _("None means anywhere."))


class TermsForm(SectionForm):
    risk = forms.ChoiceField(label=_("Highest risk you accept"), choices=_with_none(Risk.choices), required=False)
    horizon_years = forms.IntegerField(
        label=_("Years you can do without the money"), required=False, min_value=0, max_value=50
    )
    stages = _many(_("Stage of the project"), Stage.choices)
    sdgs = _many(_("Goals you want to serve"), sdg_choices)


class VisibilityForm(SectionForm):
    consent = forms.BooleanField(label=_("I agree to be found"), required=False)


class SkillForm(DressedForm):
    """Level and years of one skill; which one is in the button."""

    level = forms.TypedChoiceField(
        label=_("Level"), choices=_with_none(Level.choices), coerce=int, empty_value=None, required=False
    )
    years = forms.IntegerField(label=_("Years"), required=False, min_value=0, max_value=70)


class LanguageForm(DressedForm):
    language = forms.ChoiceField(label=_("Language"), choices=lambda: _with_none(language_choices(active_language())))
    level = forms.ChoiceField(label=_("Level"), choices=_with_none(CEFR.choices))


class SpokenForm(forms.Form):
    """Which of the languages listed is meant."""

    language = forms.CharField(max_length=3)


class KeepAwayForm(forms.Form):
    """Which organisation is meant, by its public id."""

    organisation = forms.CharField(max_length=16)


class ChosenForm(forms.Form):
    """Which concept of those found is meant; cleaned, `uri` is the concept."""

    uri = forms.CharField(max_length=120)

    def clean_uri(self) -> Concept:
        concept = Concept.objects.filter(uri=self.cleaned_data["uri"]).first()
        if concept is None:
            raise forms.ValidationError("unknown")
        return concept


class CvForm(DressedForm):
    """A file, or its text pasted."""

    file = forms.FileField(
        label=_("Your CV as PDF, Word (.docx) or text"),
        required=False,
        allow_empty_file=True,  # the reader says better what is wrong
        widget=forms.FileInput(attrs={"accept": CV_KINDS}),
    )
    text = forms.CharField(
        label=_("or paste its text"), required=False, max_length=200_000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(str(too_many_bytes()))
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("text"):
            raise forms.ValidationError(_("Choose a file or paste a text."))
        return cleaned

    def content(self) -> tuple[bytes, str]:
        """Return (bytes, name) of what was sent."""
        if file := self.cleaned_data["file"]:
            return file.read(), file.name
        return self.cleaned_data["text"].encode(), "cv.txt"
