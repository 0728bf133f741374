"""What a person may type about their own account."""

import zoneinfo
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.accounts.operations import change_settings
from foundation.base.locales import active_language
from foundation.base.places import country_choices

USUAL_ZONES = (
    *("Africa/Casablanca", "Africa/Dakar", "Africa/Bamako", "Africa/Abidjan"),
    *("Europe/Paris", "Europe/Madrid", "Europe/Rome", "Europe/Brussels", "Europe/Berlin", "Europe/London"),
    *("America/Montreal", "America/New_York", "Asia/Dubai", "Asia/Riyadh", "UTC"),
)

CONTINENTS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def home_country_choices() -> list[tuple[str, Any]]:
    names = dict(country_choices(active_language()))
    return [("", _("another country, or none"))] + [(code, names[code]) for code in settings.HOME_COUNTRIES]


@cache  # asking the system which zones it has reads hundreds of files
def time_zone_choices() -> list[tuple[str, str]]:
    """The usual zones first, then those named by a continent or an ocean and a city."""
    known = zoneinfo.available_timezones()
    rest = sorted(zone for zone in known - set(USUAL_ZONES) if zone.partition("/")[0] in CONTINENTS)
    return [(zone, zone.replace("_", " ")) for zone in (*USUAL_ZONES, *rest) if zone in known]


class SignupForm(forms.Form):
    """What allauth's sign-up asks besides address and password."""

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    home_country = forms.ChoiceField(
        label=_("Your country of origin"),
        choices=home_country_choices,
        required=False,
        help_text=_("It decides which missions and projects count as “home” for you."),
    )
    privacy = forms.BooleanField(label=_("I have read the privacy notice."))
    field_order = ("name", "email", "password1", "home_country", "privacy")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["privacy"].help_text = format_html(
            '<a href="{}" target="_blank">{}</a>', reverse("privacy"), _("Read the privacy notice (new window)")
        )

    def signup(self, request: HttpRequest, user: User) -> None:
        change_settings(
            user=user,
            name=self.cleaned_data["name"],
            home_country=self.cleaned_data["home_country"],
            language=(get_language() or user.language)[:2],
            now=timezone.now(),
        )
        user.refresh_from_db()


class AccountForm(forms.ModelForm):
    home_country = forms.ChoiceField(label=_("Country of origin"), choices=home_country_choices, required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zone_choices)

    class Meta:
        model = User
        fields = ("name", "language", "time_zone", "home_country")


class ErasureForm(forms.Form):
    """Erasing an account is confirmed by typing its address."""

    email = forms.EmailField(label=_("Type your e-mail address to confirm"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        if self.cleaned_data["email"].lower() != self.user.email.lower():
            raise forms.ValidationError(_("This is not the address of your account. Nothing was erased."))
        return self.cleaned_data["email"]
