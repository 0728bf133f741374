"""What follows an accepted sample application: agreed terms, the page to take along, the end with its certificate."""

import datetime as dt
from collections.abc import Callable, Mapping

from foundation.accounts.models import User
from foundation.base.choices import Compensation
from foundation.organisations.models import EDITING
from marketplace.answers.lifecycle import Actor
from marketplace.answers.models import Submission
from marketplace.applications.models import Application
from marketplace.outcomes.lifecycle import Side
from marketplace.outcomes.operations.completing import complete
from marketplace.outcomes.operations.preparing import prepare
from marketplace.outcomes.operations.terms import accept, propose
from marketplace.outcomes.queries import agreed_terms, call_of, first_terms

REPORT = {"fr": "Un rapport de dix pages", "ar": "تقرير من عشر صفحات", "en": "A ten-page report", "es": "Un informe"}
BEFORE_LEAVING = {
    "visa": "Aucun visa pour les binationaux ; passeport valable six mois.",
    "insurance": "Accident et rapatriement pris en charge par l’agence, contrat remis à l’arrivée.",
    "travel": "Accueil à la gare routière, samedi à 10 h. Chambre chez l’habitant, à cinq minutes de la coopérative.",
    "host_name": "Fatou N.",
    "host_phone": "+212 5 00 00 00 12",
    "emergency_name": "Permanence de l’agence",
    "emergency_phone": "+212 5 00 00 00 15",
}


def agree(submission: Submission, at: dt.datetime) -> None:
    """Terms as the call proposes them, with a report, accepted by both."""
    application = _application(submission)
    facts = first_terms(call_of(application), application.language, today=at.date())
    lines = [*facts.pop("deliverables"), REPORT[application.language]]
    facts["compensation"] = facts["compensation"] or Compensation.VOLUNTEER
    ours = {"side": Side.AGENCY, "actor": Actor.AGENCY, "by": _team(application)}
    terms = propose(application=application, facts=facts, deliverables=lines, **ours, now=at)  # type: ignore[arg-type]
    if application.person is not None:
        accept(terms=terms, side=Side.PERSON, actor=Actor.PERSON, by=application.person, now=at)


def fill_in(submission: Submission, at: dt.datetime) -> None:
    """The page that the expert takes along."""
    application = _application(submission)
    prepare(application=application, facts=BEFORE_LEAVING, actor=Actor.AGENCY, by=_team(application), now=at)


def finish(submission: Submission, at: dt.datetime) -> None:
    """All was handed over, and every skill of the call was seen at work."""
    application = _application(submission)
    terms = agreed_terms(application)
    lines = {line.pk for line in terms.deliverables.all()} if terms else set()
    skills = [row.concept for row in call_of(application).skills.select_related("concept")]
    ours = {"actor": Actor.AGENCY, "by": _team(application)}
    complete(application=application, delivered=lines, skills=skills, **ours, now=at)  # type: ignore[arg-type]


MISSION_ACTS: Mapping[str, Callable[[Submission, dt.datetime], None]] = {
    "terms": agree,
    "prepare": fill_in,
    "complete": finish,
}


def _application(submission: Submission) -> Application:
    rows = Application.objects.select_related("entry", "organisation", "person")
    return rows.get(pk=submission.pk)  # type: ignore[return-value]


def _team(application: Application) -> User:
    team = application.organisation.memberships.filter(role__in=EDITING).select_related("user").order_by("pk")
    return team[0].user
