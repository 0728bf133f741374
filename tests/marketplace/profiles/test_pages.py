"""The pages of a profile, at the door."""

import re

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.taxonomy.models import Region
from marketplace.profiles.models import ExpertProfile, InvestorProfile
from marketplace.profiles.operations.keeping import start_profile
from marketplace.profiles.operations.lists import put_language, put_skill
from marketplace.profiles.operations.suggesting import read_cv
from tests import factories
from tests.factories import NOW
from tests.foundation.documents import samples as documents
from tests.marketplace.profiles.samples import CV, taxonomy

pytestmark = pytest.mark.django_db
EXPERT_PAGES = ("", "cv/", "skills/", "occupations/", "languages/", "sectors/", "about/", "place/", "availability/")
EXPERT_PAGES += ("visibility/", "remove/")
INVESTOR_PAGES = ("", "sectors/", "about/", "ticket/", "where/", "terms/", "place/", "visibility/", "remove/")
PAGES = [f"account/expert/{page}" for page in EXPERT_PAGES] + [f"account/investor/{page}" for page in INVESTOR_PAGES]


@pytest.fixture
def uris() -> dict[str, str]:
    Region.objects.create(
        code="ML-3",
        country="ML",
        name_fr="Sikasso",
        name_ar="سيكاسو",
        name_en="Sikasso",
        name_es="Sikasso",
        latitude=11,
        longitude=-6,
    )
    return taxonomy()


@pytest.fixture
def person():
    person = factories.user(home_country="ML", language="fr")
    start_profile(user=person, kind="expert", now=NOW)
    start_profile(user=person, kind="investor", now=NOW)
    return person


@pytest.fixture
def own(person, as_user) -> Client:
    return as_user(person)


def _errors(answer) -> str:
    assert answer.status_code == 200
    (found,) = lxml.html.fromstring(answer.content.decode()).xpath("//*[@data-errors]")
    return " ".join(found.text_content().split())


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("part", [*PAGES, "account/profile/"])
def test_every_page_opens_in_both_directions(own: Client, uris: dict, part: str, language: str) -> None:
    assert own.get(f"/{language}/{part}").status_code == 200


@pytest.mark.parametrize("part", PAGES)
def test_a_visitor_signs_in_and_who_has_no_profile_chooses_first(as_user, part: str) -> None:
    address = f"/fr/{part}"
    assert Client().get(address)["Location"].startswith("/fr/account/login/")
    assert as_user(factories.user()).get(address)["Location"] == "/fr/account/profile/"
    assert as_user(factories.user()).post(address)["Location"] == "/fr/account/profile/"


def test_an_unknown_section_is_not_found(own: Client) -> None:
    assert own.get("/fr/account/expert/nothing/").status_code == 404


def test_one_begins_as_an_expert_an_investor_or_both(as_user) -> None:
    newcomer = factories.user()
    own = as_user(newcomer)
    assert _errors(own.post("/fr/account/profile/", {"kind": "king"}))
    assert own.post("/fr/account/profile/", {"kind": "expert"})["Location"] == "/fr/account/expert/"
    assert own.post("/fr/account/profile/", {"kind": "investor"})["Location"] == "/fr/account/investor/"
    assert ExpertProfile.objects.filter(user=newcomer).count() == 1
    assert InvestorProfile.objects.filter(user=newcomer).count() == 1


def test_a_section_is_saved_and_shown(own: Client, uris: dict, person) -> None:
    answer = own.post(
        "/fr/account/expert/place/", {"country": "FR", "city": "Lyon", "home_regions": ["ML-3"]}, follow=True
    )
    assert "Lyon, France" in answer.content.decode()
    assert "Mali (Sikasso)" in answer.content.decode()
    profile = ExpertProfile.objects.get(user=person)
    assert (profile.country, profile.city, profile.home_regions) == ("FR", "Lyon", ["ML-3"])


