"""What changes an opportunity outside the editor: a file becomes a draft, skills are taken over, go-live, closing."""

import datetime as dt
import json
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, TaskState

from cms.agencies.models import AgencyApproval, AgencyPage, held, require_free
from cms.opportunities import lifecycle
from cms.opportunities.facts.reading import LONGEST_TITLE, Fact, Reading, read
from cms.opportunities.models import (
    CallLanguage,
    CallSkill,
    FactRead,
    MissionCall,
    MissionText,
    Opportunity,
    OpportunityState,
)
from cms.opportunities.queries import language_names, places_of, skill_in
from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.base.ids import public_id
from foundation.base.money import Money
from foundation.documents.reading import read_document
from foundation.organisations.models import Coordinator
from foundation.outbox.operations import record
from foundation.taxonomy.models import LONGEST_PROPOSAL, Concept
from foundation.taxonomy.proposals import propose_label
from foundation.text.language import detect_language


def draft_from_file(*, agency: AgencyPage, content: bytes, name: str, by: User, now: dt.datetime) -> MissionCall:
    """Read terms of reference (PDF, DOCX, text) into a draft call, each fact that was read marked for a look.

    What the text does not say stays empty; what contradicts itself is left out. The file itself is not kept.

    Raises:
        DomainError: the person may not add pages here, or the file cannot be read; nothing was written.
    """
    if not agency.permissions_for_user(by).can_add_subpage():
        raise DomainError(_("You may not add pages to this agency."))
    text = read_document(content, name).text  # slow: outside the transaction
    language = detect_language(text) or "fr"
    country = agency.organisation.country
    reading = read(text, language, places=places_of(country), language_names=language_names())
    values, marks = _values(reading)
    skills = _skills(reading, language)
    return _draft(agency, reading, values, marks, skills, language, by=by, now=now)


def _values(reading: Reading) -> tuple[dict[str, Any], dict[str, Fact]]:
    """Return column → value and column → fact of what was read and holds together."""
    marks = dict(reading.facts)
    fee = marks.pop("fee", None)
    values = {name: fact.value for name, fact in marks.items()}
    if fee is not None:
        money = Money.of(fee.value, values["currency"])
        if money.major == fee.value:
            values["fee_minor"], marks["fee_minor"] = money.minor, fee
    for name, _sentence in lifecycle.contradictions("mission", values):
        values.pop(name, None)
        marks.pop(name, None)
    return values, marks


def _skills(reading: Reading, language: str) -> list[CallSkill]:
    found: dict[int, CallSkill] = {}
    for line, importance, level in reading.skills:
        if named := skill_in(line, language):
            concept, words = named
            words = words if len(words) <= LONGEST_PROPOSAL else ""
            row = CallSkill(concept=concept, importance=importance, level=level, words=words, read_as=concept)
            row.origin = CallSkill.Origin.FILE
            found.setdefault(concept.pk, row)
    for place, row in enumerate(found.values()):
        row.sort_order = place
    return list(found.values())


@transaction.atomic
def _draft(
    agency: AgencyPage,
    reading: Reading,
    values: dict[str, Any],
    marks: dict[str, Fact],
    skills: list[CallSkill],
    language: str,
    *,
    by: User,
    now: dt.datetime,
) -> MissionCall:
    title = reading.title.value[:LONGEST_TITLE] if reading.title else ""
    call = MissionCall(live=False, owner=by, source_language=language, **values)
    call.texts = [MissionText(language=language, title=title, summary=reading.summary, body=json.dumps(reading.body))]
    call.skills = skills
    call.languages = [CallLanguage(language=tag, level=level) for tag, level, _fact in reading.languages]
    agency.add_child(instance=call)
    call.save_revision(user=by, log_action=True)
    if reading.title:
        marks["title"] = reading.title
    if reading.languages:
        sure = all(fact.sure for _tag, _level, fact in reading.languages)
        marks["languages"] = Fact(None, " · ".join(fact.evidence for _tag, _level, fact in reading.languages), sure)
    if skills:
        marks["skills"] = Fact(None, " · ".join(line for line, _importance, _level in reading.skills), sure=False)
    FactRead.objects.bulk_create(
        [
            FactRead(page=call, field=name, evidence=fact.evidence[:300], sure=fact.sure, read_at=now)
            for name, fact in marks.items()
        ]
    )
    return call


