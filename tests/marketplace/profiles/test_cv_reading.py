"""What a CV says is read with its words; what it denies is not."""

from pathlib import Path

import pytest

from foundation.linking.mention import Mention
from foundation.linking.spoken import languages_in
from marketplace.profiles.cv.head import head_of, headline_of, place_of
from marketplace.profiles.cv.reading import Finding, findings
from marketplace.profiles.cv.words import quote

PEOPLE = Path(__file__).parents[3] / "demo" / "people"


@pytest.mark.parametrize(
    ("head", "place"),
    [
        ("Awa Traoré\nIngénieure\nLyon 7e, France – awa@example.org", ("FR", "Lyon")),
        ("سميرة\nليل، فرنسا", ("FR", "ليل")),
        ("Aïssata\nMilan, Italy", ("IT", "Milan")),
        ("Naima\nEnfermera\nMadrid (Carabanchel)", ("ES", "Madrid")),
        ("Mariam\nComptable – Abidjan (Yopougon)", ("CI", "Abidjan")),
        ("Ibrahima\nMontréal (Québec) – i@example.org", ("CA", "Montréal")),
        ("Hassan\nتقني سام\nبيغو، غاليسيا، إسبانيا / h@example.org", ("ES", "بيغو")),
        ("Jean\nComptable", ("", "")),
    ],
)
def test_the_head_says_where_one_lives(head: str, place: tuple[str, str]) -> None:
    assert place_of(head_of(head))[:2] == place


@pytest.mark.parametrize(
    ("text", "work", "headline"),
    [
        ("CURRICULUM VITAE\n\nDIAKITÉ Moussa\nIngénieur hydraulique\n", "Ingénieur", "Ingénieur hydraulique"),
        ("Mariam\nComptable – Abidjan (Yopougon)", "Comptable", "Comptable"),
        ("Kouassi Yao – agronome\nMontreuil", "agronome", "agronome"),
        ("Youssef\nIngénieur procédés – eau et industrie", "eau", "Ingénieur procédés – eau et industrie"),
        ("رشيد\nالمهنة: مهندس زراعي، الري", "الري", "مهندس زراعي، الري"),
        (
            f"Ibrahima\n\nIngénieur électrique, {'dix ans dans le photovoltaïque ' * 5}",
            "Ingénieur",
            "Ingénieur électrique",
        ),
    ],
)
def test_the_headline_is_what_names_work_without_name_and_place(text: str, work: str, headline: str) -> None:
    place = text.index(work)
    found = headline_of(head_of(text), lambda first, last: first <= place < last)
    assert found == (headline, text.index(headline), True)


def test_a_short_line_below_the_name_is_a_headline_nobody_is_sure_of() -> None:
    text = "Adjoua Konan\nPartenariats et marchés\nDakar\n"
    assert headline_of(head_of(text), lambda first, last: False) == ("Partenariats et marchés", 13, False)
    heading = "Adjoua Konan\n\nSommaire\nDix ans de pratique.\n"
    assert headline_of(head_of(heading), lambda first, last: False) == ("", 0, False)


def test_evidence_is_the_sentence_even_when_it_was_wrapped() -> None:
    text = (
        "Titre\n\nJe travaille depuis douze ans à ce que ce qui sort d'une usine puisse être mangé sans\ncrainte. "
        "Une autre phrase."
    )
    place = text.index("crainte")
    assert quote(text, place, place + 7) == (
        "Je travaille depuis douze ans à ce que ce qui sort d'une usine puisse être mangé sans crainte"
    )


def _mention(text: str, word: str, **facts) -> Mention:
    start = text.index(word)
    defaults = {"uri": f"urn:{word}", "kind": "skill", "label": word, "weight": 0.9, "via": "label"}
    return Mention(start=start, end=start + len(word), **defaults | facts)


def test_a_negated_mention_is_never_suggested_and_an_optional_one_is_not_sure() -> None:
    text = "HACCP. Pas de comptabilité. Un jour peut-être la topographie. De la comptabilité ailleurs."
    mentions = [
        _mention(text, "HACCP"),
        _mention(text, "comptabilité", negated=True),
        _mention(text, "topographie", optional=True),
        _mention(text, "ailleurs", uri="urn:comptabilité"),
    ]
    found = findings(text, link=lambda *args: mentions)
    assert [(one.value, one.sure) for one in found if one.field == "skill"] == [
        ("urn:HACCP", True),
        ("urn:topographie", False),
    ]


def test_a_heading_and_a_weak_mention_are_suggested_but_not_ticked() -> None:
    text = "Awa\n\nINFORMATIQUE\nEpanet et QGIS chaque jour\n"
    mentions = [_mention(text, "INFORMATIQUE"), _mention(text, "Epanet"), _mention(text, "QGIS", weight=0.1)]
    found = findings(text, link=lambda *args: mentions)
    assert {one.value: one.sure for one in found if one.field == "skill"} == {
        "urn:INFORMATIQUE": False,
        "urn:Epanet": True,
        "urn:QGIS": False,
    }


@pytest.mark.parametrize(
    ("title", "skill"), [("Ingénieure en irrigation", "irrigation"), ("Solar pumping engineer", "Solar pumping")]
)
def test_a_trade_of_the_headline_is_sure_and_what_it_names_is_a_skill_too(title: str, skill: str) -> None:
    text = f"CV\n\nAwa\n\nProfession : {title}\n\nProfil\n\nUne vie.\n\nMon père était pêcheur.\n"

    def link(part: str, language: str) -> list[Mention]:
        if title in part:
            trades = [(title, "urn:trade"), ("pêcheur", "urn:other")]
            return [_mention(part, words, uri=uri, kind="occupation") for words, uri in trades]
        return [_mention(part, skill, uri="urn:skill")] if skill in part else []

    found = {(one.field, one.value): one.sure for one in findings(text, link=link)}
    assert found["occupation", "urn:trade"] is True
    assert found["occupation", "urn:other"] is False
    assert found["skill", "urn:skill"] is True
    assert found["headline", title] is True


def test_a_concept_said_twice_is_one_finding_with_what_either_place_states() -> None:
    text = "Irrigation à Lyon. Notions de topographie. Dix ans d'expérience en irrigation."
    mentions = [
        _mention(text, "Irrigation", uri="urn:i"),
        _mention(text, "irrigation", uri="urn:i", years=10),
        _mention(text, "topographie", weight=0.5, level="1"),
    ]
    found = [one for one in findings(text, link=lambda *args: mentions) if one.field == "skill"]
    assert found == [
        Finding("skill", "urn:i", "", 10, "Irrigation à Lyon"),
        Finding("skill", "urn:topographie", "1", None, "Notions de topographie"),
    ]


@pytest.mark.parametrize("path", sorted(PEOPLE.glob("*.txt")), ids=lambda path: path.stem)
def test_every_sample_cv_names_at_least_two_languages_once_each(path: Path) -> None:
    tags = [found.tag for found in languages_in(path.read_text(encoding="utf-8"))]
    assert len(tags) >= 2
    assert len(tags) == len(set(tags))
