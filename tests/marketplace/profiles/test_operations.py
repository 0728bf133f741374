"""Changes of a profile: each whole or not at all, each told to those who show it."""

import datetime as dt
from pathlib import Path

import pytest

from foundation.accounts.operations import erase_account, export_data
from foundation.documents.errors import DocumentError, NoText, Unreadable
from foundation.files.models import PrivateFile
from foundation.outbox.models import Event
from foundation.taxonomy.models import Concept
from marketplace.profiles.models import ExpertProfile, InvestorProfile, Suggestion
from marketplace.profiles.operations import lists, suggesting
from marketplace.profiles.operations.answering import accept_suggestions, answer_suggestions
from marketplace.profiles.operations.keeping import ProfileError, change_profile, remove_profile, start_profile
from marketplace.profiles.operations.lists import put_language, put_skill
from marketplace.profiles.operations.suggesting import erase_cv, read_cv
from marketplace.profiles.queries import ProfileData
from tests import factories
from tests.factories import NOW
from tests.foundation.documents import samples as documents
from tests.marketplace.profiles.samples import CV, taxonomy

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=1)


@pytest.fixture
def uris() -> dict[str, str]:
    return taxonomy()


@pytest.fixture
def expert() -> ExpertProfile:
    return start_profile(user=factories.user(home_country="ML", language="fr"), kind="expert", now=NOW)


def _read(profile: ExpertProfile, text: str = CV, now: dt.datetime = NOW) -> int:
    return read_cv(profile=profile, content=text.encode(), name="cv.txt", now=now).suggested


def _events(name: str = "profile.changed") -> int:
    return Event.objects.filter(name=name).count()


def _open(profile: ExpertProfile) -> dict[tuple[str, str], Suggestion]:
    return {(one.field, one.value): one for one in profile.suggestions.open()}


def test_a_profile_of_a_kind_is_begun_once(expert: ExpertProfile) -> None:
    assert start_profile(user=expert.user, kind="expert", now=LATER) == expert
    assert isinstance(start_profile(user=expert.user, kind="investor", now=NOW), InvestorProfile)
    assert _events() == 2


def test_a_change_is_dated_and_told(expert: ExpertProfile) -> None:
    before = _events()
    changed = change_profile(profile=expert, changes={"headline": "Comptable à Abidjan"}, now=LATER)
    assert (changed.headline, changed.text_language, changed.updated_at) == ("Comptable à Abidjan", "fr", LATER)
    assert _events() == before + 1


def test_consent_is_dated_when_given_and_forgotten_when_withdrawn(expert: ExpertProfile) -> None:
    given = change_profile(profile=expert, changes={"consent": True}, now=NOW)
    assert given.consented_at == NOW
    assert change_profile(profile=given, changes={"consent": True}, now=LATER).consented_at == NOW
    assert list(ExpertProfile.objects.findable()) == [expert]
    assert change_profile(profile=given, changes={"consent": False}, now=LATER).consented_at is None
    assert list(ExpertProfile.objects.findable()) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"available_from": dt.date(2027, 2, 1), "available_until": dt.date(2027, 1, 1)}, "last day lies before"),
        ({"days_per_week": 8}, "one to seven days"),
        ({"headline": "x" * 161}, "160"),
    ],
)
def test_a_change_that_does_not_fit_is_refused_whole(expert: ExpertProfile, changes: dict, sentence: str) -> None:
    before = _events()
    with pytest.raises(ProfileError, match=sentence):
        change_profile(profile=expert, changes={"city": "Lyon", **changes}, now=LATER)
    expert.refresh_from_db()
    assert (expert.city, expert.updated_at, _events()) == ("", NOW, before)


def test_tickets_stand_in_order() -> None:
    investor = start_profile(user=factories.user(), kind="investor", now=NOW)
    with pytest.raises(ProfileError, match="largest ticket is smaller"):
        change_profile(profile=investor, changes={"ticket_min_minor": 2, "ticket_max_minor": 1}, now=NOW)


def test_a_skill_is_added_once_and_then_changed(expert: ExpertProfile, uris: dict[str, str]) -> None:
    concept = Concept.objects.get(uri=uris["haccp"])
    put_skill(profile=expert, concept=concept, level=2, years=3, now=NOW)
    put_skill(profile=expert, concept=concept, level=4, now=NOW)
    assert list(expert.skills.values_list("concept__uri", "level", "years", "via")) == [
        (uris["haccp"], 4, None, "typed")
    ]


def test_an_occupation_is_no_skill_and_a_list_has_an_end(
    expert: ExpertProfile, uris: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ProfileError):
        put_skill(profile=expert, concept=Concept.objects.get(uri=uris["engineer"]), now=NOW)
    monkeypatch.setattr(lists, "MOST_SKILLS", 0)
    with pytest.raises(ProfileError, match="Take one away first"):
        put_skill(profile=expert, concept=Concept.objects.get(uri=uris["haccp"]), now=NOW)
    assert expert.skills.count() == 0


