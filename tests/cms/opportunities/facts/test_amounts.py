"""Amounts with their currency, as people write them."""

from decimal import Decimal

import pytest

from cms.opportunities.facts.amounts import find_amount


@pytest.mark.parametrize(
    ("text", "major", "currency", "unit"),
    [
        ("140 000 francs CFA (XOF) par jour", "140000", "XOF", "day"),
        ("140.000 FCFA par jour", "140000", "XOF", "day"),
        ("2 800,50 DH pour la mission", "2800.50", "MAD", "mission"),
        ("3000 درهم (MAD) عن كل يوم عمل", "3000", "MAD", "day"),
        ("٣٠٠٠ درهم في اليوم", "3000", "MAD", "day"),
        ("€450 per day", "450", "EUR", "day"),
        ("450 € al día", "450", "EUR", "day"),
        ("a lump sum of 12,000 USD", "12000", "USD", "mission"),
        ("USD 12,000", "12000", "USD", ""),
        ("1 500 000 XOF", "1500000", "XOF", ""),
    ],
)
def test_an_amount_is_read(text: str, major: str, currency: str, unit: str) -> None:
    found = find_amount(text)
    assert found is not None
    assert (found.major, found.currency, found.unit) == (Decimal(major), currency, unit)


@pytest.mark.parametrize("text", ["66 jours", "à négocier", "selon le barème 2027", "12 experts"])
def test_a_number_without_a_currency_is_no_amount(text: str) -> None:
    assert find_amount(text) is None
