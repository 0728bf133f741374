"""The results page as a visitor meets it: by its address."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.opportunities.models import OpportunityState
from tests.cms import makers

Work = Callable[[], int]
pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + dt.timedelta(days=5)


def _open(**facts: Any) -> dict[str, Any]:
    """Dates that are open on the day the suite runs."""
    return {"closes_on": SOON, "answers_by": SOON + dt.timedelta(days=10), "starts_on": None, "ends_on": None} | facts


def look(client: Any, read_in: str = "fr", /, **asked: Any) -> Any:
    response = client.get(f"/{read_in}/search/", asked)
    assert response.status_code == 200
    return lxml.html.fromstring(response.content.decode())


def shown(tree: Any) -> list[str]:
    return tree.xpath("//main//article/@data-opportunity")


def total(tree: Any) -> str:
    return tree.xpath("string(//*[@data-count='total'])")


def test_the_three_words_for_water_find_the_same_projects(
    client: Any, souss: makers.Agency, water: Any, work_outbox: Work
) -> None:
    french = makers.call(souss, **_open(), texts={"fr": "Réseau d'eau potable"})
    arabic = makers.call(souss, **_open(), texts={"ar": "محطة مياه الشرب"})
    english = makers.investment(souss, **_open(), texts={"en": "Rural sanitation"})
    whole = makers.call(souss, **_open(), texts={"en": "Water and sanitation project"})
    makers.call(souss, **_open(), texts={"fr": "Comptabilité d'une coopérative"})
    work_outbox()
    wanted = {french.public_id, arabic.public_id, english.public_id, whole.public_id}
    for text in ("assainissement", "مياه الشرب", "drinking water", "agua potable"):
        assert set(shown(look(client, "fr", q=text))) == wanted, text


def test_words_without_a_concept_are_found_too_and_a_snippet_marks_them(
    client: Any, souss: makers.Agency, work_outbox: Work
) -> None:
    page = makers.call(souss, **_open(), texts={"fr": "Construire des hangars"})
    work_outbox()
    tree = look(client, q="hangar")
    assert shown(tree) == [page.public_id]
    assert tree.xpath("//main//mark/text()")[0] == "hangars"


def test_filters_narrow_and_counts_stand_beside_their_boxes(
    client: Any, souss: makers.Agency, work_outbox: Work
) -> None:
    dakar = makers.agency("Dakar", country="SN")
    call = makers.call(souss, **_open(work_mode="remote"))
    other = makers.call(dakar, **_open())
    money = makers.investment(dakar, **_open())
    work_outbox()
    tree = look(client, country=["SN"], kind=["mission"])
    assert shown(tree) == [other.public_id]
    counts = {
        box.get("value"): box.getparent().xpath("string(.//@data-count)")
        and box.getparent().xpath(".//*[@data-count]")[0].text
        for box in tree.xpath("//fieldset[@data-facet='country' or @data-facet='kind']//input")
    }
    assert counts == {"MA": "1", "SN": "1", "mission": "1", "investment": "1"}
    assert set(shown(look(client, country=["SN", "MA"], kind=["mission", "investment"]))) == {
        call.public_id,
        other.public_id,
        money.public_id,
    }
    assert shown(look(client, work_mode="remote")) == [call.public_id]


def test_the_form_works_without_a_script_and_keeps_what_was_chosen(
    client: Any, souss: makers.Agency, work_outbox: Work
) -> None:
    makers.call(souss, **_open(), texts={"fr": "Puits"})
    work_outbox()
    tree = look(client, q="puits", country="MA", sort="newest")
    form = tree.xpath("//main//form[@method='get']")[0]
    assert form.get("action") == "/fr/search/"
    assert dict(form.form_values()) == {"q": "puits", "sort": "newest", "country": "MA"}


def test_htmx_gets_the_fragment_and_a_shareable_address(client: Any, souss: makers.Agency, work_outbox: Work) -> None:
    page = makers.call(souss, **_open(), texts={"fr": "Puits"})
    work_outbox()
    asked = {"q": "puits", "sort": "relevance", "country": "MA", "page": ""}
    response = client.get("/fr/search/", asked, headers={"HX-Request": "true"})
    assert response["HX-Push-Url"] == "/fr/search/?q=puits&country=MA"
    assert "HX-Request" in response["Vary"]
    assert "<html" not in response.content.decode()
    assert shown(lxml.html.fromstring(f"<main>{response.content.decode()}</main>")) == [page.public_id]


def test_closed_ones_are_hidden_unless_asked_for_and_say_why(
    client: Any, souss: makers.Agency, work_outbox: Work
) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    past = makers.call(souss, **_open(closes_on=yesterday))
    full = makers.call(souss, **_open(seats=1))
    OpportunityState.objects.create(page=full, seats_taken=1)
    pausing = makers.call(souss, **_open())
    OpportunityState.objects.create(page=pausing, paused_at=timezone.now(), paused_until=timezone.localdate())
    opened = makers.call(souss, **_open())
    last_day = makers.call(souss, **_open(closes_on=timezone.localdate()))
    work_outbox()
    assert set(shown(look(client))) == {opened.public_id, last_day.public_id}
    tree = look(client, "en", closed="1")
    assert set(shown(tree)) == {page.public_id for page in (past, full, pausing, opened, last_day)}
    card = tree.xpath(f"//article[@data-opportunity='{past.public_id}']")[0]
    assert "Closed: the last day to answer has passed." in card.text_content()


def test_closing_soon_counts_days_and_filters(client: Any, souss: makers.Agency, work_outbox: Work) -> None:
    near = makers.call(souss, **_open())
    makers.call(souss, **_open(closes_on=SOON + dt.timedelta(days=60), answers_by=SOON + dt.timedelta(days=90)))
    work_outbox()
    tree = look(client, closing="7")
    assert shown(tree) == [near.public_id]
    labels = tree.xpath("//fieldset[@data-facet='closing']//*[@data-count]")
    assert {label.get("data-count"): label.text for label in labels} == {"7": "1", "30": "1", "90": "2"}


def test_sorting_by_closing_date_and_pages_of_twenty(client: Any, souss: makers.Agency, work_outbox: Work) -> None:
    made = [
        makers.call(souss, **_open(closes_on=SOON + dt.timedelta(days=n), answers_by=SOON + dt.timedelta(days=60)))
        for n in range(23)
    ]
    work_outbox()
    first, second = look(client, sort="closing"), look(client, sort="closing", page="2")
    assert shown(first) + shown(second) == [page.public_id for page in made]
    assert (len(shown(first)), len(shown(second)), total(first)) == (20, 3, "23")
    assert first.xpath("string(//a[@rel='next']/@href)") == "/fr/search/?sort=closing&page=2"
    assert not second.xpath("//a[@rel='next']")


def test_nothing_found_says_what_to_try(client: Any, souss: makers.Agency, work_outbox: Work) -> None:
    makers.call(souss, **_open())
    work_outbox()
    tree = look(client, "en", q="zzzz", country="SN")
    panel = tree.xpath("//*[@data-empty]")[0]
    assert total(tree) == "0"
    assert panel.xpath(".//a/@href") == [
        "/en/search/?q=zzzz",
        "/en/search/?q=zzzz&country=SN&closed=1",
        "/en/search/",
    ]


def test_words_that_no_page_holds_together_find_parts_and_say_so(
    client: Any, souss: makers.Agency, work_outbox: Work
) -> None:
    one = makers.call(souss, **_open(), texts={"fr": "Hangars"})
    two = makers.call(souss, **_open(), texts={"fr": "Passerelles"})
    work_outbox()
    tree = look(client, q="hangars passerelles")
    assert set(shown(tree)) == {one.public_id, two.public_id}
    assert tree.xpath("//*[@data-relaxed]")
    assert not look(client, q="hangars").xpath("//*[@data-relaxed]")


@pytest.mark.parametrize(
    "asked",
    [
        {"country": "Atlantis"},
        {"kind": "mission' OR 1=1"},
        {"region": "'; DROP TABLE x"},
        {"sector": "999"},
        {"sdg": "0"},
        {"sdg": "²"},
        {"language": "klingon"},
        {"ticket": "cheap"},
        {"closing": "-7"},
        {"sort": "id"},
        {"page": "-1"},
        {"page": "1e9"},
        {"page": "٣"},
        {"page": "99999999999999999999"},
        {"q": "x" * 301},
    ],
)
def test_what_an_address_cannot_mean_is_left_out_with_a_sentence(
    client: Any, souss: makers.Agency, work_outbox: Work, asked: dict[str, str]
) -> None:
    makers.call(souss, **_open())
    work_outbox()
    tree = look(client, "en", **asked)
    assert len(tree.xpath("//*[@data-problem]")) == 1
    assert shown(tree) or "q" in asked


@pytest.mark.parametrize(
    "text", ["\x00", '"', "* OR (", "NEAR(a b)", "title:eau", "؟؟؟", "🌊", "-", "a" * 300, "<script>"]
)
def test_no_text_breaks_the_page(client: Any, souss: makers.Agency, work_outbox: Work, text: str) -> None:
    makers.call(souss, **_open())
    work_outbox()
    look(client, "ar", q=text)


def test_drafts_are_never_shown_and_what_the_index_still_holds_is_checked(
    client: Any, souss: makers.Agency, work_outbox: Work
) -> None:
    page = makers.call(souss, **_open())
    makers.call(souss, **_open(), publish=False)
    work_outbox()
    assert shown(look(client)) == [page.public_id]
    page.unpublish()  # the outbox has not been worked: the index still proposes it
    assert shown(look(client)) == []


def test_when_the_engine_is_down_the_newest_are_listed_with_a_sentence(
    client: Any, souss: makers.Agency, settings: Any, tmp_path: Any
) -> None:
    call, money = makers.call(souss, **_open()), makers.investment(souss, **_open())
    makers.call(souss, **_open(closes_on=timezone.localdate() - dt.timedelta(days=1)))
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"no index" * 200)
    settings.SEARCH_ENGINE = {"path": "search.engines.embedded.EmbeddedEngine", "options": {"path": str(broken)}}
    tree = look(client, q="puits")
    assert tree.xpath("//*[@data-engine-down]")
    assert set(shown(tree)) == {call.public_id, money.public_id}


def test_a_card_names_place_dates_and_money_in_the_readers_language(
    client: Any, souss: makers.Agency, work_outbox: Work
) -> None:
    makers.region()
    facts = _open(
        closes_on=dt.date(2099, 3, 1),
        answers_by=dt.date(2099, 3, 20),
        region="MA-09",
        city="",
        fee_minor=25_000,
        fee_unit="day",
        currency="MAD",
        compensation="fee",
    )
    makers.call(souss, **facts, texts={"fr": "Former des coopératives"})
    work_outbox()
    arabic = look(client, "ar").xpath("//article")[0]
    assert "سوس ماسة · المغرب" in arabic.text_content()
    assert "مارس" in arabic.text_content()
    title = arabic.xpath(".//h2/a")[0]
    assert (title.get("lang"), title.get("dir"), title.text) == ("fr", "ltr", "Former des coopératives")
    french = look(client, "fr").xpath("//article")[0].text_content()
    assert "Souss-Massa · Maroc" in french
    assert "250" in french


def test_twenty_cards_cost_as_many_queries_as_five(
    client: Any, souss: makers.Agency, water: Any, work_outbox: Work
) -> None:
    for _ in range(5):
        makers.call(souss, **_open(), texts={"fr": "Eau potable"})
        makers.investment(souss, **_open(), texts={"fr": "Eau potable"})
    work_outbox()
    look(client, q="eau potable")
    with CaptureQueriesContext(connection) as few:
        assert len(shown(look(client, q="eau potable", kind="mission"))) == 5
    for _ in range(15):
        makers.call(souss, **_open(), texts={"fr": "Eau potable"})
    work_outbox()
    with CaptureQueriesContext(connection) as many:
        assert len(shown(look(client, q="eau potable", kind="mission"))) == 20
    assert len(many) == len(few), [query["sql"] for query in many][:60]
