"""Money: integer minor units with the exponent of ISO 4217, and its words by CLDR."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from babel.numbers import format_currency, get_currency_precision

from foundation.base.locales import cldr_locale


def exponent(currency: str) -> int:
    """Return how many decimals a currency has (ISO 4217): 2 for MAD, 0 for XOF."""
    return get_currency_precision(currency)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in integer minor units of an ISO 4217 currency."""

    minor: int
    currency: str

    @property
    def major(self) -> Decimal:
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    @classmethod
    def of(cls, major: Decimal | int | str, currency: str) -> "Money":
        """Return the money of an amount as people write it; halves go to the even neighbour."""
        minor = Decimal(major).scaleb(exponent(currency)).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
        return cls(int(minor), currency)

    def words(self, language: str, *, home_country: str = "") -> str:
        """Return the amount as CLDR writes it in a language; whole amounts carry no decimals."""
        locale = cldr_locale(language, home_country)
        pattern = locale.currency_formats["standard"].pattern
        if self.major == self.major.to_integral_value():
            pattern = pattern.replace("0.00", "0")
        return format_currency(self.major, self.currency, format=pattern, locale=locale, currency_digits=False)
