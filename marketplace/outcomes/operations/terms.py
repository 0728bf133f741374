"""Terms: a side proposes a version and thereby accepts it, the other accepts it too; then they are registered."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.base.choices import Compensation
from foundation.base.days import WRONG_YEAR, is_reckonable
from foundation.base.errors import DomainError
from foundation.outbox.operations import record
from foundation.registry.models import Entry
from foundation.registry.operations import Party, office_of, register
from foundation.registry.words import Direction, Nature
from marketplace.answers.lifecycle import Status
from marketplace.answers.models import Submission
from marketplace.answers.queries import locked
from marketplace.applications.models import Application
from marketplace.outcomes.lifecycle import Side
from marketplace.outcomes.models import LONGEST_LINE, MOST_DELIVERABLES, Acceptance, Deliverable, Terms
from marketplace.outcomes.operations.asking import set_clocks
from marketplace.outcomes.operations.guarding import watch_end
from marketplace.outcomes.operations.telling import tell_side


class MissionError(DomainError):
    code = "mission"


@transaction.atomic
def propose(
    *,
    application: Application,
    facts: Mapping[str, Any],
    deliverables: Sequence[str],
    side: str,
    actor: str,
    by: User,
    now: dt.datetime,
) -> Terms:
    """Write down a version of the terms (`facts` by the columns of Terms); who proposes it accepts it by that.

    What was agreed before holds until the other side accepts this one. What its side has proposed last already, line by
    line, is no other version.

    Raises:
        MissionError: the mission is over, or the facts contradict each other; nothing was written.
    """
    _require_running(locked(application))
    lines = [" ".join(line.split()) for line in deliverables if line.strip()]
    _require_sound(facts, lines)
    last = Terms.objects.filter(application=application).order_by("-version").first()
    terms = Terms(
        application=application,
        version=last.version + 1 if last else 1,
        side=side,
        proposed_by=by,
        proposed_at=now,
        **facts,
    )
    try:
        terms.clean_fields()
        terms.validate_constraints()
    except ValidationError as error:
        raise MissionError(" ".join(error.messages)) from error
    if last is not None and _is_same(last, side, {name: getattr(terms, name) for name in facts}, lines):
        return last
    terms.save()
    rows = [Deliverable(terms=terms, place=place, text=line) for place, line in enumerate(lines)]
    Deliverable.objects.bulk_create(rows)
    Acceptance.objects.create(terms=terms, side=side, actor=actor, by=by, at=now)
    other = Side.AGENCY if side == Side.PERSON else Side.PERSON
    _tell(terms, other, "terms_proposed", now=now)
    record("mission.terms_proposed", subject=terms, now=now)
    return terms


@transaction.atomic
def accept(*, terms: Terms, side: str, actor: str, by: User, now: dt.datetime) -> Terms:
    """Accept a version; once both sides have, it holds, has a number, and both are told. A second time changes nothing.

    Raises:
        MissionError: the mission is over, or another version was proposed meanwhile; nothing was written.
    """
    submission = locked(terms.application)
    _require_running(submission)
    terms = Terms.objects.get(pk=terms.pk)
    _require_reckonable({"starts_on": terms.starts_on, "ends_on": terms.ends_on})
    if Terms.objects.filter(application_id=terms.application_id, version__gt=terms.version).exists():
        raise MissionError(_("Another version was proposed meanwhile: read that one."), code="newer_version")
    _row, new = Acceptance.objects.get_or_create(terms=terms, side=side, defaults={"actor": actor, "by": by, "at": now})
    if not new or not terms.is_agreed:
        return terms
    terms.entry = _entry(terms, submission, by=by, now=now)
    terms.save(update_fields=["entry"])
    set_clocks(application=terms.application, terms=terms, now=now)
    watch_end(application=submission, terms=terms)
    for each in Side.values:
        _tell(terms, each, "terms_agreed", now=now)
    record("mission.terms_agreed", subject=terms, now=now)
    return terms


def _require_running(submission: Submission) -> None:
    if submission.status != Status.ACCEPTED:
        raise MissionError(
            _("Terms belong to a mission that was accepted and is not over: this one stands at “%(status)s”.")
            % {"status": submission.get_status_display()},
            code="wrong_state",
        )


def _is_same(terms: Terms, side: str, facts: Mapping[str, Any], lines: Sequence[str]) -> bool:
    same = terms.side == side and all(getattr(terms, name) == said for name, said in facts.items())
    return same and list(terms.deliverables.order_by("place").values_list("text", flat=True)) == lines


def _require_sound(facts: Mapping[str, Any], lines: Sequence[str]) -> None:
    if not lines:
        raise MissionError(_("Say in at least one line what is handed over."), field="deliverables")
    if len(lines) > MOST_DELIVERABLES or max(map(len, lines)) > LONGEST_LINE:
        raise MissionError(
            _("At most %(most)s lines of %(longest)s characters: say it in fewer.")
            % {"most": MOST_DELIVERABLES, "longest": LONGEST_LINE},
            field="deliverables",
        )
    _require_reckonable(facts)
    if facts["ends_on"] < facts["starts_on"]:
        raise MissionError(_("The last day lies before the first."), field="ends_on")
    paid = facts["compensation"] == Compensation.FEE
    if paid and facts["fee_minor"] is None:
        raise MissionError(_("Say how much is paid, or that it is volunteer work."), field="fee_minor")
    if paid and not facts["fee_unit"]:
        raise MissionError(_("Say whether the fee is paid by the day or for the mission."), field="fee_unit")
    if not paid and facts["fee_minor"] is not None:
        raise MissionError(_("A volunteer gets no fee: empty the amount, or choose a fee."), field="fee_minor")


def _require_reckonable(facts: Mapping[str, Any]) -> None:
    for name in ("starts_on", "ends_on"):
        if not is_reckonable(facts[name]):
            raise MissionError(str(WRONG_YEAR), field=name)


def _entry(terms: Terms, submission: Submission, *, by: User, now: dt.datetime) -> Entry:
    with translation.override(submission.language):
        subject = _("Terms of the mission, version %(version)s") % {"version": terms.version}
    return register(
        office=office_of(organisation=submission.organisation, now=now),
        direction=Direction.INTERNAL,
        nature=Nature.OTHER,
        subject=f"{subject} · {submission.number}",
        sender=Party(organisation=submission.organisation),
        recipient=Party(user=submission.person),
        about=submission.public_id,
        reply_to=submission.entry,
        language=submission.language,
        by=by,
        now=now,
    )


def _tell(terms: Terms, side: str, name: str, *, now: dt.datetime) -> None:
    tell_side(
        side=side,
        application=terms.application,
        name=name,
        key=f"{name}.{terms.pk}",
        page="mission_terms",
        facts={"terms": terms},
        now=now,
    )
