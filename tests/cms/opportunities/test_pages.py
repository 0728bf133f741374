"""What readers see: their language or the source with a note, every fact in words, risk beside return."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import lxml.html
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cms.opportunities.models import CallLanguage, CallSkill, Claim, NeededMission
from tests.cms import makers

pytestmark = pytest.mark.django_db


def shown(page: Any, language: str = "fr", client: Client | None = None) -> Any:
    response = (client or Client()).get(f"/{language}{page.url_path.removeprefix('/home')}")
    assert response.status_code == 200
    return lxml.html.fromstring(response.content.decode())


def words(tree: Any, path: str) -> str:
    return " ".join(" ".join(node.itertext()) for node in tree.xpath(path)).strip()


def test_a_reader_gets_her_language(souss: makers.Agency) -> None:
    call = makers.call(souss, texts={"fr": "Former des techniciennes", "ar": "تكوين تقنيات"})
    arabic = shown(call, "ar")
    assert words(arabic, "//h1") == "تكوين تقنيات"
    assert (arabic.xpath("//h1/@lang"), arabic.xpath("//h1/@dir")) == (["ar"], ["rtl"])
    assert not arabic.xpath("//*[@data-source-language]")


def test_without_her_language_a_reader_gets_the_source_and_a_note(souss: makers.Agency) -> None:
    call = makers.call(souss, texts={"ar": "تكوين تقنيات"})
    english = shown(call, "en")
    assert (english.get("lang"), english.get("dir")) == ("en", "ltr")
    assert (english.xpath("//h1/@lang"), english.xpath("//h1/@dir")) == (["ar"], ["rtl"])
    assert english.xpath("//*[@data-source-language]/@data-source-language") == ["ar"]
    assert "Arabic" in words(english, "//*[@data-source-language]")


def test_every_fact_is_in_words_of_the_active_language(souss: makers.Agency) -> None:
    makers.region()
    call = makers.call(
        souss,
        publish=False,
        region="MA-09",
        starts_on=dt.date(2027, 8, 1),
        ends_on=dt.date(2027, 9, 30),
        answers_by=dt.date(2027, 7, 15),
        work_mode="hybrid",
        days_per_week=3,
        compensation="fee",
        fee_minor=280000,
        fee_unit="day",
        currency="MAD",
    )
    call.skills = [CallSkill(concept=makers.skill("irrigation", ar="الري"), importance="required", level=3)]
    call.languages = [CallLanguage(language="wo", level="B1")]
    call.save_revision().publish()

    arabic = words(shown(call, "ar"), "//main")
    for said in ("15 يوليوز 2027", "غشت", "شتنبر", "الري", "سوس ماسة", "المغرب", "الولوفية", "B1"):
        assert said in arabic, said
    french = words(shown(call, "fr"), "//main")
    for said in ("15 juillet 2027", "Irrigation", "Maroc", "Wolof", "2\u202f800"):
        assert said in french, said


def test_a_call_is_readable_after_its_last_day_and_says_that_it_is_closed(souss: makers.Agency) -> None:
    call = makers.call(souss, closes_on=timezone.localdate() - dt.timedelta(days=1))
    tree = shown(call, "en")
    assert tree.xpath("//*[@data-openness]/@data-openness") == ["closed_by_date"]


def test_the_pages_of_an_agency_that_is_not_live_say_so(souss: makers.Agency) -> None:
    call = makers.call(souss)
    souss.page.unpublish()
    assert shown(call, "en").xpath("//*[@data-openness]/@data-openness") == ["agency_not_live"]


def test_risk_stands_beside_the_return_in_the_same_size(souss: makers.Agency) -> None:
    page = makers.investment(souss, risk="high", return_min_percent=Decimal(3), return_max_percent=Decimal(7))
    tree = shown(page, "en")
    gain, risk = tree.xpath("//*[@data-fact='return']"), tree.xpath("//*[@data-fact='risk']")
    assert "3–7 % a year" in words(tree, "//*[@data-fact='return']")
    assert "High" in words(tree, "//*[@data-fact='risk']")
    assert gain[0].getparent().getnext() is risk[0].getparent()
    sizes = [[node.get("class") for node in box[0].xpath(".//p | .//h2")][:2] for box in (gain, risk)]
    assert sizes[0] == sizes[1]


def test_each_claim_says_who_checked_it_or_that_nobody_has(souss: makers.Agency) -> None:
    page = makers.investment(souss, publish=False)
    page.claims = [
        Claim(text_fr="Quatorze installations", checked_by="Bureau Véritas", checked_on=dt.date(2026, 10, 1)),
        Claim(text_fr="Trente-cinq pour cent d'eau en moins"),
    ]
    page.save_revision().publish()
    tree = shown(page, "en")
    assert tree.xpath("//*[@data-claim]/@data-claim") == ["checked", "unchecked"]
    assert "Checked by Bureau Véritas on 1 October 2026" in words(tree, "//*[@data-claim='checked']")
    assert "Nobody has checked this." in words(tree, "//*[@data-claim='unchecked']")


def test_an_investment_leads_to_the_missions_it_needs(souss: makers.Agency) -> None:
    call, draft = makers.call(souss), makers.call(souss, publish=False)
    page = makers.investment(souss, publish=False)
    page.needed_missions = [NeededMission(mission=call), NeededMission(mission=draft)]
    page.save_revision().publish()
    links = shown(page).xpath("//section[h2[@id='needed']]//a/@href")
    assert links == [f"/fr/opportunities/ma/souss/{call.slug}/"]


def test_machines_read_the_call_as_schema_org(souss: makers.Agency) -> None:
    call = makers.call(souss, texts={"fr": "Former </script><b>des techniciennes"})
    data = json.loads(shown(call).xpath("//script[@type='application/ld+json']")[0].text)
    assert (data["@type"], data["title"]) == ("JobPosting", "Former </script><b>des techniciennes")
    assert data["validThrough"] == call.closes_on.isoformat()
    assert data["hiringOrganization"]["name"] == "Souss"


def test_the_queries_of_a_page_do_not_grow_with_its_rows(
    souss: makers.Agency, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    few, many = makers.call(souss, publish=False), makers.call(souss, publish=False)
    few.skills = [CallSkill(concept=makers.skill("un"))]
    many.skills = [CallSkill(concept=makers.skill(f"compétence {n}")) for n in range(30)]
    many.languages = [CallLanguage(language=code, level="B1") for code in ("fr", "ar", "en", "es", "wo", "bm")]
    counts = []
    for page in (few, many):
        page.save_revision().publish()
        shown(page)
        with django_assert_max_num_queries(60) as queries:
            shown(page)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_agencys_page_lists_what_is_open(souss: makers.Agency) -> None:
    call = makers.call(souss)
    makers.call(souss, closes_on=timezone.localdate() - dt.timedelta(days=1))
    makers.call(souss, publish=False)
    project = makers.investment(souss)
    tree = shown(souss.page)
    assert set(tree.xpath("//*[@data-opportunity]/@data-opportunity")) == {call.public_id, project.public_id}


@pytest.mark.parametrize("language", ["fr", "ar", "en", "es"])
def test_every_kind_of_page_is_shown_in_every_language(souss: makers.Agency, language: str) -> None:
    pages = [makers.call(souss), makers.investment(souss), souss.page, souss.page.get_parent()]
    for page in pages:
        tree = shown(page, language)
        assert tree.get("lang") == language
    assert Client().get(f"/{language}/").status_code == 200


def test_no_reader_learns_how_many_may_wait(souss: makers.Agency, as_user: Any) -> None:
    call = makers.call(souss, pending_limit=613)
    for client in (Client(), as_user(makers.person())):
        said = words(shown(call, "en", client), "//main")
        assert call.title in said
        assert "613" not in said