def test_a_cv_becomes_suggestions_with_its_own_words(expert: ExpertProfile, uris: dict[str, str]) -> None:
    assert _read(expert) == 11
    found = {key: (one.level, one.years, one.sure) for key, one in _open(expert).items()}
    assert found == {
        ("headline", "Ingénieure en sécurité des aliments"): ("", None, True),
        ("country", "FR"): ("", None, True),
        ("city", "Lyon"): ("", None, True),
        ("occupation", uris["engineer"]): ("", None, True),
        ("skill", uris["haccp"]): ("", 12, True),
        ("skill", uris["microbiology"]): ("1", None, True),
        ("skill", uris["safety"]): ("", None, True),  # the title names it
        ("language", "bm"): ("native", None, True),
        ("language", "fr"): ("C1", None, True),
        ("language", "en"): ("B2", None, True),
        ("language", "wo"): ("", None, False),
    }
    assert _open(expert)["skill", uris["haccp"]].evidence == "Douze ans d'expérience en HACCP"
    expert.refresh_from_db()
    assert (expert.cv.name, expert.cv.owner, expert.headline) == ("cv.txt", expert.user, "")


def test_what_is_sure_can_be_taken_at_once(expert: ExpertProfile, uris: dict[str, str]) -> None:
    _read(expert)
    assert accept_suggestions(profile=expert, now=NOW) == 10
    expert.refresh_from_db()
    assert (expert.headline, expert.country, expert.city) == ("Ingénieure en sécurité des aliments", "FR", "Lyon")
    assert sorted(expert.languages.values_list("language", "level")) == [("bm", "native"), ("en", "B2"), ("fr", "C1")]
    assert sorted(expert.skills.values_list("concept__uri", "level", "years", "via")) == sorted(
        [
            (uris["haccp"], None, 12, "cv"),
            (uris["microbiology"], 1, None, "cv"),
            (uris["safety"], None, None, "cv"),
        ]
    )
    assert [one.uri for one in expert.occupations.order_by("pk")] == [uris["engineer"]]
    assert list(_open(expert)) == [("language", "wo")]


def test_nothing_is_asked_twice(expert: ExpertProfile, uris: dict[str, str]) -> None:
    _read(expert)
    rows = _open(expert)
    kept, dropped = rows["skill", uris["haccp"]], rows["skill", uris["microbiology"]]
    answer_suggestions(profile=expert, accepted=[kept], declined=[dropped], now=NOW)
    expert.skills.all().delete()  # taken away again by hand: still answered
    _read(expert, now=LATER)
    assert {key for key in _open(expert) if key[0] == "skill"} == {("skill", uris["safety"])}
    assert len(_open(expert)) == 9


def test_what_the_profile_says_already_is_not_suggested(expert: ExpertProfile, uris: dict[str, str]) -> None:
    put_skill(profile=expert, concept=Concept.objects.get(uri=uris["haccp"]), level=4, now=NOW)
    put_language(profile=expert, language="en", level="C1", now=NOW)
    change_profile(profile=expert, changes={"headline": "Mine", "city": "Dakar"}, now=NOW)
    _read(expert)
    fields = {field for field, value in _open(expert)}
    assert ("skill", uris["haccp"]) not in _open(expert)
    assert ("language", "en") not in _open(expert)
    assert fields == {"country", "occupation", "skill", "language"}


def test_a_language_needs_a_level_before_it_is_taken(expert: ExpertProfile, uris: dict[str, str]) -> None:
    _read(expert)
    rows = _open(expert)
    wolof, french = rows["language", "wo"], rows["language", "fr"]
    with pytest.raises(ProfileError, match="Choose a level"):
        answer_suggestions(profile=expert, accepted=[french, wolof], declined=[], now=NOW)
    assert expert.languages.count() == 0
    assert len(_open(expert)) == 11
    answer_suggestions(profile=expert, accepted=[french, wolof], declined=[], levels={wolof.pk: "A2"}, now=NOW)
    assert sorted(expert.languages.values_list("language", "level")) == [("fr", "C1"), ("wo", "A2")]


def test_suggestions_of_somebody_else_are_not_taken(expert: ExpertProfile, uris: dict[str, str]) -> None:
    other = start_profile(user=factories.user(), kind="expert", now=NOW)
    _read(other)
    assert accept_suggestions(profile=expert, suggestions=list(other.suggestions.open()), now=NOW) == 0
    assert expert.skills.count() == 0
    assert len(_open(other)) == 11


