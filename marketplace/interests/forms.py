"""What may be typed when an interest is declared; it may be kept at any moment, and is whole only when it is sent."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from foundation.base.money import Money, exponent
from marketplace.answers.forms import parts_field
from marketplace.answers.lifecycle import Kind
from marketplace.interests.models import PROPOSED, Interest
from marketplace.profiles.models import InvestorProfile

AMOUNTS = ("amount_min", "amount_max")
MOST_MAJOR = 10**12


def _amount(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, min_value=0, max_value=MOST_MAJOR, max_digits=15)


class InterestForm(forms.Form):
    """Amounts are typed as people write them and kept in minor units; both may stay empty.

    `interest` is what is kept already, if anything is; without it the amounts of the profile are proposed.
    """

    message = forms.CharField(
        label=_("What interests you, and what you would like to know"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("A few sentences are enough, in any language."),
    )
    amount_min = _amount(_("Amount you think of, from"))
    amount_max = _amount(_("Amount you think of, to"))
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=lambda: [("", "—"), *((code, code) for code in settings.CURRENCIES)],
        required=False,
        help_text=_("The amounts may stay empty. They bind nobody."),
    )
    parts = parts_field(Kind.INTEREST)
    understood = forms.BooleanField(
        label=_("I know that this is no offer: it binds neither me nor the project, and no money is taken"),
        required=False,
    )

    def __init__(self, data: Any = None, *, interest: Interest | None, profile: InvestorProfile) -> None:
        initial: dict[str, Any] = {"currency": profile.currency, "parts": list(PROPOSED)}
        least, most = profile.ticket_min_minor, profile.ticket_max_minor
        if interest is not None:
            initial = {"message": interest.message, "currency": interest.currency, "parts": interest.granted()}
            least, most = interest.amount_min_minor, interest.amount_max_minor
        for name, minor in zip(AMOUNTS, (least, most), strict=True):
            if minor is not None and initial["currency"]:
                initial[name] = f"{Money(minor, initial['currency']).major.normalize():f}"
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        currency = cleaned.get("currency", "")
        for name in AMOUNTS:
            amount = cleaned.get(name)
            if amount is None or "currency" in self.errors:
                continue
            if not currency:
                self.add_error("currency", _("Choose the currency of the amount."))
            elif -amount.normalize().as_tuple().exponent > exponent(currency):
                message = (
                    _("%(currency)s has two decimals.") if exponent(currency) else _("%(currency)s has no decimals.")
                )
                self.add_error(name, message % {"currency": currency})
        least, most = (cleaned.get(name) for name in AMOUNTS)
        if least is not None and most is not None and most < least:
            self.add_error("amount_max", _("The range runs from the smaller to the larger amount."))
        return cleaned

    def typed(self) -> dict[str, Any]:
        """Return what was typed, by the names that `keep` takes."""
        data = self.cleaned_data
        minor = {
            f"{name}_minor": None if data[name] is None else Money.of(data[name], data["currency"]).minor
            for name in AMOUNTS
        }
        return {"message": data["message"], "currency": data["currency"], "parts": data["parts"], **minor}
