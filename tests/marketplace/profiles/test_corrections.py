"""It is something else: the person chooses what was meant, and the words become a proposed synonym."""

from typing import Any

import pytest
from django.test import Client

from foundation.taxonomy.models import ProposedLabel
from marketplace.profiles.models import ExpertProfile, Suggestion, Via
from marketplace.profiles.operations.keeping import start_profile
from marketplace.profiles.operations.suggesting import erase_cv, read_cv
from tests import factories
from tests.factories import NOW
from tests.marketplace.profiles.samples import CV, taxonomy

pytestmark = pytest.mark.django_db
PAGE = "/fr/account/expert/cv/correct/"


@pytest.fixture
def uris() -> dict[str, str]:
    return taxonomy()


@pytest.fixture
def profile(uris: dict[str, str]) -> ExpertProfile:
    made = start_profile(user=factories.user(name="Awa Traoré"), kind="expert", now=NOW)
    read_cv(profile=made, content=CV.encode(), name="cv.txt", now=NOW)
    return made


@pytest.fixture
def own(profile: ExpertProfile, as_user: Any) -> Client:
    return as_user(profile.user)


def of(profile: ExpertProfile, uri: str) -> Suggestion:
    return profile.suggestions.get(value=uri)


def test_the_words_that_were_read_are_kept_beside_the_suggestion(profile: ExpertProfile, uris: dict[str, str]) -> None:
    haccp = of(profile, uris["haccp"])
    assert (haccp.words, haccp.words_language) == ("HACCP", "fr")
    erase_cv(profile=profile, now=NOW)
    assert not Suggestion.objects.exclude(words="").exists()


@pytest.mark.parametrize(("typed", "language"), [("food saf", "ar"), ("السلامة", "fr")])
def test_another_concept_is_chosen_by_typing_in_any_language(
    own: Client, profile: ExpertProfile, uris: dict[str, str], typed: str, language: str
) -> None:
    key = f"skill:{uris['microbiology']}"
    assert (
        f"correct/?suggestion=skill%3A{uris['microbiology'].replace(':', '%3A')}"
        in own.get(f"/{language}/account/expert/cv/").content.decode()
    )
    page = own.get(f"/{language}/account/expert/cv/correct/", {"suggestion": key, "q": typed}).content.decode()
    assert uris["safety"] in page and "Notions de microbiologie" in page
    answer = own.post(PAGE, {"suggestion": key, "uri": uris["safety"]})
    assert answer["Location"] == "/fr/account/expert/cv/"
    skill = profile.skills.get()
    assert (skill.concept.uri, skill.level, skill.via) == (uris["safety"], 1, Via.CV)
    assert of(profile, uris["microbiology"]).accepted is False
    proposal = ProposedLabel.objects.get()
    assert (proposal.words, proposal.language, proposal.people) == ("microbiologie", "fr", 1)
    assert (proposal.meant.uri, proposal.chosen.uri) == (uris["microbiology"], uris["safety"])


def test_an_occupation_may_turn_out_to_be_a_skill(own: Client, profile: ExpertProfile, uris: dict[str, str]) -> None:
    own.post(PAGE, {"suggestion": f"occupation:{uris['engineer']}", "uri": uris["accounting"]})
    assert [skill.concept.uri for skill in profile.skills.all()] == [uris["accounting"]]
    assert profile.occupations.count() == 0
    assert ProposedLabel.objects.get().chosen.uri == uris["accounting"]


@pytest.mark.parametrize("wrong", ["urn:none", "water", "same", ""])
def test_what_is_no_other_skill_is_refused_and_changes_nothing(
    own: Client, profile: ExpertProfile, uris: dict[str, str], wrong: str
) -> None:
    uri = {"water": uris["water"], "same": uris["haccp"]}.get(wrong, wrong)
    answer = own.post(PAGE, {"suggestion": f"skill:{uris['haccp']}", "uri": uri})
    assert answer.status_code == 200 and "data-errors" in answer.content.decode()
    assert of(profile, uris["haccp"]).answered_at is None
    assert not profile.skills.exists() and not ProposedLabel.objects.exists()


def test_a_line_answered_already_and_that_of_another_person_are_not_corrected(
    own: Client, profile: ExpertProfile, uris: dict[str, str], as_user: Any
) -> None:
    sent = {"suggestion": f"skill:{uris['haccp']}", "uri": uris["safety"]}
    other = factories.user()
    start_profile(user=other, kind="expert", now=NOW)
    assert as_user(other).post(PAGE, sent)["Location"] == "/fr/account/expert/cv/"
    assert not profile.skills.exists()
    own.post(PAGE, sent)
    assert own.post(PAGE, sent)["Location"] == "/fr/account/expert/cv/"
    assert profile.skills.count() == 1 and ProposedLabel.objects.get().people == 1
