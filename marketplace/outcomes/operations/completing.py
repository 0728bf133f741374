"""The end of a mission: done, with a certificate and verified skills; or cancelled, with a reason."""

import datetime as dt
from collections.abc import Collection, Sequence

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.base.locales import date_words
from foundation.outbox.operations import record
from foundation.registry.operations import Party, office_of, register
from foundation.registry.words import Direction, Nature
from foundation.taxonomy.models import Concept
from marketplace.answers.models import Move
from marketplace.answers.operations.moving import move
from marketplace.answers.queries import title_of
from marketplace.applications.models import Application
from marketplace.outcomes.models import Certificate, Deliverable, Terms
from marketplace.outcomes.operations.asking import set_clocks, stop_clocks
from marketplace.outcomes.operations.guarding import stop_watching
from marketplace.outcomes.operations.terms import MissionError
from marketplace.outcomes.queries import agreed_terms, call_of
from marketplace.profiles.operations.verifying import verify_skills


@transaction.atomic
def complete(
    *,
    application: Application,
    delivered: Collection[int],
    skills: Sequence[Concept] = (),
    note: str = "",
    actor: str,
    by: User,
    now: dt.datetime,
) -> Certificate:
    """Confirm that a mission is done: `delivered` are the keys of the deliverables that were handed over.

    The person gets a certificate with a number of the agency's register; `skills` become verified on her profile.

    Raises:
        MissionError: nothing was agreed, the mission has not begun, or a deliverable is missing without a word why;
            nothing was written.
        SubmissionError: it is not at a point where it can be done.
    """
    terms = _terms_to_complete(application, on=now.date())
    lines = list(terms.deliverables.all())
    facts = {"not_handed_over": _not_handed_over(lines, delivered, note)}
    move(submission=application, name="complete", actor=actor, by=by, note=note, facts=facts, now=now)
    for line in lines:
        line.delivered = line.pk in delivered
    Deliverable.objects.bulk_update(lines, ["delivered"])
    rows = Application.objects.select_related("entry", "organisation", "person")
    application = rows.get(pk=application.pk)  # type: ignore[assignment]
    certificate = _certify(application, terms, skills, by=by, now=now)
    if application.person is not None:
        verify_skills(
            user=application.person,
            concepts=skills,
            organisation=application.organisation,
            number=certificate.entry.number,
            on=certificate.entry.admitted_on,
            now=now,
        )
    set_clocks(application=application, terms=terms, now=now)
    stop_watching(application=application)
    record("mission.certified", subject=certificate, now=now)
    return certificate


def _terms_to_complete(application: Application, *, on: dt.date) -> Terms:
    """Return what both sides agreed on; refuse where they did not, or where the mission has not begun."""
    terms = agreed_terms(application)
    if terms is None:
        raise MissionError(
            _("Both sides accept the terms first: the certificate says what was agreed."), code="no_terms"
        )
    if on < terms.starts_on:
        raise MissionError(
            _("The mission begins on %(day)s: it can be confirmed from then on.")
            % {"day": date_words(terms.starts_on)},
            code="not_begun",
        )
    return terms


def _not_handed_over(lines: Sequence[Deliverable], delivered: Collection[int], note: str) -> str:
    """Return why a part was not handed over, "" where all was; refuse where nothing was, or nobody says why."""
    if all(line.pk in delivered for line in lines):
        return ""
    if not note.strip():
        raise MissionError(_("Say why something was not handed over."), field="note")
    if not any(line.pk in delivered for line in lines):
        raise MissionError(_("Nothing was handed over: cancel the mission instead."), field="delivered")
    return note.strip()


def _certify(
    application: Application, terms: Terms, skills: Sequence[Concept], *, by: User, now: dt.datetime
) -> Certificate:
    """Enter a certificate in the agency's register, and keep what it says."""
    call = call_of(application)
    with translation.override(application.language):
        subject = _("Certificate of a mission · %(number)s") % {"number": application.number}
    entry = register(
        office=office_of(organisation=application.organisation, now=now),
        direction=Direction.DEPARTURE,
        nature=Nature.CERTIFICATE,
        subject=subject,
        sender=Party(organisation=application.organisation),
        recipient=Party(user=application.person) if application.person else None,
        about=application.public_id,
        reply_to=application.entry,
        language=application.language,
        by=by,
        now=now,
    )
    return Certificate.objects.create(
        application=application,
        terms=terms,
        entry=entry,
        titles={code: title_of(call, code) for code, _name in settings.LANGUAGES},
        skills=[concept.uri for concept in skills],
        issued_at=now,
        signed_by=by,
    )


@transaction.atomic
def cancel(
    *,
    application: Application,
    reason: str,
    letter: str = "",
    note: str = "",
    actor: str,
    by: User,
    now: dt.datetime,
) -> Move:
    """Call a mission off; the other side is told why, and nobody is asked about it later.

    An agency's `letter` is registered and goes to the person, the ready one if none is given; its `note` is for its own
    team. A person's `note` is what the agency reads.

    Raises:
        MissionError: there is no reason.
        SubmissionError: it is over already; nothing was written.
    """
    if not reason:
        raise MissionError(_("Choose a reason: the other side reads it."), field="reason")
    made = move(
        submission=application, name="cancel", reason=reason, letter=letter, note=note, actor=actor, by=by, now=now
    )
    stop_clocks(application=application)
    stop_watching(application=application)
    return made
