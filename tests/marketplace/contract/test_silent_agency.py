"""An agency stays silent, and the contract does the rest: each person is told once, whatever is killed in between."""

import datetime as dt

import pytest

from cms.agencies.models import Hold
from foundation.clocks.operations import tick
from foundation.notifications import operations
from foundation.notifications.models import Choice, Notification
from foundation.organisations.models import FocalPoint
from marketplace.answers.lifecycle import Actor, Status
from marketplace.answers.operations.moving import move
from search.engines.base import EngineDown
from tests import factories
from tests.cms import makers as cms
from tests.marketplace.answers import makers

pytestmark = pytest.mark.django_db
NOW = makers.NOW


def at(day: dt.date, hour: int = 6) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=dt.UTC)


def told(person) -> list[str]:
    """The kinds a person was told, in order; the mail of each morning with what waits has tests of its own."""
    rows = Notification.objects.filter(recipient=person).exclude(kind="answering.waiting")
    return list(rows.order_by("pk").values_list("kind", flat=True))


def texts(person) -> list[str]:
    """The mails a person had, in order, each in one line."""
    rows = Notification.objects.filter(recipient=person).order_by("pk")
    return [" ".join(row.text.split()) for row in rows]


def work(now: dt.datetime) -> None:
    """Two turns: the second hears the events of the first."""
    tick(now=now)
    tick(now=now + dt.timedelta(minutes=6))


@pytest.fixture
def silent():
    agency = cms.agency("Souss")
    call = cms.call(agency)
    people = [makers.expert(), makers.expert()]
    rows = [makers.application(call, person) for person in people]
    Choice.objects.create(user=agency.editor, kind="answering.waiting", rhythm="site", chosen_at=NOW)
    return agency, call, people, rows


def test_a_silent_agency_is_walked_through_to_the_end(silent):
    agency, call, people, rows = silent
    focal, above = factories.focal_point("MA"), factories.staff()
    date = call.answers_by
    for days in (-8, -7, -6, -2, -1, 0, 1, 2, 7, 8, 9, 14, 15, 16, 40):
        work(at(date + dt.timedelta(days=days)))
    for person in people:
        assert told(person) == ["submission.moved", "contract.date", "submission.moved"]
    assert told(agency.editor) == ["contract.due", "contract.due", "contract.closed"]
    assert told(agency.moderator) == ["contract.closed"]  # each morning's mail has reminded
    assert told(focal) == ["contract.late"]
    assert told(above) == ["contract.silent"]
    passed, closed = texts(people[0])[1:]
    assert "L’agence a été relancée avant cette date. Le point focal de son pays en est prévenu" in passed
    assert "L’agence a été relancée avant cette date. Le point focal de son pays a été prévenu" in closed
    for row in rows:
        row.refresh_from_db()
        assert (row.status, row.answered_at) == (Status.UNANSWERED, None)
    assert Hold.objects.active().get().organisation == agency.organisation


def test_an_operation_that_raises_in_between_tells_nobody_twice_and_forgets_nobody(silent, monkeypatch):
    """Every step dies at each of its messages in turn, and is done again at the next turn of the clock."""
    agency, call, people, rows = silent
    focal, above = factories.focal_point("MA"), factories.staff()
    monkeypatch.setattr(operations, "notify", _dying(operations.notify))
    date = call.answers_by
    for days in (-7, -1, 1, 8, 15):
        for turn in range(12):
            tick(now=at(date + dt.timedelta(days=days)) + dt.timedelta(minutes=6 * turn))
    for person in people:
        assert told(person) == ["submission.moved", "contract.date", "submission.moved"]
    assert told(agency.editor) == ["contract.due", "contract.due", "contract.closed"]
    assert told(agency.moderator) == ["contract.closed"]  # each morning's mail has reminded
    assert (told(focal), told(above)) == (["contract.late"], ["contract.silent"])
    for row in rows:
        row.refresh_from_db()
        assert row.status == Status.UNANSWERED


def _dying(notify):
    """Die once at each message, before it is written or after, in turn."""
    seen: set[str] = set()

    def dies(**facts):
        key = facts["key"].split(".")[1] + str(facts["recipient"].pk)
        if key not in seen:
            seen.add(key)
            if len(seen) % 2:
                notify(**facts)
            raise RuntimeError("killed")
        return notify(**facts)

    return dies


def test_a_clock_that_stood_still_closes_at_once_and_says_one_thing_to_each(silent):
    agency, call, people, _rows = silent
    focal, above = factories.focal_point("MA"), factories.staff()
    work(at(call.answers_by + dt.timedelta(days=30)))
    for person in people:
        assert told(person) == ["submission.moved", "submission.moved"]
        assert "relancée" not in Notification.objects.filter(recipient=person).latest("pk").text
    assert told(agency.moderator) == ["contract.closed"]
    assert (told(focal), told(above)) == (["contract.late"], ["contract.silent"])


def test_the_mail_to_the_administrators_is_true_whether_or_not_somebody_was_told_before(silent):
    _agency, call, _people, _rows = silent
    factories.staff()
    work(at(call.answers_by + dt.timedelta(days=9)))
    mail = Notification.objects.get(kind="contract.silent")
    assert "if it has any, were told before you" in mail.text or "s’il y en a, ont été prévenus avant vous" in mail.text