@transaction.atomic
def repeat_call(*, call: MissionCall, by: User, now: dt.datetime) -> MissionCall:
    """Copy a call into a new draft of its agency, its dates moved by whole years until the work lies ahead.

    Raises:
        DomainError: the person may not add pages to this agency.
    """
    agency = call.agency
    if not agency.permissions_for_user(by).can_add_subpage():
        raise DomainError(_("You may not add pages to this agency."))
    first = call.starts_on or call.closes_on or now.date()
    years = max(1, now.year - first.year + (first.replace(year=now.year, day=min(first.day, 28)) <= now.date()))
    dates = {
        name: _years_later(day, years)
        for name in ("starts_on", "ends_on", "closes_on", "answers_by")
        if (day := getattr(call, name)) is not None
    }
    new_id = public_id()
    made = call.copy(
        to=agency,
        update_attrs={"slug": new_id, "owner": by, **dates},
        copy_revisions=False,
        keep_live=False,
        user=by,
    )
    MissionCall.objects.filter(pk=made.pk).update(public_id=new_id)  # Wagtail lets a copy choose its own
    return MissionCall.objects.get(pk=made.pk)


def _years_later(day: dt.date, years: int) -> dt.date:
    """The same day some years later; the 28th for a 29th of February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@transaction.atomic
def add_skills(*, call: MissionCall, concepts: list[Concept], by: User) -> MissionCall:
    """Add suggested skills to the draft of a call, as desired ones, the level left open; those listed are left alone.

    Raises:
        DomainError: the person may not edit it, or it is locked while somebody looks at it.
    """
    call = MissionCall.objects.select_for_update(of=("self",)).get(pk=call.pk)
    require_editable(page=call, by=by)
    draft = call.get_latest_revision_as_object()
    listed = [row.concept_id for row in draft.skills.all()]
    new = [concept for concept in concepts if concept.pk not in listed]
    if not new:
        return call
    for place, concept in enumerate(new, start=len(listed)):
        draft.skills.add(
            CallSkill(
                concept=concept,
                importance=CallSkill.Importance.DESIRED,
                origin=CallSkill.Origin.SUGGESTED,
                sort_order=place,
            )
        )
    draft.save_revision(user=by, log_action=True)
    return call


@transaction.atomic
def propose_corrections(*, call: MissionCall, by: User, now: dt.datetime) -> int:
    """Propose the words of a file whose skill an editor has replaced as synonyms of what she chose; return how many.

    Saved again, she is counted once.
    """
    replaced = [row for row in call.skills.all() if row.words and row.read_as_id and row.read_as_id != row.concept_id]
    proposed = [
        propose_label(
            words=row.words, language=call.source_language, meant=row.read_as, chosen=row.concept, by=by, now=now
        )
        for row in replaced
    ]
    return sum(one is not None for one in proposed)


@transaction.atomic
def look_taken(*, page: Page, by: User) -> int:
    """Forget the marks of facts that were read from a file: somebody has looked at them. Returns how many."""
    require_editable(page=page, by=by)
    return FactRead.objects.filter(page_id=page.pk).delete()[0]


def require_editable(*, page: Page, by: User | None) -> None:
    """Refuse who may not edit a page, or while somebody looks at it; without a person (a command) the latter only.

    Raises:
        DomainError: with the reason.
    """
    if by is not None and not page.permissions_for_user(by).can_edit():
        raise DomainError(_("You may not edit this page."))
    lock = page.get_lock()
    if lock is not None and (by is None or lock.for_user(by)):
        raise DomainError(_("This page is locked while somebody looks at it. Try again when it is free."))


@transaction.atomic
def close_early(*, page: Opportunity, by: User, now: dt.datetime) -> OpportunityState:
    """Close before the last day; the page stays readable and says so."""
    state = _state(page, by)
    if state.closed_early_at is None:
        state.closed_early_at = now
        state.save(update_fields=["closed_early_at"])
        record("page.changed", subject=page, now=now)
    return state


@transaction.atomic
def pause(
    *, page: Opportunity, until: dt.date | None, reason: str = "", by: User, now: dt.datetime
) -> OpportunityState:
    """Let nobody answer until a day (that day included), or until `go_on`; readers are told the reason.

    Whoever waits for an answer goes on waiting for the same day. A coordinator whom the agency has named may do it too,
    and it is written down as hers.

    Raises:
        DomainError: the person may not, the day has passed, or this ends a pause sooner while the agency is held.
    """
    state = _state(page, by, or_coordinator=True)
    if until is not None and until < now.date():
        raise DomainError(_("This day has passed: choose a later one."), field="until")
    if until is not None and _paused_beyond(state, until, today=now.date()):
        require_free(page.agency.organisation_id)
    state.paused_at, state.paused_until, state.pause_reason = now, until, " ".join(reason.split())[:300]
    state.paused_by, state.paused_by_coordinator = by, not _may_publish(page, by)
    state.save(update_fields=["paused_at", "paused_until", "pause_reason", "paused_by", "paused_by_coordinator"])
    record("page.changed", subject=page, now=now)
    return state


@transaction.atomic
def go_on(*, page: Opportunity, by: User, now: dt.datetime) -> OpportunityState:
    """End a pause and undo an early closing; a coordinator may end a pause.

    Raises:
        DomainError: the person may not, or this would open the page while its agency is held.
    """
    state = _state(page, by, or_coordinator=True)
    if state.closed_early_at is not None:
        _require_may_publish(page, by)
    page.opportunity_state = state
    shut = page.facts()
    if lifecycle.opens(shut, replace(shut, closed_early=False, paused=False), on=now.date()):
        require_free(page.agency.organisation_id)
    state.paused_at = state.paused_until = state.closed_early_at = None
    state.pause_reason, state.paused_by, state.paused_by_coordinator = "", None, False
    state.save(
        update_fields=[
            *("paused_at", "paused_until", "closed_early_at"),
            *("pause_reason", "paused_by", "paused_by_coordinator"),
        ]
    )
    record("page.changed", subject=page, now=now)
    return state


def _paused_beyond(state: OpportunityState, day: dt.date, *, today: dt.date) -> bool:
    """Tell whether a page is paused now, and longer than to a day."""
    last = state.paused_until or dt.date.max
    return state.paused_at is not None and last >= today and last > day


@transaction.atomic
def lock_places(*, page: Opportunity) -> OpportunityState:
    """Return the row beside a page, locked: who changes what waits or who has a place locks it first of all."""
    state, _created = OpportunityState.objects.select_for_update(of=("self",)).get_or_create(page_id=page.pk)
    return state


@transaction.atomic
def count_places(*, page: Opportunity, pending: int, seats: int, now: dt.datetime) -> OpportunityState:
    """Write down how many answers wait and how many places are taken; a list that shuts or opens by it is told of."""
    state = lock_places(page=page)
    if (state.pending_count, state.seats_taken) != (pending, seats):
        before = _shut_by(page, state)
        state.pending_count, state.seats_taken = pending, seats
        state.save(update_fields=["pending_count", "seats_taken"])
        if _shut_by(page, state) != before:
            record("page.changed", subject=page, now=now)
    return state


def _shut_by(page: Opportunity, state: OpportunityState) -> tuple[bool, bool]:
    """Tell whether all places are taken, and whether as many answers wait as may; an investment has no places."""
    seats, limit = getattr(page, "seats", None), getattr(page, "pending_limit", None)
    return (
        seats is not None and state.seats_taken >= seats,
        limit is not None and state.pending_count >= limit,
    )


@transaction.atomic
def promise(*, page: Opportunity, on: dt.date, now: dt.datetime) -> OpportunityState:
    """Fix the answer date of a page, since somebody counts on it: from now on only this moves it, no draft does."""
    state = lock_places(page=page)
    if state.promised_on != on:
        state.promised_on, state.first_promised_on = on, state.first_promised_on or on
        state.save(update_fields=["promised_on", "first_promised_on"])
        if page.answers_by != on:
            page.answers_by = on
            page.save(update_fields=["answers_by"])
        record("page.changed", subject=page, now=now)
    return state


def _state(page: Opportunity, by: User, *, or_coordinator: bool = False) -> OpportunityState:
    acting = Coordinator.objects.acting().filter(organisation=page.agency.organisation_id, user=by)
    if not (or_coordinator and acting.exists()):
        _require_may_publish(page, by)
    return lock_places(page=page)


def _may_publish(page: Opportunity, by: User) -> bool:
    return page.permissions_for_user(by).can_publish()  # type: ignore[no-any-return]


def _require_may_publish(page: Opportunity, by: User) -> None:
    if not _may_publish(page, by):
        raise DomainError(_("Only who may publish this page can open or close it."))


def publish_scheduled(*, subject_id: str, now: dt.datetime) -> int:
    """Publish what was scheduled to go live and unpublish what has expired; returns how many pages.

    A clock handler. Each page is a transaction of its own: one that cannot be published does not hold up the others.
    A call of an agency that is held waits on, and goes live when the hold is lifted.
    """
    due = Revision.page_revisions.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk")
    done, errors = 0, []
    for pk in list(due.values_list("pk", flat=True)):
        try:
            done += _publish(pk, now)
        except Exception as error:  # whatever one page's data raises, the others go live
            errors.append(error)
    expired = Page.objects.filter(live=True, expire_at__lte=now).order_by("path")
    for page in list(expired.specific()):
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        done += 1
    if errors:
        raise errors[0]
    return done


@transaction.atomic
def _publish(revision_pk: int, now: dt.datetime) -> int:
    revision = Revision.objects.select_for_update(of=("self",)).filter(pk=revision_pk).first()
    if revision is None or revision.approved_go_live_at is None:
        return 0
    page = revision.content_object
    if isinstance(page, Opportunity) and _waits_for_hold(page, revision, on=now.date()):
        return 0
    if revision.approved_go_live_at > timezone.now():  # time is what the caller says: Wagtail would look at the clock
        revision.content = revision.content | {"go_live_at": None}
        revision.save(update_fields=["content"])
    revision.publish(log_action="wagtail.publish.scheduled")
    return 1


def _waits_for_hold(page: Opportunity, revision: Revision, *, on: dt.date) -> bool:
    return bool(held(page.agency.organisation_id)) and page.opened_by(revision.as_object(), on=on)


@transaction.atomic
def decide_first_call(*, task_state: TaskState, by: User, approve: bool, comment: str = "") -> None:
    """Approve the first call of an agency, which publishes it, or ask for changes.

    Raises:
        DomainError: somebody else decided meanwhile, the person may not, or changes are asked for without saying which.
    """
    task_state = TaskState.objects.select_for_update(of=("self",)).get(pk=task_state.pk)
    task = AgencyApproval.objects.get(pk=task_state.task_id)
    if task_state.status != TaskState.STATUS_IN_PROGRESS:
        raise DomainError(_("Somebody has decided this already. Look at the desk again."))
    if not task.approved_by(by):
        raise DomainError(_("This call waits for the focal point of its country."))
    if not approve and not comment.strip():
        raise DomainError(_("Say what should change: the agency reads it."), field="comment")
    task.on_action(task_state, user=by, action_name="approve" if approve else "reject", comment=comment.strip())
