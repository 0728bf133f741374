"""Every code has its sentence for both readers, and figures are written as the language writes them."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from matching.ranking.remarks import Remark
from matching.serving.names import Names
from matching.serving.wording import SENTENCES, say

LABELS = {"u:haccp": "HACCP", "u:audit": "audit", "u:agro": "agronome", "u:hydro": "hydraulicien"}
DAY = date(2027, 1, 4)
PARAMS = {
    "count": 1,
    "asked": 3,
    "have": 2,
    "pairs": [["u:agro", "u:haccp"]],
    "years": 12,
    "sectors": ["36"],
    "sdgs": ["6"],
    "region": "MA-09",
    "country": "MA",
    "kind": "reference",
    "starts_on": DAY,
    "ends_on": DAY,
    "from": DAY,
    "until": None,
    "free_days": 3,
    "days": 10,
    "mode": "onsite",
    "fee_minor": 300_00,
    "short_minor": 50_00,
    "over_minor": 50_00,
    "ticket_min_minor": 100_00,
    "ticket_max_minor": 900_00,
    "currency": "MAD",
    "rates_on": DAY,
    "instruments": ["loan", "equity"],
    "stage": "growth",
    "risk": "high",
}
SPECIAL = {
    "languages_met": {"languages": [{"language": "ar", "have": "B2"}]},
    "languages_unsaid": {"languages": ["ar", "fr"]},
    "language_short": {"language": "ar", "asked": "B2", "have": "B1"},
    "language_missing": {"language": "ar", "asked": "B2"},
    "risk_high": {"risk": "high", "have": "low"},
    "horizon_long": {"asked": 8, "have": 5},
}


def remark(code: str, **params: object) -> Remark:
    return Remark(code, 1.0, {**PARAMS, **SPECIAL.get(code, {}), **params}, ("u:haccp", "u:audit"))


@pytest.mark.parametrize("code", sorted(SENTENCES))
@pytest.mark.parametrize("language", ["fr", "ar", "en", "es"])
def test_every_code_makes_a_sentence_for_both_readers(code, language):
    names = Names(language=language, labels=LABELS)
    for to_person in (True, False):
        text = say(remark(code), names, to_person=to_person)
        assert text == text.strip()
        assert len(text) > 8
        assert "%(" not in text
        assert not any(uri in text for uri in LABELS)


def test_every_code_the_ranker_gives_has_its_sentence():
    folder = Path(settings.BASE_DIR) / "matching" / "ranking"
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("reasons*.py")))
    codes = set(re.findall(r"remarks\.(?:reason|gap)\(\s*\"(\w+)\"", source)) | set(
        re.findall(r"\(\"(\w+_(?:held|near|implied|missing|same))\", [\d.]+\)", source)
    )
    assert codes == set(SENTENCES)


def test_money_and_dates_are_written_as_the_language_writes_them():
    text = say(remark("ticket_short"), Names(language="en", labels=LABELS))
    assert re.fullmatch(
        r"Your ticket is MAD\s?50 short of the smallest one, MAD\s?100 \(rate of 4 January 2027\)", text
    )


def test_a_language_short_reads_as_people_say_it():
    names = Names(language="en", labels=LABELS)
    assert say(remark("language_short"), names) == "Asks for Arabic B2, you have B1"
    assert say(remark("language_short"), names, to_person=False) == "Arabic B1, you ask for B2"


def test_all_required_skills_are_counted_and_named():
    names = Names(language="en", labels=LABELS)
    assert say(remark("required_held", count=2, asked=3), names) == "2 of the 3 skills required: HACCP and audit"
    assert say(remark("required_held", count=2, asked=2), names) == "All 2 skills required: HACCP and audit"


def test_from_the_fifth_name_on_only_the_number_is_told():
    names = Names(language="en")
    assert names.listed(["a", "b", "c", "d", "e", "f"]) == "a, b, c, d and 2 more"
    assert names.listed(["a", "a"]) == "a"


def test_an_implied_skill_is_not_told_as_stated():
    text = say(remark("required_implied"), Names(language="en", labels=LABELS))
    assert text == "Your trade (agronome) usually brings, though you do not say it: HACCP and audit"


def test_the_months_of_morocco_are_not_those_of_the_east():
    december = remark("available", ends_on=date(2027, 12, 4))
    assert "دجنبر" in say(december, Names(language="ar", home_country="MA"))
    assert "ديسمبر" in say(december, Names(language="ar", home_country="EG"))
