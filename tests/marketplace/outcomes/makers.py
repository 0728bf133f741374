"""A mission as the site would have it: offered, accepted, its terms agreed, done."""

import datetime as dt
from typing import Any

from cms.opportunities.models import MissionCall
from foundation.accounts.models import User
from marketplace.answers.lifecycle import Actor
from marketplace.answers.operations.moving import move
from marketplace.applications.models import Application
from marketplace.outcomes.lifecycle import Side
from marketplace.outcomes.models import Certificate, Terms
from marketplace.outcomes.operations.completing import complete
from marketplace.outcomes.operations.terms import accept, propose
from marketplace.outcomes.queries import call_of, first_terms
from tests.cms import makers as cms
from tests.marketplace.answers import makers as answers

NOW = answers.NOW


def accepted(agency: cms.Agency, call: MissionCall | None = None, person: User | None = None) -> Application:
    sent = answers.application(call or cms.call(agency), person)
    move(submission=sent, name="offer", actor=Actor.AGENCY, by=agency.moderator, now=NOW)
    move(submission=sent, name="accept", actor=Actor.PERSON, by=sent.person, now=NOW)
    return Application.objects.select_related("entry", "organisation", "person").get(pk=sent.pk)


def facts(application: Application, **others: Any) -> tuple[dict[str, Any], list[str]]:
    said = first_terms(call_of(application), "fr", today=NOW.date())
    lines = said.pop("deliverables")
    at_once = {"starts_on": NOW.date(), "compensation": said["compensation"] or "volunteer"}
    return {**said, **at_once, **others}, lines


def proposed(agency: cms.Agency, application: Application, **others: Any) -> Terms:
    said, lines = facts(application, **others)
    return propose(
        application=application,
        facts=said,
        deliverables=[*lines, "Rapport final"],
        side=Side.AGENCY,
        actor=Actor.AGENCY,
        by=agency.moderator,
        now=NOW,
    )


def agreed(agency: cms.Agency, application: Application | None = None, **others: Any) -> Application:
    application = application or accepted(agency)
    terms = proposed(agency, application, **others)
    accept(terms=terms, side=Side.PERSON, actor=Actor.PERSON, by=application.person, now=NOW)
    return application


def completed(agency: cms.Agency, application: Application, skills: Any = (), now: dt.datetime = NOW) -> Certificate:
    lines = {line.pk for terms in application.terms.all() for line in terms.deliverables.all()}
    facts = {"actor": Actor.AGENCY, "by": agency.moderator, "now": now}
    return complete(application=application, delivered=lines, skills=skills, **facts)
