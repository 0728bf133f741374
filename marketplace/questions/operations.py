"""Ask an agency, answer for all, leave unpublished, withdraw, end; each is registered, who must know is told once."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.opportunities.models import Investment, MissionCall, Opportunity
from cms.opportunities.queries import attach_agencies
from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.notifications.operations import tell
from foundation.organisations.models import Organisation
from foundation.organisations.queries import who_answers
from foundation.outbox.operations import record
from foundation.registry.handling import set_status
from foundation.registry.lifecycle import WAITING
from foundation.registry.lifecycle import Status as Standing
from foundation.registry.models import Direction, Entry
from foundation.registry.operations import Party, office_of, register
from foundation.text.language import detect_language
from marketplace.answers.queries import title_of
from marketplace.questions.lifecycle import ANSWERABLE, ANSWERED_WITHIN, ASKABLE, MOST_A_DAY, MOST_WAITING, Status
from marketplace.questions.models import LONGEST, LONGEST_ANSWER, Question

_ASKED_ABOUT = (MissionCall, Investment)


class QuestionError(DomainError):
    code = "question"


def require_askable(*, page: Opportunity, by: User, now: dt.datetime) -> None:
    """Refuse where nobody can apply any more, and the agency's own team.

    Raises:
        QuestionError: with the reason.
    """
    openness = page.openness(timezone.localdate(now))
    if openness not in ASKABLE:
        raise QuestionError(openness.label, code=openness.value)
    if page.agency.organisation.memberships.filter(user=by).exists():
        raise QuestionError(_("You are in the team of this organisation: its questions are asked by others."))


@transaction.atomic
def ask(*, page: Opportunity, by: User, text: str, language: str, now: dt.datetime) -> Question:
    """Ask the agency of a page; sent twice, it is asked once. `language` counts where the text does not tell its own.

    The agency does not learn who asks: its register says that a reader of the page did.

    Raises:
        QuestionError: it is empty or too long, nothing can be asked here, or the person has asked enough for now.
    """
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two tabs count as one
    text = text.strip()
    if not text:
        raise QuestionError(_("Write your question."), field="text")
    if len(text) > LONGEST:
        raise QuestionError(_("Say it in at most %(most)s characters.") % {"most": LONGEST}, field="text")
    require_askable(page=page, by=by, now=now)
    waiting = Question.objects.of(by).waiting().filter(opportunity_id=page.pk)
    if asked := waiting.filter(text=text).first():
        return asked
    if waiting.count() >= MOST_WAITING:
        raise QuestionError(
            _("%(most)s of your questions wait here already. Ask more when they are answered.")
            % {"most": MOST_WAITING},
            code="enough",
        )
    if Question.objects.lately(by, now=now).count() >= MOST_A_DAY:
        raise QuestionError(
            _("You have asked %(most)s questions since yesterday. Ask more tomorrow.") % {"most": MOST_A_DAY},
            code="enough",
        )
    organisation = page.agency.organisation
    entry = _enter(organisation, page, Direction.ARRIVAL, "question", language, now=now)
    question = Question.objects.create(
        opportunity_id=page.pk,
        organisation=organisation,
        asker=by,
        text=text,
        language=detect_language(text) or language,
        asked_at=now,
        entry=entry,
    )
    for reader in who_answers(organisation):
        _tell(question, page, reader, "asked", route="question", key=reader.public_id, now=now)
    record("question.asked", subject=question, now=now)
    return question


@transaction.atomic
def answer(
    *, question: Question, text: str, wording: str = "", actor: str, by: User, language: str, now: dt.datetime
) -> Question:
    """Answer for all: question and answer stand on the page from now on. An answer that stands can be put right.

    `wording` is the question as everybody reads it, for instance without a name that stood in it; empty, as asked.

    Raises:
        QuestionError: there is no answer, it is too long, or the question is no longer there.
    """
    question = _locked(question, ANSWERABLE)
    text, wording = text.strip(), wording.strip() or question.text
    if not text:
        raise QuestionError(_("Write the answer: everybody reads it."), field="text")
    if len(text) > LONGEST_ANSWER:
        raise QuestionError(_("Say it in at most %(most)s characters.") % {"most": LONGEST_ANSWER}, field="text")
    if len(wording) > LONGEST:
        raise QuestionError(_("Say it in at most %(most)s characters.") % {"most": LONGEST}, field="wording")
    if question.status == Status.ANSWERED and (question.answer, question.wording) == (text, wording):
        return question
    page = _page(question)
    question.status, question.answer, question.wording = Status.ANSWERED, text, wording
    question.answer_language = detect_language(text) or language
    question.answered_at, question.actor, question.answered_by = now, actor, by
    question.save()
    entry = _reply(question, page, by=by, language=question.answer_language, now=now)
    _tell_asker(question, page, "answered", key=entry.number, now=now)
    record("question.answered", subject=question, now=now)
    return question


@transaction.atomic
def set_aside(*, question: Question, note: str, actor: str, by: User, language: str, now: dt.datetime) -> Question:
    """Answer one person only, with a note: the question is not for all. Nothing of it is published.

    Raises:
        QuestionError: the note is missing or too long, or the question does not wait any more.
    """
    question = _locked(question, (Status.WAITING,))
    note = note.strip()
    if not note:
        raise QuestionError(_("Say why: the person who asked reads it."), field="text")
    if len(note) > LONGEST_ANSWER:
        raise QuestionError(_("Say it in at most %(most)s characters.") % {"most": LONGEST_ANSWER}, field="text")
    page = _page(question)
    question.status, question.answer, question.answered_at = Status.SET_ASIDE, note, now
    question.answer_language = detect_language(note) or language
    question.actor, question.answered_by = actor, by
    question.save()
    entry = _reply(question, page, by=by, language=question.answer_language, now=now)
    _tell_asker(question, page, "set_aside", key=entry.number, now=now)
    record("question.set_aside", subject=question, now=now)
    return question


@transaction.atomic
def withdraw(*, question: Question, now: dt.datetime) -> Question:
    """Take a question back that nobody has answered; its words are deleted, its number stays.

    Raises:
        QuestionError: it was answered meanwhile: question and answer serve others now.
    """
    question = _locked(question, (Status.WAITING,))
    question.status, question.text = Status.WITHDRAWN, ""
    question.save(update_fields=["status", "text"])
    language, page = question.entry.language, _page(question)
    _enter(question.organisation, page, Direction.INTERNAL, "other", language, reply_to=question.entry, now=now)
    record("question.withdrawn", subject=question, now=now)
    return question


def end_unanswered(*, now: dt.datetime, subject_id: str = "") -> int:
    """Close what nobody answered before the call was over or no longer published; a clock's handler.

    Each in a transaction of its own: whatever one raises, the others are closed, and it is raised last. Returns how
    many were closed.
    """
    waiting, today = Question.objects.waiting(), timezone.localdate(now)
    wanted = set(waiting.values_list("opportunity", flat=True).order_by())
    rows = [model.objects.filter(pk__in=wanted).select_related("opportunity_state") for model in _ASKED_ABOUT]
    pages = attach_agencies([page for found in rows for page in found])
    over = [page.pk for page in pages if page.openness(today) not in ASKABLE]
    done, errors = 0, []
    for question in waiting.filter(opportunity__in=over):
        try:
            done += _end(question=question, now=now)
        except Exception as error:
            errors.append(error)
    if errors:
        raise errors[0]
    return done


@transaction.atomic
def _end(*, question: Question, now: dt.datetime) -> int:
    """Close one and tell who asked, unless it was settled or the call goes on meanwhile."""
    try:
        question = _locked(question, (Status.WAITING,))
    except QuestionError:
        return 0
    page = _page(question)
    if page.openness(timezone.localdate(now)) in ASKABLE:
        return 0
    question.status = Status.UNANSWERED
    question.save(update_fields=["status"])
    if question.entry.standing.status in WAITING and not question.entry.standing.annulled:
        with translation.override(question.language):
            note = _("Nobody answered before it was over.")
        set_status(entry=question.entry, status=Standing.FILED, by=None, note=note, now=now)
    _tell_asker(question, page, "ended", key=now.isoformat(), now=now)
    record("question.ended", subject=question, now=now)
    return 1


@transaction.atomic
def take_up_again(*, question: Question, now: dt.datetime) -> bool:
    """Let a question wait once more that ended unanswered, where its page is open again; who asked is told.

    One that the person has asked again meanwhile stays closed: the later one waits. Returns whether it waits.
    """
    try:
        question = _locked(question, (Status.UNANSWERED,))
    except QuestionError:
        return False
    page = _page(question)
    same = Question.objects.filter(opportunity_id=page.pk, asker=question.asker, text=question.text)
    if page.openness(timezone.localdate(now)) not in ASKABLE or same.exclude(pk=question.pk).filter(
        status__in=ANSWERABLE
    ):
        return False
    question.status = Status.WAITING
    question.save(update_fields=["status"])
    if question.entry.standing.status == Standing.FILED and not question.entry.standing.annulled:
        with translation.override(question.language):
            note = _("It is open again.")
        set_status(entry=question.entry, status=Standing.IN_HAND, by=None, note=note, now=now)
    _tell_asker(question, page, "again", key=now.isoformat(), now=now)
    record("question.taken_up", subject=question, now=now)
    return True


def _locked(question: Question, statuses: tuple[Status, ...]) -> Question:
    rows = Question.objects.select_for_update(of=("self",)).select_related("organisation", "asker", "entry")
    question = rows.get(pk=question.pk)
    if question.status not in statuses:
        raise QuestionError(
            _("This cannot be done now: it stands at “%(status)s”. Load the page again.")
            % {"status": question.get_status_display()},
            code="wrong_state",
        )
    return question


def _page(question: Question) -> Opportunity:
    return Page.objects.get(pk=question.opportunity_id).specific  # type: ignore[no-any-return]


def _reply(question: Question, page: Opportunity, *, by: User, language: str, now: dt.datetime) -> Entry:
    return _enter(
        question.organisation, page, Direction.DEPARTURE, "letter", language, reply_to=question.entry, by=by, now=now
    )


def _enter(
    organisation: Organisation,
    page: Opportunity,
    direction: str,
    nature: str,
    language: str,
    *,
    reply_to: Entry | None = None,
    by: User | None = None,
    now: dt.datetime,
) -> Entry:
    """Register a question, or what settles it."""
    with translation.override(language):
        subject = {
            Direction.ARRIVAL: _("Question about: %(title)s"),
            Direction.DEPARTURE: _("Answer to a question about: %(title)s"),
            Direction.INTERNAL: _("Question withdrawn: %(title)s"),
        }[Direction(direction)] % {"title": title_of(page, language)}
        reader = Party(name=_("A reader of the page"))
    facts: dict[str, Any] = {"reply_to": reply_to, "answers_it": reply_to is not None, "by": by}
    if direction == Direction.ARRIVAL:
        facts |= {"sender": reader, "answer_due_on": timezone.localdate(now + ANSWERED_WITHIN)}
    if direction == Direction.DEPARTURE:
        facts |= {"recipient": reader}
    return register(
        office=office_of(organisation=organisation, now=now),
        direction=direction,
        nature=nature,
        subject=subject[:300],
        about=page.public_id,
        language=language,
        now=now,
        **facts,
    )


def _tell_asker(question: Question, page: Opportunity, what: str, *, key: str, now: dt.datetime) -> None:
    if question.asker is not None:
        _tell(question, page, question.asker, what, route="questions", key=key, now=now)


def _tell(
    question: Question, page: Opportunity, reader: User, what: str, *, route: str, key: str, now: dt.datetime
) -> None:
    tell(
        key=f"question.{question.public_id}.{what}.{key}",
        kind="question.asked" if what == "asked" else "question.answered",
        recipient=reader,
        template=f"questions/mail/{what}",
        facts={
            "reader": reader,
            "question": question,
            "agency": question.organisation.name(reader.language),
            "title": title_of(page, reader.language),
        },
        route=route,
        args=[question.public_id if route == "question" else page.public_id],
        now=now,
    )