def test_one_mail_reminds_of_all_calls_and_none_of_what_has_just_been_sent(silent):
    agency, call, _people, _rows = silent
    other = cms.call(agency, texts={"fr": "Auditer un réseau"}, closes_on=None, answers_by=call.answers_by)
    makers.application(other)
    week = at(call.answers_by - dt.timedelta(days=7))
    late_comer = makers.application(other, now=week - dt.timedelta(hours=2))
    work(week)
    reminder = Notification.objects.get(recipient=agency.editor, kind="contract.due")
    assert "Former des techniciennes" in reminder.text
    assert "Auditer un réseau" in reminder.text
    assert "3" in reminder.subject
    assert late_comer.number not in reminder.text


def test_without_a_focal_point_the_administrators_are_told_at_the_date_and_not_again(silent):
    _agency, call, people, _rows = silent
    FocalPoint.objects.all().delete()
    above = factories.staff()
    for days in (1, 2, 8, 9, 15):
        work(at(call.answers_by + dt.timedelta(days=days)))
    assert told(above) == ["contract.silent"]
    passed, closed = texts(people[0])[1:]
    assert "Les administrateurs de Jisr en sont prévenus maintenant" in passed
    assert "point focal" not in passed + closed


def test_who_is_answered_in_time_is_told_nothing_else(silent):
    agency, call, people, rows = silent
    for row in rows:
        move(submission=row, name="refuse", reason="dates", actor=Actor.AGENCY, by=agency.editor, now=NOW)
    factories.focal_point("MA")
    for days in (-7, -1, 1, 8, 15):
        work(at(call.answers_by + dt.timedelta(days=days)))
    assert not Notification.objects.filter(kind__startswith="contract.").exists()
    assert told(people[0]) == ["submission.moved", "submission.moved"]
    assert not Hold.objects.exists()


def test_the_letter_of_what_was_closed_is_registered_and_settles_nothing(silent):
    from foundation.registry.lifecycle import WAITING

    _agency, call, people, rows = silent
    work(at(call.answers_by + dt.timedelta(days=15)))
    move = rows[0].moves.get(name="leave_unanswered")
    assert move.entry.direction == "D"
    assert move.entry.reply_to == rows[0].entry
    assert move.entry.correspondents.get(side="sender").name == "Jisr"
    assert rows[0].entry.standing.status in WAITING
    letter = Notification.objects.filter(recipient=people[0]).order_by("-pk")[0]
    assert move.letter in letter.text
    assert move.entry.number in letter.text


FAR = {
    "submitted": (
        "Personne ne vous a répondu : cela ne dit rien de vous ni de ce que vous avez écrit.",
        "n’a pas répondu",
    ),
    "shortlisted": (
        "L’agence a examiné ce que vous aviez envoyé et placé votre dossier dans sa présélection, mais sa décision",
        "placé votre dossier dans sa présélection",
    ),
    "interview": (
        "L’agence a examiné ce que vous aviez envoyé et vous a proposé un entretien, mais sa décision n’est jamais",
        "vous a proposé un entretien",
    ),
}


@pytest.mark.parametrize("reached", FAR)
def test_the_letter_and_the_pages_say_how_far_it_had_come(silent, reached):
    agency, call, people, rows = silent
    for name in {"shortlisted": ["shortlist"], "interview": ["shortlist", "interview"]}.get(reached, []):
        move(submission=rows[0], name=name, actor=Actor.AGENCY, by=agency.editor, now=NOW)
    work(at(call.answers_by + dt.timedelta(days=15)))
    letter = rows[0].moves.get(name="leave_unanswered").letter
    said, on_page = FAR[reached]
    assert said in letter
    assert [other for other in FAR if FAR[other][0] in letter] == [reached]
    assert "jugé" not in letter
    client = makers.signed_in(people[0])
    for address in (f"/fr/account/answers/{rows[0].public_id}/", "/fr/account/answers/"):
        page = client.get(address).content.decode()
        next_step = page.partition("data-next>")[2].partition("</p>")[0] or page.partition('<p class="mb-0">')[2]
        assert on_page in next_step
        assert "chiffres publics" in next_step


def test_the_letter_names_two_other_calls_and_goes_without_when_nothing_can_say(silent, settings, monkeypatch):
    _agency, call, people, _rows = silent
    _two.first = people[0].pk % 2
    monkeypatch.setattr("matching.serving.others.fitting", _two)
    work(at(call.answers_by + dt.timedelta(days=15)))
    told_first, told_second = (
        Notification.objects.filter(recipient=person).order_by("-pk")[0].text for person in people
    )
    assert "Une autre mission : http" in told_first
    assert "/fr/o/x/" in told_first
    assert "Une autre mission" not in told_second


def test_the_letter_names_two_other_calls_while_the_engine_is_down(silent, monkeypatch):
    class Down:
        def search(self, index, query):
            raise EngineDown("no disk")

    _agency, call, people, rows = silent
    others = [cms.call(cms.agency(name), texts={"fr": name}, closes_on=None) for name in ("Fès", "Dakhla")]
    monkeypatch.setattr("matching.candidates.queries.search_engine", Down)
    work(at(call.answers_by + dt.timedelta(days=15)))
    for person, row in zip(people, rows, strict=True):
        row.refresh_from_db()
        assert row.status == Status.UNANSWERED
        (letter,) = Notification.objects.filter(recipient=person, subject__contains="Clos sans réponse")
        for other in others:
            assert f"- {other.text('fr').title} : http" in letter.text
            assert f"/o/{other.public_id}/" in letter.text


def _two(*, submission, **facts):
    user = submission.person
    if user.pk % 2 != _two.first:
        raise RuntimeError("the ranking is down")
    return [("Une autre mission", "/fr/o/x/")]
