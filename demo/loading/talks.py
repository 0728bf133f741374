"""Sample talks: questions answered for all, messages, sheets of assessors, invitations; by the operations."""

import datetime as dt
from itertools import cycle
from typing import Any

from cms.opportunities.models import MissionCall
from demo.loading.once import Samples
from foundation.accounts.models import User
from foundation.organisations.models import EDITING, Organisation
from marketplace.answers.lifecycle import Actor
from marketplace.applications.models import Application
from marketplace.conversations.operations import write
from marketplace.invitations.models import CallInvitation
from marketplace.invitations.operations import InvitationError, accept, decline, invite
from marketplace.judging.models import Criterion
from marketplace.judging.operations import Said, give, keep, submit
from marketplace.profiles.models import ExpertProfile
from marketplace.questions.operations import QuestionError, answer, ask

QUESTIONS = (  # what is asked, and answered or not yet
    (
        "fr",
        "Le logement est-il pris en charge pendant la mission ?",
        "Oui : une chambre dans la maison d’hôtes de l’agence.",
    ),
    (
        "ar",
        "هل يمكن إنجاز جزء من المهمة عن بعد؟",
        "نعم، التحضير والتقرير يمكن إنجازهما عن بعد؛ أما التكوين فيتم في عين المكان.",
    ),
    (
        "fr",
        "Faut-il une voiture pour se rendre sur place ?",
        "Non, un véhicule de service vient chercher l’experte ou l’expert.",
    ),
    ("en", "Will the training material stay with the cooperative?", "Yes, and we print it in Arabic and French."),
    ("fr", "Peut-on venir à deux et se partager les jours ?", ""),
    ("ar", "هل تتكفلون بتأمين صحي طيلة مدة المهمة؟", ""),
)
TALKS = {  # the agency, then the person
    "fr": (
        "Merci pour votre candidature. Pourriez-vous venir une semaine plus tôt que prévu ?",
        "Oui, à partir du lundi. J’aurais seulement besoin d’une attestation pour mon employeur.",
    ),
    "ar": (
        "شكراً على ترشيحك. هل يمكنك القدوم قبل الموعد بأسبوع؟",
        "نعم، ابتداءً من يوم الاثنين. أحتاج فقط إلى شهادة لرب عملي.",
    ),
    "en": (
        "Thank you for applying. Could you come a week earlier?",
        "Yes, from Monday on. I only need a letter for my employer.",
    ),
    "es": (
        "Gracias por su candidatura. ¿Podría venir una semana antes?",
        "Sí, desde el lunes. Solo necesito un certificado para mi empresa.",
    ),
}
SHEETS = ((5, 4, 4), (4, 4, 3), (3, 4, 5), (2, 3, 4))
MESSAGE = "Votre profil correspond à ce que nous cherchons : nous serions heureux de lire votre candidature."
MOST_TALKS, MOST_JUDGED = 8, 6


def load_talks(samples: Samples) -> None:
    """Bring each kind once; what was asked and invited belongs to the open calls with the earliest answer date."""
    for key, load in (
        ("questions", _questions),
        ("messages", _messages),
        ("judging", _judging),
        ("invitations", _invitations),
    ):
        if not samples.has(f"talks/{key}"):
            with samples.new(f"talks/{key}"):
                load(samples.now)


def _calls(now: dt.datetime) -> list[MissionCall]:
    return list(MissionCall.objects.open(now.date()).order_by("answers_by", "pk")[:8])


def _team(organisation: Organisation) -> list[User]:
    rows = organisation.memberships.filter(role__in=EDITING).select_related("user").order_by("pk")
    return [row.user for row in rows]


def _questions(now: dt.datetime) -> None:
    askers = list(User.objects.filter(expert_profile__consent=True).order_by("pk")[:8])
    asked = [(call, each) for call in _calls(now) for each in QUESTIONS[call.pk % 3 :: 3]]
    for place, (page, (language, said, answered)) in enumerate(asked):
        at = now - dt.timedelta(days=6, minutes=place * 11)
        try:
            question = ask(page=page, by=askers[place % len(askers)], text=said, language=language, now=at)
        except QuestionError:  # her own agency's, or enough for a day
            continue
        if answered:
            facts: dict[str, Any] = {"actor": Actor.AGENCY, "by": _team(question.organisation)[0]}
            answer(question=question, text=answered, language=language, now=at + dt.timedelta(days=2), **facts)


def _messages(now: dt.datetime) -> None:
    waiting = Application.objects.pending().select_related("person", "organisation").order_by("submitted_at", "pk")
    for application in waiting[:MOST_TALKS]:
        asked, replied = TALKS[application.language]
        assert application.submitted_at is not None
        at = min(application.submitted_at + dt.timedelta(days=1), now)
        by = _team(application.organisation)[0]
        write(submission=application, actor=Actor.AGENCY, by=by, text=asked, now=at)
        if application.pk % 3:
            later = min(at + dt.timedelta(hours=20), now)
            write(submission=application, actor=Actor.PERSON, by=application.person, text=replied, now=later)  # type: ignore[arg-type]


def _judging(now: dt.datetime) -> None:
    waiting = Application.objects.pending().select_related("organisation").order_by("answer_on", "pk")
    for application, values in zip(waiting[:MOST_JUDGED], cycle(SHEETS)):
        team = _team(application.organisation)
        given = give(
            application=application, assessor=team[-1], actor=Actor.AGENCY, by=team[0], now=now - dt.timedelta(days=1)
        )
        if application.pk % 3:
            criteria = Criterion.objects.filter(grid__call=application.opportunity_id).order_by("sort_order", "pk")
            sheet = {row.pk: Said(value) for row, value in zip(criteria, cycle(values))}
            keep(assessment=given, sheet=sheet, note="", now=now)
            submit(assessment=given, now=now)


def _invitations(now: dt.datetime) -> None:
    experts = list(ExpertProfile.objects.findable().select_related("user").order_by("pk")[:12])
    for place, call in enumerate(_calls(now)[:5]):
        by = _team(call.agency.organisation)[0]
        for profile in experts[place : place + 2]:
            at = now - dt.timedelta(days=3)
            try:
                row = invite(call=call, profile=profile, actor=Actor.AGENCY, by=by, message=MESSAGE, now=at)
            except InvitationError:  # she has applied already
                continue
            _answer(row, now=at + dt.timedelta(days=1))


def _answer(row: CallInvitation, *, now: dt.datetime) -> None:
    if row.pk % 3 == 1:
        accept(invitation=row, now=now)
    elif row.pk % 3 == 2:
        decline(invitation=row, why="dates", note="Volontiers une autre fois.", now=now)
