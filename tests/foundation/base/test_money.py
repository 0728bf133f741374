"""Money keeps its exponent, and rates keep their date."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from foundation.base.models import ExchangeRate
from foundation.base.money import Money, exponent
from foundation.base.operations import import_rates
from foundation.base.rates import rates_on

DAY = dt.date(2026, 11, 20)


def test_the_cfa_franc_has_no_decimals_and_the_dirham_has_two() -> None:
    assert (exponent("XOF"), exponent("MAD")) == (0, 2)
    assert Money.of("1500000", "XOF").minor == 1_500_000
    assert Money.of("1500.25", "MAD").minor == 150_025


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "12 345,50 MAD"), ("en", "MAD12,345.50"), ("es", "12.345,50 MAD"), ("ar", "12.345,50 د.م.")],
)
def test_an_amount_is_written_as_the_reader_writes_it(language: str, words: str) -> None:
    written = Money(1_234_550, "MAD").words(language)
    assert written.replace("\xa0", " ").replace("\u202f", " ").replace("\u200f", "") == words


def test_a_whole_amount_carries_no_decimals() -> None:
    assert Money(6_000_000, "CAD").words("es").replace("\xa0", " ") == "60.000 CAD"


@pytest.mark.django_db
def test_the_peg_of_the_cfa_franc_is_built_in_and_cannot_be_overwritten() -> None:
    report = import_rates(lines=["currency,per_euro,on,source", "XOF,700,2026-11-20,nobody"])
    assert report.rejected == [(2, "XOF has a fixed rate of 655.957 per euro.")]
    assert rates_on(DAY).convert(Money(10_000, "EUR"), "XOF") == Money(65_596, "XOF")


@pytest.mark.django_db
def test_a_conversion_takes_the_latest_rate_that_was_known_on_the_day() -> None:
    for on, rate in ((dt.date(2026, 1, 1), "10.5"), (dt.date(2026, 11, 1), "10.8"), (dt.date(2026, 12, 1), "11")):
        ExchangeRate.objects.create(currency="MAD", per_euro=Decimal(rate), on=on, source="test")
    rates = rates_on(DAY)
    assert (rates["MAD"].per_euro, rates["MAD"].on) == (Decimal("10.8"), dt.date(2026, 11, 1))
    assert rates.convert(Money(1_080, "MAD"), "EUR") == Money(100, "EUR")


@pytest.mark.django_db
def test_a_currency_without_a_rate_is_not_guessed() -> None:
    assert rates_on(DAY).convert(Money(100, "CAD"), "EUR") is None


@pytest.mark.django_db
def test_bad_lines_of_a_rates_file_are_named_and_the_good_ones_loaded(tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "rates.csv"
    path.write_text(
        "currency,per_euro,on,source\nMAD,10.8,2026-11-20,BAM\nQQQ,1,2026-11-20,x\nUSD,zero,2026-11-20,x\n"
        "CAD,1.6,yesterday,x\nGBP,-1,2026-11-20,x\n"
    )
    call_command("import_rates", str(path))
    out = capsys.readouterr()
    assert '"created": 1' in out.out and '"rejected": 4' in out.out
    assert [line.split(":")[1] for line in out.err.splitlines()] == ["3", "4", "5", "6"]
    call_command("import_rates", str(path))
    assert '"unchanged": 1' in capsys.readouterr().out
    assert ExchangeRate.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("torn", [b"USD," + b"1" * 200_000 + b",2026-11-20,x\n", b"USD,1.1,2026-11-20,\xe9\n"])
def test_a_torn_rates_file_is_refused_with_a_sentence_and_nothing_is_loaded(tmp_path, torn) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "rates.csv"
    path.write_bytes(b"currency,per_euro,on,source\nMAD,10.8,2026-11-20,BAM\n" + torn)
    with pytest.raises(CommandError, match=r"rates\.csv: "):
        call_command("import_rates", str(path))
    assert not ExchangeRate.objects.exists()