@pytest.mark.parametrize(
    ("content", "error"),
    [(b"%PDF-1.7 torn", Unreadable), (documents.scan(), NoText), (b"x" * (10 * 1024 * 1024 + 1), DocumentError)],
    ids=["broken", "scan", "50 MB"],
)
def test_a_cv_that_cannot_be_read_changes_nothing(
    expert: ExpertProfile, uris: dict[str, str], content: bytes, error: type, settings
) -> None:
    _read(expert)
    expert.refresh_from_db()
    before = (expert.cv_id, len(_open(expert)), _events(), sorted(Path(settings.PRIVATE_ROOT).rglob("*")))
    with pytest.raises(error):
        read_cv(profile=expert, content=content, name="cv.pdf", now=LATER)
    expert.refresh_from_db()
    assert (expert.cv_id, len(_open(expert)), _events(), sorted(Path(settings.PRIVATE_ROOT).rglob("*"))) == before


def test_a_failure_after_reading_leaves_neither_file_nor_suggestion(
    expert: ExpertProfile, uris: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesting, "_suggest", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        _read(expert)
    expert.refresh_from_db()
    assert (expert.cv, PrivateFile.objects.count(), Suggestion.objects.count()) == (None, 0, 0)


def test_a_poor_reading_is_sure_of_nothing(
    expert: ExpertProfile, uris: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from foundation.documents.reading import Document

    monkeypatch.setattr(suggesting, "read_document", lambda content, name: Document(CV, "application/pdf", 1, True))
    reading = read_cv(profile=expert, content=b"%PDF-", name="cv.pdf", now=NOW)
    assert (reading.suggested, reading.poor) == (11, True)
    assert [one for one in expert.suggestions.open() if one.sure] == []


def test_a_newer_cv_takes_the_place_of_the_older(expert: ExpertProfile, uris: dict[str, str]) -> None:
    _read(expert)
    _read(expert, "Awa Traoré\nTechnicienne\n\nNotions de microbiologie.", now=LATER)
    assert PrivateFile.objects.count() == 1
    assert [key for key in _open(expert) if key[0] == "skill"] == [("skill", uris["microbiology"])]


def test_erasing_the_cv_takes_its_words_and_keeps_what_was_confirmed(
    expert: ExpertProfile, uris: dict[str, str]
) -> None:
    _read(expert)
    rows = _open(expert)
    answer_suggestions(profile=expert, accepted=[rows["skill", uris["haccp"]]], declined=[], now=NOW)
    erase_cv(profile=expert, now=NOW)
    expert.refresh_from_db()
    assert (expert.cv, PrivateFile.objects.count(), expert.skills.count()) == (None, 0, 1)
    assert list(Suggestion.objects.values_list("value", "evidence")) == [(uris["haccp"], "")]


def test_a_removed_profile_is_told_and_takes_its_cv(expert: ExpertProfile, uris: dict[str, str]) -> None:
    _read(expert)
    pk = expert.pk
    remove_profile(profile=expert, now=NOW)
    event = Event.objects.get(name="profile.removed")
    assert (event.subject_type, event.subject_id) == ("profiles.ExpertProfile", str(pk))
    assert (ExpertProfile.objects.count(), PrivateFile.objects.count()) == (0, 0)


PARTS = [
    "foundation.accounts.queries.AccountData",
    "foundation.files.queries.FileData",
    "foundation.notifications.queries.NotificationData",
    "marketplace.profiles.queries.ProfileData",
]


def test_the_export_holds_what_a_person_said(expert: ExpertProfile, uris: dict[str, str], settings) -> None:
    settings.PERSON_DATA = PARTS
    _read(expert)
    accept_suggestions(profile=expert, now=NOW)
    start_profile(user=expert.user, kind="investor", now=NOW)
    data = export_data(user=expert.user, now=NOW)
    assert data["profiles"]["expert"]["headline"] == "Ingénieure en sécurité des aliments"
    assert data["profiles"]["expert"]["cv"] == PrivateFile.objects.get().public_id
    assert {"language": "bm", "level": "native"} in data["profiles"]["expert"]["languages"]
    assert data["profiles"]["investor"]["ticket_min_minor"] is None
    assert ProfileData.export(factories.user()) == {"expert": None, "investor": None, "blocked": []}


def test_an_erased_account_leaves_no_profile_no_file_and_says_so(
    expert: ExpertProfile, uris: dict[str, str], settings
) -> None:
    settings.PERSON_DATA = PARTS
    _read(expert)
    start_profile(user=expert.user, kind="investor", now=NOW)
    erase_account(user=expert.user, now=NOW)
    assert _events("profile.removed") == 2
    counts = [model.objects.count() for model in (ExpertProfile, InvestorProfile, Suggestion, PrivateFile)]
    assert counts == [0, 0, 0, 0]
