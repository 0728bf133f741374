"""What may be typed when an interest is declared; it may be kept at any moment, and is whole only when it is sent."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from foundation.base.money import Money, exponent
from marketplace.answers.forms import parts_field
from marketplace.answers.lifecycle import Kind
from marketplace.interests.models import Interest

AMOUNTS = ("amount_min", "amount_max")
MOST_MAJOR = 10**12


def _amount(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, min_value=0, max_value=MOST_MAJOR, max_digits=15)


class InterestForm(forms.Form):
    """Amounts are typed as people write them and kept in minor units; both may stay empty."""

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

    def __init__(self, data: Any = None, *, interest: Interest) -> None:
        initial = {"message": interest.message, "currency": interest.currency, "parts": interest.granted()}
        for name, money in zip(AMOUNTS, (interest.least, interest.most), strict=True):
            initial[name] = f"{money.major.normalize():f}" if money else ""
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
        return cleaned

    def typed(self) -> dict[str, Any]:
        """Return what was typed, by the names that `keep` takes."""
        data = self.cleaned_data
        minor = {
            f"{name}_minor": None if data[name] is None else Money.of(data[name], data["currency"]).minor
            for name in AMOUNTS
        }
        return {"message": data["message"], "currency": data["currency"], "parts": data["parts"], **minor}
