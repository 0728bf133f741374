"""Panels: what an agency publishes, first calls on the desk, and in the editor what to add, look at or make clear."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.agencies.models import AgencyPage
from cms.opportunities.lifecycle import Openness, missing
from cms.opportunities.models import CallSkill, FactRead, Investment, MissionCall, Reference
from cms.opportunities.queries import plain, suggested_skills, waiting_for
from cms.opportunities.scoping.rules import Flag, Scope, flags
from foundation.base.locales import active_language
from foundation.panels.registry import Fragment

MOST_SHOWN = 30
FIRST_FLAGS = 5  # the rest is folded: the five facts come first in the editor


def published(*, request: HttpRequest, subjects: list[AgencyPage]) -> Mapping[Any, Fragment]:
    """Answer with what each agency has published and is not over, the newest first; references are counted."""
    today = timezone.localdate()
    fragments = {}
    for agency in subjects:
        pages = []
        for model in (MissionCall, Investment):
            pages += model.objects.under(agency).live().for_lists().order_by("-first_published_at", "pk")[:MOST_SHOWN]
        for page in pages:
            page.agency = agency
        current = [page for page in pages if page.openness(today) is not Openness.CLOSED_BY_DATE]
        current.sort(key=lambda page: page.first_published_at or page.latest_revision_created_at, reverse=True)
        context = {
            "opportunities": current[:MOST_SHOWN],
            "references": Reference.objects.under(agency).live().count(),
            "agency": agency,
        }
        fragments[agency.pk] = Fragment("opportunities/_published.html", context)
    return fragments


def first_calls(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """Answer with the calls that wait for this focal point's approval, oldest first; nothing for others."""
    waiting = waiting_for(request.user)
    return {None: Fragment("opportunities/_first_calls.html", {"waiting": waiting})} if waiting else {}


def suggestions(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """In the editor: the skills the text of a call speaks of and the call does not list, each added by one click."""
    fragments = {}
    for page in subjects:
        if page.pk and page.kind == "mission" and (found := suggested_skills(page, active_language())):
            fragments[page.pk] = Fragment("opportunities/_suggestions.html", {"page": page, "skills": found})
    return fragments


FACTS = (
    *("region", "city", "work_mode", "starts_on", "ends_on", "answers_by"),
    *("compensation", "fee_minor", "fee_unit"),
)


def scoping(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """In the editor: what is unclear or missing in a call, from its draft as it was last saved."""
    fragments = {}
    for page in subjects:
        if page.pk and page.kind == "mission":
            facts = {name: getattr(page, name) for name in FACTS}
            lacks = [Flag(field, sentence) for field, sentence in missing("mission", facts)]
            found = [*flags(scope_of(page), on=timezone.localdate()), *lacks]
            context = {"page": page, "total": len(found), "flags": found[:FIRST_FLAGS], "more": found[FIRST_FLAGS:]}
            fragments[page.pk] = Fragment("opportunities/_scoping.html", context)
    return fragments


def scope_of(page: MissionCall) -> Scope:
    """Return a call as the rules see it; its title is not part of its text."""
    row = page.text(page.source_language)
    return Scope.of(
        language=page.source_language,
        title=row.title if row else "",
        text="\n".join((row.summary, plain(row.body))) if row else "",
        work_mode=page.work_mode,
        compensation=page.compensation,
        covers=tuple(page.covers),
        required_skills=sum(skill.importance == CallSkill.Importance.REQUIRED for skill in page.skills.all()),
        languages=len(page.languages.all()),
        closes_on=page.closes_on,
        answers_by=page.answers_by,
        starts_on=page.starts_on,
        live=page.live,
    )


@dataclass(frozen=True, slots=True)
class LineRead:
    """One line of the file with the facts that were read from it."""

    fields: str
    names: str
    evidence: str
    sure: bool


def facts_read(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """In the editor: what was read from a file, line by line, until somebody has looked at it."""
    rows = FactRead.objects.filter(page_id__in=[page.pk for page in subjects if page.pk]).order_by("pk")
    by_line: dict[int, dict[tuple[str, bool], list[str]]] = {}
    for row in rows:
        by_line.setdefault(row.page_id, {}).setdefault((row.evidence, row.sure), []).append(row.field)
    fragments = {}
    for pk, lines in by_line.items():
        read = [
            LineRead(" ".join(fields), ", ".join(str(field_name(field)) for field in fields), evidence, sure)
            for (evidence, sure), fields in lines.items()
        ]
        context = {
            "page_id": pk,
            "sure": [line for line in read if line.sure],
            "unsure": [line for line in read if not line.sure],
        }
        fragments[pk] = Fragment("opportunities/_facts_read.html", context)
    return fragments


def field_name(field: str) -> Any:
    """Return what the editor calls a field."""
    named = {"title": _("title"), "skills": _("skills"), "languages": _("languages")}
    return named.get(field) or MissionCall._meta.get_field(field).verbose_name
