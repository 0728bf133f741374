"""Help for who writes a call: templates per kind of mission, and what the editor flags, in four languages."""

import datetime as dt

import pytest
from django.test import Client

from cms.opportunities.models import MissionCall
from cms.opportunities.operations.drafting import draft_from_outline
from cms.opportunities.scoping.outlines import kinds, outlines, questions
from cms.opportunities.scoping.rules import Scope, flags
from foundation.base.errors import DomainError
from tests.cms import makers

TODAY = makers.TODAY
CLEAR = {
    "fr": "Une coopérative de Tiznit attend ce travail. Former douze techniciennes à la traçabilité pendant dix jours, "
    "dont cinq sur la ligne. Remettre un manuel de 20 pages et un rapport avec le résultat de chaque participante. "
    "Les salles, les ordinateurs et un interprète sont là.",
    "ar": "تنتظر تعاونية في تزنيت هذا العمل منذ سنة كاملة. تكوين عشر تقنيات في تتبع المنتوج خلال خمسة أيام، ثلاثة منها "
    "في خط الإنتاج مع الفريق كله. تسليم دليل من 20 صفحة وتقرير عن نتيجة كل مشاركة في النهاية. القاعات والحواسيب "
    "متوفرة في عين المكان كل يوم، والفريق حاضر من الصباح إلى المساء طيلة الأسبوع.",
    "en": "A cooperative of Tiznit waits for this work. Train twelve technicians in traceability for ten days, five of "
    "them at the line. Hand over a manual of 20 pages and a report with the result of each participant. Rooms and "
    "computers are there, and so is an interpreter.",
    "es": "Una cooperativa de Tiznit espera este trabajo. Formar a doce técnicas en trazabilidad durante diez días, "
    "cinco en la línea. Entregar un manual de 20 páginas y un informe con el resultado de cada participante. Las "
    "salas y los ordenadores están allí.",
}
FOGGY = {
    "fr": "Appuyer les coopératives dans leur développement.",
    "ar": "دعم التعاونيات في تنميتها.",
    "en": "Support the cooperatives in their development.",
    "es": "Apoyar a las cooperativas en su desarrollo.",
}
FACTS = {
    "work_mode": "onsite",
    "compensation": "volunteer",
    "covers": ("travel",),
    "required_skills": 2,
    "languages": 1,
    "closes_on": TODAY + dt.timedelta(days=30),
    "answers_by": TODAY + dt.timedelta(days=40),
    "starts_on": TODAY + dt.timedelta(days=70),
}


def codes(**changes) -> list[str]:
    facts = {"language": "fr", "title": "Traçabilité", "text": CLEAR["fr"], **FACTS, **changes}
    return [flag.code for flag in flags(Scope.of(**facts), on=TODAY)]


@pytest.mark.parametrize("language", list(CLEAR))
def test_a_clear_call_is_left_alone_and_a_foggy_one_is_told_why(language):
    assert codes(language=language, title="", text=CLEAR[language]) == []
    foggy = list(flags(Scope.of(language=language, title="", text=FOGGY[language], **FACTS), on=TODAY))
    assert [flag.code for flag in foggy] == ["short_text", "no_deliverable", "no_number", "vague"]
    assert foggy[-1].evidence == (FOGGY[language].rstrip("."),)


@pytest.mark.parametrize(
    ("changes", "flagged"),
    [
        ({"required_skills": 0}, "no_skill"),
        ({"required_skills": 7}, "many_skills"),
        ({"languages": 0}, "no_language"),
        ({"languages": 3}, "many_languages"),
        ({"compensation": ""}, "no_pay"),
        ({"covers": ()}, "no_cover"),
        ({"closes_on": TODAY + dt.timedelta(days=13)}, "closes_soon"),
        ({"starts_on": TODAY + dt.timedelta(days=60)}, "starts_soon"),
        ({"title": "Former [qui] à [quoi]"}, "placeholder"),
    ],
)
def test_each_missing_fact_is_flagged_by_itself(changes, flagged):
    assert codes(**changes) == [flagged]


def test_who_works_from_home_needs_neither_cover_nor_weeks_to_travel():
    soon = {"starts_on": TODAY + dt.timedelta(days=46)}
    assert codes(work_mode="remote", covers=(), **soon) == []
    assert codes(work_mode="", covers=("travel",)) == ["no_mode"]


def test_a_year_is_no_quantity_and_what_is_in_brackets_neither():
    assert "no_number" in codes(text="Rapport de la campagne 2026, remis à [nombre 3] personnes.")
    assert "no_number" not in codes(text="Rapport de la campagne 2026, remis à 3 personnes.")


def test_every_template_says_the_same_things_in_four_languages_and_only_its_brackets_are_flagged():
    assert kinds() == ["training", "diagnosis", "audit", "mentoring", "study", "implementation"]
    for kind in kinds():
        shapes = {tuple(len(lines) for _heading, lines in outlines()[kind, code].parts) for code in CLEAR}
        assert len(shapes) == 1
        assert all(set(question) == set(CLEAR) for question in questions(kind))
        for code in CLEAR:
            outline = outlines()[kind, code]
            text = "\n".join((outline.summary, *(line for _heading, lines in outline.parts for line in lines)))
            found = codes(language=code, title=outline.title, text=text)
            assert found[0] == "placeholder"
            assert set(found) <= {"placeholder", "no_number"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_template_becomes_a_draft_which_the_editor_opens_with_its_flags(language):
    agency = makers.agency("Souss")
    client = Client()
    client.force_login(agency.editor)
    address = f"/cms/opportunities/from-template/{agency.page.pk}/"
    assert client.get(address).status_code == 200
    made = client.post(address, {"kind": "audit", "language": language})
    call = MissionCall.objects.get()
    assert made["Location"] == f"/cms/pages/{call.pk}/edit/"
    assert (call.live, call.source_language) == (False, language)
    assert call.texts.get().title == outlines()["audit", language].title
    assert [question.text_fr for question in call.questions.all()] == [q["fr"] for q in questions("audit")]
    page = client.get(made["Location"]).content.decode()
    assert "data-scoping" in page
    for code in ("placeholder", "no_skill", "no_pay", "region", "answers_by"):
        assert f'data-flag="{code}"' in page


@pytest.mark.django_db
def test_another_agency_and_an_unknown_template_make_no_draft():
    agency, other = makers.agency("Souss"), makers.agency("Oriental")
    client = Client()
    client.force_login(other.editor)
    address = f"/cms/opportunities/from-template/{agency.page.pk}/"
    assert client.post(address, {"kind": "audit", "language": "fr"}).status_code == 404
    with pytest.raises(DomainError):
        draft_from_outline(agency=agency.page, kind="audit", language="fr", by=other.editor)
    with pytest.raises(DomainError):
        draft_from_outline(agency=agency.page, kind="magic", language="fr", by=agency.editor)
    client.force_login(agency.editor)
    assert client.post(address, {"kind": "magic", "language": "fr"}).status_code == 200
    assert MissionCall.objects.count() == 0