@pytest.mark.parametrize(
    ("currency", "typed", "minor"), [("EUR", "220.50", 22050), ("XOF", "150000", 150000), ("MAD", "1000", 100000)]
)
def test_a_fee_is_typed_in_whole_money_and_kept_in_minor_units(
    own: Client, person, currency: str, typed: str, minor: int
) -> None:
    own.post("/en/account/expert/availability/", {"fee": typed, "currency": currency})
    profile = ExpertProfile.objects.get(user=person)
    assert (profile.fee_minor, profile.currency) == (minor, currency)
    page = lxml.html.fromstring(own.get("/en/account/expert/availability/").content.decode())
    assert float(page.xpath("//input[@name='fee']/@value")[0]) == float(typed)


@pytest.mark.parametrize(
    ("part", "typed"),
    [
        ("expert/availability", {"fee": "12.5", "currency": "XOF"}),
        ("expert/availability", {"fee": "12.555", "currency": "EUR"}),
        ("expert/availability", {"fee": "12"}),
        ("expert/availability", {"fee": "-1", "currency": "EUR"}),
        ("expert/availability", {"fee": "1e30", "currency": "EUR"}),
        ("expert/availability", {"fee": "NaN", "currency": "EUR"}),
        ("expert/availability", {"days_per_week": "9"}),
        ("expert/availability", {"available_from": "2027-02-01", "available_until": "2027-01-01"}),
        ("expert/availability", {"work_modes": ["moon"]}),
        ("expert/about", {"headline": "x" * 161}),
        ("expert/place", {"country": "XX"}),
        ("expert/place", {"home_regions": ["SN-DK"]}),
        ("expert/languages", {"language": "fr", "level": ""}),
        ("expert/languages", {"language": "klingon", "level": "C1"}),
        ("expert/skills", {"uri": "urn:none"}),
        ("expert/occupations", {"uri": ""}),
        ("expert/cv", {}),
        ("investor/ticket", {"ticket_min": "10", "ticket_max": "5", "currency": "EUR"}),
        ("investor/ticket", {"ticket_max": "5"}),
        ("investor/terms", {"risk": "mad"}),
        ("investor/where", {"countries": ["FR"]}),
    ],
)
def test_bad_input_is_said_and_changes_nothing(own: Client, uris: dict, person, part: str, typed: dict) -> None:
    models = (ExpertProfile, InvestorProfile)
    before = [model.objects.filter(user=person).values() for model in models]
    before = [list(rows) for rows in before]
    assert _errors(own.post(f"/fr/account/{part}/", typed))
    assert [list(model.objects.filter(user=person).values()) for model in models] == before


