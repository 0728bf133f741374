"""Facts are judged together, and each error stands at the field it belongs to."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.opportunities.models import Investment, MissionCall
from tests.cms import makers
from tests.cms.doors import errors, form, mission, post, text

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TODAY = timezone.localdate()


def new(agency: makers.Agency, model: str = "missioncall") -> str:
    return reverse("wagtailadmin_pages:add", args=["opportunities", model, agency.page.pk])


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        (
            {"starts_on": TODAY + 60 * DAY, "ends_on": TODAY + 59 * DAY},
            "ends_on",
            "The last day lies before the first.",
        ),
        (
            {"closes_on": TODAY + 61 * DAY, "starts_on": TODAY + 60 * DAY, "answers_by": TODAY + 70 * DAY},
            "closes_on",
            "The last day to answer lies after the first day of the work: choose an earlier one.",
        ),
        (
            {"closes_on": TODAY + 30 * DAY, "answers_by": TODAY + 29 * DAY},
            "answers_by",
            "The answer date lies before the last day to answer: choose that day or a later one.",
        ),
        (
            {"compensation": "volunteer", "fee_minor": "100", "currency": "MAD"},
            "fee_minor",
            "A volunteer gets no fee: empty the amount, or choose a fee.",
        ),
        ({"fee_minor": "100.5", "currency": "XOF"}, "fee_minor", "XOF has no decimals: write a whole amount."),
        ({"fee_minor": "1.005", "currency": "MAD"}, "fee_minor", "MAD has 2 decimals: write no more."),
        ({"fee_minor": "100", "currency": ""}, "currency", "Choose the currency of the amount."),
        ({"days_per_week": "8"}, "days_per_week", "Ensure this value is less than or equal to 7."),
        ({"seats": "0"}, "seats", "Ensure this value is greater than or equal to 1."),
    ],
)
@pytest.mark.parametrize("action", ["", "action-publish"])
def test_what_contradicts_itself_is_refused_in_drafts_too(
    souss: makers.Agency, signed_in: Any, facts: dict[str, Any], field: str, sentence: str, action: str
) -> None:
    response = post(signed_in(souss.moderator), new(souss), mission(**facts), action)
    assert errors(response) == {field: [sentence]}
    assert not MissionCall.objects.exists()


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"closes_on": TODAY - DAY}, "closes_on", "The last day to answer has already passed: choose a later one."),
        (
            {"closes_on": TODAY + DAY, "go_live_at": f"{TODAY + 3 * DAY} 08:00"},
            "closes_on",
            "The last day to answer lies before the page goes public.",
        ),
        ({"compensation": "fee"}, "fee_minor", "Say how much is paid, or that it is volunteer work."),
    ],
)
def test_what_is_missing_or_late_keeps_a_call_from_going_public_only(
    souss: makers.Agency, signed_in: Any, facts: dict[str, Any], field: str, sentence: str
) -> None:
    client = signed_in(souss.moderator)
    response = post(client, new(souss), mission(fee_unit="day", **facts), "action-publish")
    assert errors(response) == {field: [sentence]}
    assert not MissionCall.objects.exists()
    assert post(client, new(souss), mission(fee_unit="day", **facts)).status_code == 302
    assert not MissionCall.objects.get().live


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("2800", "MAD", 280_000),
        ("2 800,50", "MAD", 280_050),
        ("2\u202f800.5", "MAD", 280_050),
        ("1,500,000", "XOF", 1_500_000),
        ("1.500.000", "XOF", None),
        ("٢٨٠٠", "MAD", 280_000),
        ("140 000", "XOF", 140_000),
    ],
)
def test_money_is_typed_as_people_write_it(
    souss: makers.Agency, signed_in: Any, typed: str, currency: str, minor: int | None
) -> None:
    data = mission(compensation="fee", fee_minor=typed, currency=currency, fee_unit="day")
    response = post(signed_in(souss.moderator), new(souss), data, "action-publish")
    if minor is None:
        assert list(errors(response)) == ["fee_minor"]
    else:
        assert MissionCall.objects.get().fee_minor == minor


def test_the_editor_shows_money_as_people_write_it(souss: makers.Agency, signed_in: Any) -> None:
    call = makers.call(souss, fee_minor=280_050, currency="MAD", compensation="fee", fee_unit="day")
    page = signed_in(souss.editor).get(reverse("wagtailadmin_pages:edit", args=[call.pk])).content.decode()
    assert 'name="fee_minor" value="2800.5"' in page


def test_a_closed_call_can_still_be_mended(souss: makers.Agency, signed_in: Any) -> None:
    passed = TODAY - DAY
    call = makers.call(souss, closes_on=passed)
    row = text(title="Sans faute", id=call.texts.get().pk)
    address = reverse("wagtailadmin_pages:edit", args=[call.pk])
    response = post(signed_in(souss.moderator), address, mission([row], closes_on=passed), "action-publish")
    assert response.status_code == 302, errors(response)


def project(**fields: Any) -> dict[str, Any]:
    rows = {name: fields.pop(name) for name in ("claims", "texts") if name in fields}
    facts = {"source_language": "fr", "city": "Zagora", "answers_by": TODAY + 40 * DAY, "currency": "XOF"}
    return form({"texts": [text(risk_text="")], **rows}, **(facts | fields))


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        (
            {"ticket_min_minor": "200", "ticket_max_minor": "100"},
            "ticket_max_minor",
            "The largest ticket is smaller than the smallest.",
        ),
        (
            {"capital_minor": "1000", "ticket_max_minor": "1001"},
            "ticket_max_minor",
            "The largest ticket is larger than the capital sought.",
        ),
        (
            {"capital_minor": "1000", "ticket_min_minor": "1001"},
            "ticket_min_minor",
            "The smallest ticket is larger than the capital sought.",
        ),
        (
            {"return_min_percent": "7", "return_max_percent": "3", "risk": "low"},
            "return_max_percent",
            "The range runs from the smaller to the larger return.",
        ),
        ({"return_max_percent": "3"}, "risk", "A return is shown beside its risk: choose the risk."),
        ({"capital_minor": "10.5"}, "capital_minor", "XOF has no decimals: write a whole amount."),
    ],
)
def test_the_figures_of_an_investment_go_together(
    souss: makers.Agency, signed_in: Any, facts: dict[str, Any], field: str, sentence: str
) -> None:
    response = post(signed_in(souss.moderator), new(souss, "investment"), project(**facts), "action-publish")
    assert errors(response) == {field: [sentence]}
    assert not Investment.objects.exists()


def test_an_investment_is_published_with_its_claims(souss: makers.Agency, signed_in: Any) -> None:
    claims = [
        {"text_fr": "Quatorze installations", "checked_by": "Bureau Véritas", "checked_on": "2026-10-01"},
        {"text_ar": "وعد بالاشتراك", "checked_by": "", "checked_on": ""},
    ]
    data = project(
        claims=claims,
        capital_minor="420 000 000",
        ticket_min_minor="5000000",
        ticket_max_minor="60000000",
        instruments=["equity", "loan"],
        return_min_percent="3",
        return_max_percent="7",
        risk="medium",
    )
    response = post(signed_in(souss.moderator), new(souss, "investment"), data, "action-publish")
    assert response.status_code == 302, errors(response)
    page = Investment.objects.get()
    assert (page.live, page.capital_minor, page.instruments) == (True, 420_000_000, ["equity", "loan"])
    assert [claim.checked_by for claim in page.claims.order_by("sort_order")] == ["Bureau Véritas", ""]


@pytest.mark.parametrize(
    ("claim", "field", "sentence"),
    [
        (
            {"text_fr": "Vrai", "checked_by": "Nous", "checked_on": ""},
            "checked_by",
            "Say who checked it and when, or leave both empty.",
        ),
        (
            {"text_fr": "", "checked_by": "Nous", "checked_on": "2026-10-01"},
            "text_fr",
            "Write the claim in at least one language.",
        ),
    ],
)
def test_a_claim_has_words_and_a_whole_check(
    souss: makers.Agency, signed_in: Any, claim: dict[str, str], field: str, sentence: str
) -> None:
    response = post(signed_in(souss.moderator), new(souss, "investment"), project(claims=[claim]), "action-publish")
    assert errors(response) == {f"claims-0-{field}": [sentence]}
    assert not Investment.objects.exists()


def test_a_skill_and_a_language_are_listed_once(souss: makers.Agency, signed_in: Any) -> None:
    welding = makers.skill("soudure")
    skills = [{"concept": welding.pk, "importance": importance} for importance in ("required", "desired")]
    languages = [{"language": "fr", "level": level} for level in ("B1", "C1")]
    data = mission(skills=skills, languages=languages)
    response = post(signed_in(souss.moderator), new(souss), data, "action-publish")
    assert errors(response) == {
        "skills-1-concept": ["This skill is listed already."],
        "languages-1-language": ["This language is listed already."],
    }
    assert not MissionCall.objects.exists()


def test_skills_and_languages_are_kept_with_their_levels(souss: makers.Agency, signed_in: Any) -> None:
    welding, compost = makers.skill("soudure"), makers.skill("compostage")
    skills = [
        {"concept": welding.pk, "importance": "required", "level": "3"},
        {"concept": compost.pk, "importance": "desired", "level": ""},
    ]
    data = mission(skills=skills, languages=[{"language": "wo", "level": "native"}], covers=["travel", "meals"])
    response = post(signed_in(souss.moderator), new(souss), data, "action-publish")
    assert response.status_code == 302, errors(response)
    call = MissionCall.objects.get()
    assert list(call.skills.order_by("sort_order").values_list("concept", "importance", "level", "origin")) == [
        (welding.pk, "required", 3, "typed"),
        (compost.pk, "desired", None, "typed"),
    ]
    assert list(call.languages.values_list("language", "level")) == [("wo", "native")]
    assert call.covers == ["travel", "meals"]


def test_a_language_nobody_speaks_is_refused(souss: makers.Agency, signed_in: Any) -> None:
    data = mission(languages=[{"language": "qqq", "level": "B1"}])
    response = post(signed_in(souss.moderator), new(souss), data, "action-publish")
    assert errors(response) == {"languages-0-language": ["Choose a language from the list."]}


def test_a_grid_is_kept_with_its_weights_and_a_criterion_without_words_is_refused(
    souss: makers.Agency, signed_in: Any
) -> None:
    moderator, rows = signed_in(souss.moderator), [{"text_fr": "Expérience", "weight": 2}, {"weight": 1}]
    response = post(moderator, new(souss), mission(criteria=rows, assessors=2), "action-publish")
    assert errors(response) == {"criteria-1-text_fr": ["Write the criterion in at least one language."]}
    assert not MissionCall.objects.exists()
    post(moderator, new(souss), mission(criteria=rows[:1], assessors=2), "action-publish")
    call = MissionCall.objects.get()
    assert (call.assessors, [(row.text_fr, row.weight) for row in call.criteria.all()]) == (2, [("Expérience", 2)])


def test_one_person_judges_where_nothing_is_said(souss: makers.Agency, signed_in: Any) -> None:
    post(signed_in(souss.moderator), new(souss), mission(), "action-publish")
    assert MissionCall.objects.get().assessors == 1
