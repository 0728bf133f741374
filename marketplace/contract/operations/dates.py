"""Move the answer date of a page on which people count: with a reason, and everybody who waits is told."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from cms.opportunities.lifecycle import contradictions
from cms.opportunities.models import Opportunity
from cms.opportunities.operations.places import lock_places, promise
from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.base.locales import date_words
from foundation.notifications.operations import tell
from foundation.outbox.operations import record
from foundation.registry.handling import move_limit
from foundation.registry.lifecycle import WAITING
from foundation.registry.models import Entry
from marketplace.answers.lifecycle import Actor
from marketplace.answers.models import Promise, PromiseMove, Submission
from marketplace.answers.queries import title_of
from marketplace.contract.queries import furthest, quality_of


class DateError(DomainError):
    code = "answer_date"


@transaction.atomic
def move_date(*, page: Opportunity, to: dt.date, reason: str, by: User, now: dt.datetime) -> PromiseMove:
    """Move the answer date of a page, and of everybody who waits on it; what was promised first stays written.

    Owners and moderators move it, and an acting coordinator for them: then it is written down as hers. It moves before
    it comes: who is late answers. Nobody's answer is put off more than 60 days from the day that was
    promised to her first.

    Raises:
        DateError: nobody counts on the date yet, somebody waits beyond it, the person may not, the day does not fit, or
            no reason is given; nothing was written.
    """
    lock_places(page=page)
    actor = quality_of(by, page.agency.organisation_id)
    if not actor:
        raise DateError(_("Only owners, moderators and coordinators of the organisation move an answer date."))
    made = Promise.objects.select_for_update(of=("self",)).filter(page_id=page.pk).first()
    if made is None:
        raise DateError(_("Nobody counts on this date yet: change it in the editor."), code="not_promised")
    reason = reason.strip()
    if not reason:
        raise DateError(_("Say why: everybody who waits reads it."), field="reason")
    rows = Submission.objects.pending().filter(opportunity_id=page.pk).select_for_update(of=("self",))
    waiting = list(rows.select_related("entry__standing", "organisation", "person").order_by("pk"))
    _check(page, made, to, waiting, today=now.date())
    moved = PromiseMove.objects.create(
        promise=made, before=made.answer_on, after=to, reason=reason, actor=actor, by=by, at=now
    )
    made.answer_on = to
    made.save(update_fields=["answer_on"])
    promise(page=page, on=to, now=now)
    for row in waiting:
        before, row.answer_on, row.updated_at = row.answer_on, to, now
        row.save(update_fields=["answer_on", "updated_at"])
        if row.entry is not None and _waits(row.entry):
            of_team = by if actor == Actor.AGENCY else None  # a coordinator reads no register
            move_limit(entry=row.entry, limit_on=to, reason=reason, by=of_team, as_promised=True, now=now)
        if before != to:
            _tell(row, page, moved, before, now=now)
    record("promise.moved", subject=made, now=now)
    return moved


def _waits(entry: Entry) -> bool:
    """Tell whether the register still counts on an answer: an office may have annulled the entry."""
    return not entry.standing.annulled and entry.standing.status in WAITING


def _check(page: Opportunity, made: Promise, to: dt.date, waiting: list[Submission], *, today: dt.date) -> None:
    if any(row.answer_on is not None and row.answer_on < today for row in waiting):
        raise DateError(
            _("The day has passed and people wait: it cannot be moved any more. Answer them."), code="too_late"
        )
    if to == made.answer_on and all(row.answer_on == to for row in waiting):
        raise DateError(_("This is the answer date already."), field="to")
    if to <= today:
        raise DateError(_("Choose a day that is still to come."), field="to")
    last = furthest(waiting)
    if last is not None and to > last:
        raise DateError(
            _("People wait who were promised an earlier day: the answer can be put off to %(day)s at the latest.")
            % {"day": date_words(last)},
            field="to",
        )
    facts = {"closes_on": page.closes_on, "ends_on": page.ends_on, "answers_by": to}
    for field, sentence in contradictions(page.kind, facts, on=today):
        if field == "answers_by":
            raise DateError(sentence, field="to")


def _tell(row: Submission, page: Opportunity, moved: PromiseMove, before: dt.date | None, *, now: dt.datetime) -> None:
    if row.person is None:
        return
    language = row.person.language
    tell(
        key=f"contract.moved.{moved.pk}.{row.pk}",
        kind="contract.date",
        recipient=row.person,
        template="contract/mail/moved",
        facts={
            "person": row.person,
            "agency": row.organisation.name(language),
            "title": title_of(page, language),
            "number": row.number,
            "before": before,
            "day": row.answer_on,
            "first": row.first_answer_on,
            "reason": moved.reason,
            "by_coordinator": moved.actor == Actor.COORDINATOR,
        },
        route="submission",
        args=[row.public_id],
        now=now,
    )