def test_a_skill_is_found_added_changed_and_removed(own: Client, uris: dict, person) -> None:
    page = own.get("/ar/account/expert/skills/?q=haccp").content.decode()
    assert uris["haccp"] in page
    assert "هاسب" in page
    fragment = own.get("/ar/account/profile/find/skill/?q=hacc", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert uris["haccp"] in fragment
    rows = ExpertProfile.objects.get(user=person).skills
    own.post("/ar/account/expert/skills/", {"uri": uris["haccp"]})
    own.post("/ar/account/expert/skills/", {"uri": uris["haccp"], "level": "3", "years": "12"})
    assert list(rows.values_list("concept__uri", "level", "years")) == [(uris["haccp"], 3, 12)]
    assert _errors(own.post("/ar/account/expert/skills/", {"uri": uris["haccp"], "years": "120"}))
    assert list(rows.values_list("years", flat=True)) == [12]
    own.post("/ar/account/expert/skills/", {"uri": uris["haccp"], "do": "remove"})
    assert rows.count() == 0


def test_what_is_typed_into_the_finder_is_escaped(own: Client) -> None:
    page = own.get("/fr/account/expert/skills/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


def test_an_unknown_kind_of_concept_is_not_found(own: Client) -> None:
    assert own.get("/fr/account/profile/find/king/").status_code == 404


def test_occupations_sectors_and_languages_are_added_and_removed(own: Client, uris: dict, person) -> None:
    profile = ExpertProfile.objects.get(user=person)
    for page, uri, field in (
        ("occupations", uris["engineer"], profile.occupations),
        ("sectors", uris["water"], profile.sectors),
    ):
        own.post(f"/fr/account/expert/{page}/", {"uri": uri})
        assert [concept.uri for concept in field.order_by("pk")] == [uri]
        own.post(f"/fr/account/expert/{page}/", {"uri": uri, "do": "remove"})
        assert field.count() == 0
    own.post("/fr/account/investor/sectors/", {"uri": uris["water"]})
    assert InvestorProfile.objects.get(user=person).sectors.count() == 1
    own.post("/fr/account/expert/languages/", {"language": "bm", "level": "native"})
    assert list(profile.languages.values_list("language", "level")) == [("bm", "native")]
    own.post("/fr/account/expert/languages/", {"language": "bm", "do": "remove"})
    assert profile.languages.count() == 0


def test_an_investor_says_everything(own: Client, uris: dict, person) -> None:
    own.post(
        "/fr/account/investor/ticket/",
        {"ticket_min": "5000", "ticket_max": "60000", "currency": "CAD", "instruments": ["equity", "loan"]},
    )
    own.post("/fr/account/investor/where/", {"countries": ["ML"], "regions": ["ML-3"]})
    own.post("/fr/account/investor/terms/", {"risk": "medium", "horizon_years": "7", "stages": ["growth"]})
    profile = InvestorProfile.objects.get(user=person)
    assert (profile.ticket_min_minor, profile.ticket_max_minor, profile.currency) == (500000, 6000000, "CAD")
    assert (profile.instruments, profile.countries, profile.regions) == (["equity", "loan"], ["ML"], ["ML-3"])
    assert (profile.risk, profile.horizon_years, profile.stages) == ("medium", 7, ["growth"])


def test_consent_says_what_is_shown_to_whom_and_can_be_withdrawn(own: Client, person) -> None:
    page = own.get("/en/account/expert/visibility/").content.decode()
    assert "Nobody sees your e-mail address" in page
    own.post("/en/account/expert/visibility/", {"consent": "on"})
    assert ExpertProfile.objects.get(user=person).consent
    own.post("/en/account/expert/visibility/", {})
    assert not ExpertProfile.objects.get(user=person).consent


def _upload(own: Client, content: bytes, name: str = "cv.pdf", **more: str):
    return own.post("/fr/account/expert/cv/", {"file": SimpleUploadedFile(name, content), **more})


def test_a_cv_is_uploaded_confirmed_downloaded_and_erased(own: Client, uris: dict, person) -> None:
    assert _upload(own, documents.word(*CV.splitlines()), "Awa.docx").status_code == 302
    page = lxml.html.fromstring(own.get("/fr/account/expert/cv/").content.decode())
    shown = page.xpath("//input[@name='shown']/@value")
    ticked = page.xpath("//input[@name='accept'][@checked]/@value")
    assert f"skill:{uris['haccp']}" in ticked
    assert "language:wo" in shown
    assert "language:wo" not in ticked
    levels = {select.name: select.value for select in page.xpath("//select") if select.value}
    assert levels["level:language:en"] == "B2"
    own.post("/fr/account/expert/cv/suggestions/", {"shown": shown, "accept": ticked, **levels})
    profile = ExpertProfile.objects.get(user=person)
    assert (profile.city, profile.skills.count(), profile.languages.count()) == ("Lyon", 3, 3)
    assert profile.suggestions.open().count() == 0
    downloaded = own.get(f"/fr/account/files/{profile.cv.public_id}/")
    assert b"".join(downloaded.streaming_content).startswith(b"PK")
    own.post("/fr/account/expert/cv/erase/")
    profile.refresh_from_db()
    assert (profile.cv, profile.skills.count()) == (None, 3)


def test_a_pasted_text_is_read_like_a_file(own: Client, uris: dict, person) -> None:
    assert own.post("/fr/account/expert/cv/", {"text": CV}).status_code == 302
    assert ExpertProfile.objects.get(user=person).suggestions.open().count() == 11


def test_a_ticked_language_without_level_is_asked_for_one_and_nothing_is_lost(own: Client, uris: dict, person) -> None:
    profile = ExpertProfile.objects.get(user=person)
    read_cv(profile=profile, content=CV.encode(), name="cv.txt", now=NOW)
    answer = own.post(
        "/en/account/expert/cv/suggestions/",
        {"shown": ["language:wo", "language:fr"], "accept": ["language:wo"], "level:language:wo": ""},
    )
    assert _errors(answer) == "Choose a level for each language you take."
    page = lxml.html.fromstring(answer.content.decode())
    assert page.xpath("//input[@name='accept'][@checked]/@value") == ["language:wo"]
    assert profile.suggestions.open().count() == 11


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 torn", "broken"),
        (documents.scan(), "scan"),
        (documents.pdf("Comptable", password="x"), "password"),
        (b"", "scan"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "not a PDF"),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10"),
    ],
    ids=["broken", "scan", "password", "empty", "picture", "large"],
)
def test_a_cv_that_cannot_be_read_says_what_to_do(own: Client, person, content: bytes, words: str) -> None:
    answer = own.post("/en/account/expert/cv/", {"file": SimpleUploadedFile("cv.pdf", content)})
    assert words in _errors(answer)
    assert ExpertProfile.objects.get(user=person).cv is None


