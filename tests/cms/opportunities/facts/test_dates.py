"""Dates as people write them in four languages."""

import datetime as dt

import pytest

from cms.opportunities.facts.dates import find_dates, find_range


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("le 5 avril 2027", dt.date(2027, 4, 5)),
        ("le 1er août 2027", dt.date(2027, 8, 1)),
        ("avant le premier mars 2027", dt.date(2027, 3, 1)),
        ("12 March 2027", dt.date(2027, 3, 12)),
        ("March 12th, 2027", dt.date(2027, 3, 12)),
        ("the 3rd of May 2027", dt.date(2027, 5, 3)),
        ("el 7 de septiembre de 2027", dt.date(2027, 9, 7)),
        ("قبل 15 غشت 2027", dt.date(2027, 8, 15)),
        ("قبل ١٥ شتنبر ٢٠٢٧", dt.date(2027, 9, 15)),
        ("٣ نونبر ٢٠٢٧", dt.date(2027, 11, 3)),
        ("1 دجنبر 2027", dt.date(2027, 12, 1)),
        ("فاتح يناير 2027", dt.date(2027, 1, 1)),
        ("10 كانون الثاني 2027", dt.date(2027, 1, 10)),
        ("10 تشرين الأول 2027", dt.date(2027, 10, 10)),
        ("10 جويلية 2027", dt.date(2027, 7, 10)),
        ("10 يوليوز 2027", dt.date(2027, 7, 10)),
        ("10 آب 2027", dt.date(2027, 8, 10)),
        ("2027-03-12", dt.date(2027, 3, 12)),
        ("12/03/2027", dt.date(2027, 3, 12)),
        ("12.03.2027", dt.date(2027, 3, 12)),
        ("٢٠٢٧/٠٣/١٢", dt.date(2027, 3, 12)),
    ],
)
def test_a_date_is_read(text: str, day: dt.date) -> None:
    assert [found.day for found in find_dates(text)] == [day]


@pytest.mark.parametrize(
    "text",
    [
        "31 février 2027",
        "32/01/2027",
        "réf. 12/2027",
        "mai",
        "5 avril",
        "3 jours par semaine",
        "en 2027",
        "le 5 avril 1850",
    ],
)
def test_what_is_no_date_is_left(text: str) -> None:
    assert find_dates(text) == []


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("du 5 avril au 30 juillet 2027", dt.date(2027, 4, 5), dt.date(2027, 7, 30)),
        ("du 5 au 30 avril 2027", dt.date(2027, 4, 5), dt.date(2027, 4, 30)),
        ("du 15 décembre au 10 janvier 2028", dt.date(2027, 12, 15), dt.date(2028, 1, 10)),
        ("from 5 April to 30 July 2027", dt.date(2027, 4, 5), dt.date(2027, 7, 30)),
        ("del 5 al 30 de abril de 2027", dt.date(2027, 4, 5), dt.date(2027, 4, 30)),
        ("من 3 ماي إلى 29 أكتوبر 2027", dt.date(2027, 5, 3), dt.date(2027, 10, 29)),
        ("01/04/2027 – 30/06/2027", dt.date(2027, 4, 1), dt.date(2027, 6, 30)),
    ],
)
def test_a_range_is_read(text: str, start: dt.date, end: dt.date) -> None:
    found = find_range(text)
    assert found is not None
    assert (found[0].day, found[1].day) == (start, end)


def test_days_and_months_that_could_be_the_other_way_round_are_not_sure_in_english() -> None:
    assert [found.sure for found in find_dates("03/04/2027", "en")] == [False]
    assert [found.sure for found in find_dates("03/04/2027", "fr")] == [True]
    assert [(found.day, found.sure) for found in find_dates("04/25/2027", "en")] == [(dt.date(2027, 4, 25), True)]


def test_the_place_in_the_text_is_that_of_the_words() -> None:
    text = "Clôture : le 5 avril 2027."
    (found,) = find_dates(text)
    assert text[found.start : found.end] == "5 avril 2027"
