"""A draft call begins: from an agency's file, from a template of a kind of mission, or from last year's call."""

import datetime as dt
import json
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import PageLogEntry

from cms.agencies.models import AgencyPage
from cms.opportunities import lifecycle
from cms.opportunities.facts.reading import LONGEST_TITLE, Fact, Reading, read
from cms.opportunities.models import CallLanguage, CallQuestion, CallSkill, FactRead, MissionCall, MissionText
from cms.opportunities.operations.places import lock_places
from cms.opportunities.queries import language_names, places_of, skill_in
from cms.opportunities.scoping.outlines import outlines, questions
from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.base.ids import public_id
from foundation.base.money import Money
from foundation.documents.reading import read_document
from foundation.taxonomy.models import LONGEST_PROPOSAL
from foundation.text.language import detect_language

COPIED = "wagtail.copy"


def draft_from_file(*, agency: AgencyPage, content: bytes, name: str, by: User, now: dt.datetime) -> MissionCall:
    """Read terms of reference (PDF, DOCX, text) into a draft call, each fact that was read marked for a look.

    What the text does not say stays empty; what contradicts itself is left out. The file itself is not kept.

    Raises:
        DomainError: the person may not add pages here, or the file cannot be read; nothing was written.
    """
    _require_may_add(agency, by)
    text = read_document(content, name).text  # slow: outside the transaction
    language = detect_language(text) or "fr"
    country = agency.organisation.country
    reading = read(text, language, places=places_of(country), language_names=language_names())
    values, marks = _values(reading, on=now.date())
    skills = _skills(reading, language)
    return _draft(agency, reading, values, marks, skills, language, by=by, now=now)


def _values(reading: Reading, *, on: dt.date) -> tuple[dict[str, Any], dict[str, Fact]]:
    """Return column → value and column → fact of what was read and holds together."""
    marks = dict(reading.facts)
    fee = marks.pop("fee", None)
    values = {name: fact.value for name, fact in marks.items()}
    if fee is not None:
        money = Money.of(fee.value, values["currency"])
        if money.major == fee.value:
            values["fee_minor"], marks["fee_minor"] = money.minor, fee
    for name, _sentence in list(lifecycle.contradictions("mission", values, on=on)):
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
def draft_from_outline(*, agency: AgencyPage, kind: str, language: str, by: User) -> MissionCall:
    """Return a draft call with the text of a template in a language, and its questions in all of them.

    The facts stay empty; what the agency has to say stands in square brackets.

    Raises:
        DomainError: the person may not add pages here, or there is no such template; nothing was written.
    """
    _require_may_add(agency, by)
    outline = outlines().get((kind, language))
    if outline is None:
        raise DomainError(_("Choose a template from the list."), field="kind")
    call = MissionCall(live=False, owner=by, source_language=language)
    call.texts = [
        MissionText(language=language, title=outline.title, summary=outline.summary, body=json.dumps(outline.body()))
    ]
    call.questions = [
        CallQuestion(sort_order=place, required=False, **{f"text_{code}": words for code, words in question.items()})
        for place, question in enumerate(questions(kind))
    ]
    agency.add_child(instance=call)
    call.save_revision(user=by, log_action=True)
    return call


@transaction.atomic
def repeat_call(*, call: MissionCall, by: User, now: dt.datetime) -> MissionCall:
    """Copy a call into a new draft of its agency, its dates moved by whole years until the work lies ahead.

    A draft of it that the same person began today, and in which nobody has written since, is that draft.

    Raises:
        DomainError: the person may not add pages to this agency.
    """
    agency = call.agency
    _require_may_add(agency, by)
    lock_places(page=call)  # two tabs count as one
    if known := _begun_today(call, by, now=now):
        return known
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
        log_action=None,
    )
    log(made, COPIED, user=by, timestamp=now, data={"source": {"id": call.pk, "title": call.title}})
    MissionCall.objects.filter(pk=made.pk).update(public_id=new_id)  # Wagtail lets a copy choose its own
    return MissionCall.objects.get(pk=made.pk)


def _begun_today(call: MissionCall, by: User, *, now: dt.datetime) -> MissionCall | None:
    rows = PageLogEntry.objects.filter(action=COPIED, user=by, data__source__id=call.pk)
    lately = rows.filter(timestamp__gt=now - dt.timedelta(days=1)).values("page")
    drafts = MissionCall.objects.filter(pk__in=lately, live=False).order_by("-pk")
    return next((page for page in drafts if page.revisions.count() == 1), None)


def _years_later(day: dt.date, years: int) -> dt.date:
    """The same day some years later; the 28th for a 29th of February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _require_may_add(agency: AgencyPage, by: User) -> None:
    if not agency.permissions_for_user(by).can_add_subpage():
        raise DomainError(_("You may not add pages to this agency."))