def test_a_profile_is_erased_after_a_question(own: Client, person) -> None:
    own.get("/fr/account/expert/remove/")
    assert ExpertProfile.objects.filter(user=person).exists()
    own.post("/fr/account/expert/remove/")
    assert not ExpertProfile.objects.filter(user=person).exists()
    assert InvestorProfile.objects.filter(user=person).exists()


@pytest.mark.parametrize("part", ["", "skills/", "languages/", "cv/"])
def test_a_page_takes_the_same_queries_for_one_line_and_for_twenty(own: Client, person, uris, part: str) -> None:
    profile = ExpertProfile.objects.get(user=person)

    def fill(count: int) -> None:
        for number in range(count):
            put_skill(profile=profile, concept=factories.concept(f"skill {number}"), now=NOW)
        for tag in ("fr", "ar", "en", "es", "bm", "wo", "ff", "de")[:count]:
            put_language(profile=profile, language=tag, level="B2", now=NOW)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert own.get(f"/fr/account/expert/{part}").status_code == 200
        return len([one for one in seen if not re.search("SAVEPOINT", one["sql"])])

    read_cv(profile=profile, content=b"HACCP et\nLangues\nFinnois C1, allemand, italien A2\n", name="cv.txt", now=NOW)
    fill(1)
    own.get(f"/fr/account/expert/{part}")
    few = queries()
    fill(20)
    read_cv(profile=profile, content=CV.encode(), name="cv.txt", now=NOW)
    assert queries() == few


@pytest.mark.parametrize(("part", "typed"), [
    ("expert/skills/", {"uri": "\0"}),
    ("expert/occupations/", {"uri": "\0"}),
    ("expert/occupations/", {"do": "remove", "uri": "\0"}),
    ("expert/languages/", {"do": "remove", "language": "\0"}),
    ("investor/sectors/", {"uri": "x" * 121}),
])  # fmt: skip
def test_what_no_database_can_hold_is_refused_like_any_other_unknown_choice(
    own: Client, person, part: str, typed: dict
) -> None:
    answer = own.post(f"/en/account/{part}", typed)
    assert answer.status_code == 200
    assert "Choose one from the list." in answer.content.decode() or part == "expert/languages/"
