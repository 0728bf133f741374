"""The sample applications and interests: written, sent and answered in the past by the operations, day by day."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from cms.opportunities.models import Investment, MissionCall, MissionText
from demo.loading import interests
from demo.loading.interests import investments, write_interest
from demo.loading.missions import MISSION_ACTS
from demo.loading.once import Samples, rows, table
from foundation.accounts.models import User
from foundation.organisations.models import EDITING
from marketplace.answers.letters import ready_letter
from marketplace.answers.lifecycle import CHANGES, THE_AGENCY, Actor
from marketplace.answers.models import Submission
from marketplace.answers.operations.moving import move
from marketplace.applications.models import PROPOSED
from marketplace.applications.operations import begin, keep, submit

KEY = "applications"
TABLE = "opportunities/applications.csv"
WORDS = {  # what somebody opens and ends with; between them stands the line she writes about herself
    "fr": (
        ("Cette mission est exactement ce que je fais.", "J’ai lu votre appel deux fois, tant il me parle.",
         "Je connais ce terrain depuis l’enfance.", "Vous cherchez quelqu’un qui l’a déjà fait : c’est mon cas."),
        ("Je peux me libérer aux dates que vous donnez, et je prépare tout à distance avant de venir.",
         "Ce que j’ai appris ici doit servir là-bas. Je reste joignable le soir et le week-end.",
         "Je préfère former que faire à la place : je laisserai des fiches que l’équipe tiendra seule."),
    ),
    "ar": (
        ("هذه المهمة هي ما أقوم به كل يوم.", "قرأت نداءكم أكثر من مرة لأنه يعنيني حقاً.", "أعرف هذه الجهة منذ صغري."),
        ("يمكنني التفرغ في المواعيد التي ذكرتم، وأهيّئ العمل عن بعد قبل القدوم.",
         "ما تعلمته هنا ينبغي أن ينفع هناك، وأفضّل أن أكوّن من سيواصل العمل بعدي."),
    ),
    "en": (
        ("This is what I do every day.", "I have done this before.", "Your call is about my own work."),
        ("I am free on your dates and can prepare remotely before I come.",
         "I would rather train people than do it for them, and leave something they can keep up alone."),
    ),
    "es": (
        ("Esta misión es justo lo que hago.", "Conozco bien esta región y a su gente."),
        ("Puedo organizarme en las fechas que indican y preparar todo a distancia antes de ir.",
         "Prefiero formar a quienes se quedan: dejaré fichas sencillas que el equipo pueda usar solo."),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done, at a moment, of a table's line: a move (`refuse:dates`), or one of MISSION_ACTS."""

    at: dt.datetime
    place: int
    name: str
    line: dict[str, str]
    table: str


def load_applications(samples: Samples) -> None:
    """Do all that the table says, the earliest first: the numbers of the registers follow the days."""
    if samples.has(KEY):
        return
    with samples.new(KEY):
        done: dict[tuple[str, str], Submission] = {}
        pages: dict[str, Any] = {**_calls(), **investments()}
        acts = [*_acts(TABLE, samples.now), *_acts(interests.TABLE, samples.now)]
        for act in sorted(acts, key=lambda act: (act.at, act.table, act.place)):
            line = act.line["call"], act.line["person"]
            if act.name in ("draft", "submit"):
                done[line] = _write(act, pages[act.line["call"]])
            elif act.name in MISSION_ACTS:
                MISSION_ACTS[act.name](done[line], act.at)
            else:
                _move(act, done[line])


def first_sent() -> dict[str, int]:
    """Return for each page how many days ago the first application or interest was sent."""
    days: dict[str, int] = {}
    for line in chain(table(TABLE), table(interests.TABLE)):
        days[line["call"]] = max(int(line["sent"]), days.get(line["call"], 0))
    return days


def _acts(source: str, now: dt.datetime) -> Iterator[Act]:
    morning = now.replace(hour=8, minute=0)
    for place, line in enumerate(table(source)):
        clock = dt.timedelta(minutes=place * 37 % 480)  # not all at the same minute
        moves = [said for said in line["moves"].split("|") if said not in ("", "draft", "submit")]
        begun = "draft" if line["moves"] == "draft" else "submit"
        for said in (f"{begun}@{line['sent']}", *moves):
            name, _, days = said.partition("@")
            yield Act(morning - dt.timedelta(days=int(days)) + clock, place, name, line, source)


def _calls() -> dict[str, MissionCall]:
    titles = {row["texts"][row["source_language"]]["title"]: row["slug"] for row in rows("opportunities/missions")}
    texts = MissionText.objects.filter(title__in=titles).select_related("page")
    return {titles[text.title]: text.page for text in texts}


def _write(act: Act, page: Any) -> Submission:
    person = User.objects.get(email=f"{act.line['person']}@example.org")
    if isinstance(page, Investment):
        return write_interest(page, person, place=act.place, sent=act.name == "submit", at=act.at)
    application = begin(call=page, by=person, language=person.language, now=act.at)
    begins, ends = WORDS[person.language]
    headline = person.expert_profile.headline.rstrip(".")
    said = (begins[act.place % len(begins)], f"{headline}." if headline else "", ends[act.place % len(ends)])
    motivation = " ".join(part for part in said if part)
    keep(application=application, motivation=motivation, parts=PROPOSED, replies={}, now=act.at)
    if act.name == "submit":
        return submit(application=application, by=person, now=act.at)
    return application


def _move(act: Act, submission: Submission) -> None:
    name, _, reason = act.name.partition(":")
    allowed = CHANGES[name].by
    actor = next(each for each in (Actor.AGENCY, Actor.PERSON, Actor.CLOCK) if each in allowed)
    by: Any = submission.person if actor == Actor.PERSON else None
    letter = ""
    if actor in THE_AGENCY:
        team = submission.organisation.memberships.filter(role__in=EDITING).select_related("user").order_by("pk")
        by = team[act.place % team.count()].user
        letter = ready_letter(submission, name, submission.opportunity.specific)
    move(submission=submission, name=name, actor=actor, by=by, reason=reason, letter=letter, now=act.at)
