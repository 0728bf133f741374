"""What may be typed about an organisation, its team and its verification."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from foundation.base.locales import active_language
from foundation.base.places import country_choices
from foundation.organisations.models import Decision, Organisation, Role
from foundation.organisations.operations import DETAILS
from foundation.organisations.queries import region_choices


def _countries() -> list[tuple[str, Any]]:
    names = dict(country_choices(active_language()))
    home = [(code, names.pop(code)) for code in settings.HOME_COUNTRIES]
    return [("", _("Choose a country")), *home, *names.items()]


def _regions() -> list[Any]:
    names = dict(country_choices(active_language()))
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, name in region_choices(active_language()):
        groups.setdefault(names[code[:2]], []).append((code, name))
    return [("", _("the whole country")), *groups.items()]


class DetailsForm(forms.ModelForm):
    """The facts of an organisation; the name in one language is enough."""

    country = forms.ChoiceField(label=_("Country"), choices=_countries)
    region = forms.ChoiceField(label=_("Region"), choices=_regions, required=False)
    website = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
    )

    class Meta:
        model = Organisation
        fields = (
            *("kind", "name_fr", "name_ar", "name_en", "name_es"),
            *("country", "region", "email", "website", "about", "evidence"),
        )
        widgets = {
            "name_fr": forms.TextInput(attrs={"lang": "fr", "dir": "ltr", "autocomplete": "organization"}),
            "name_ar": forms.TextInput(attrs={"lang": "ar", "dir": "rtl"}),
            "name_en": forms.TextInput(attrs={"lang": "en", "dir": "ltr"}),
            "name_es": forms.TextInput(attrs={"lang": "es", "dir": "ltr"}),
            "email": forms.EmailInput(attrs={"dir": "ltr"}),
            "about": forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
            "evidence": forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        }
        help_texts = {
            "kind": _("The name in one language is enough; write it in each language your organisation uses."),
            "email": _("On your organisation's own domain, if it has one: that is the first thing that is checked."),
            "about": _("In a few sentences. It is shown on your page."),
            "evidence": _(
                "The legal text or registration number that founds it, a telephone number that is published "
                "elsewhere, and who answers for it. Only the focal point of your country reads this."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["kind", f"name_{active_language()}"])  # the language one reads comes first
        if self.instance.verified_at is not None:
            for name in ("kind", "country"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Verified, so it stays.")

    def clean_region(self) -> str:
        region, country = self.cleaned_data["region"], self.cleaned_data.get("country")
        if region and country and not region.startswith(f"{country}-"):
            raise forms.ValidationError(_("This region lies in another country."))
        return region

    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in DETAILS}


class RegistrationForm(DetailsForm):
    slug = forms.SlugField(
        label=_("Short name in addresses"),
        max_length=60,
        required=False,
        help_text=_(
            "Small Latin letters, digits and hyphens; it never changes. Left empty, it is made from the name, or "
            "from the country where the name has no Latin letters."
        ),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"].lower()


class InvitationForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"dir": "ltr"}))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.EDITOR)


class CoordinatorForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address of the coordinator"), widget=forms.EmailInput(attrs={"dir": "ltr"}), max_length=254
    )


class PhoneForm(forms.Form):
    """Where the coordinators of an organisation may call a member."""

    phone = forms.RegexField(
        label=_("My telephone number"),
        regex=r"^\+?[0-9][0-9 ().-]{5,27}$",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"dir": "ltr", "type": "tel", "autocomplete": "tel"}),
        error_messages={"invalid": _("Write digits only, with the country's code first: +212 528 00 00 00.")},
        help_text=_("Only the coordinators whom your organisation has named see it. May stay empty."),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class VerifyForm(forms.Form):
    checks = forms.MultipleChoiceField(
        label=_("I have checked"),
        choices=Decision.Check.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one thing that you checked.")},
    )
    note = forms.CharField(
        label=_("What you saw"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("For example the number and date of the decree, whom you called and on which number."),
    )


class ReasonForm(forms.Form):
    """Refuse, suspend or lift: each with a reason that the team reads."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("The team reads it. Say what is missing, and what would be enough."),
    )
