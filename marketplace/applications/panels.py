"""Applications on pages below: the way to apply on a call, what was written, and what the person shows of herself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.opportunities.lifecycle import Openness
from cms.opportunities.models import MissionCall
from cms.opportunities.queries import attach_agencies
from foundation.files.models import PrivateFile
from foundation.organisations.models import Organisation
from foundation.panels.registry import Fragment
from marketplace.answers.lifecycle import Kind, Status
from marketplace.answers.models import Submission
from marketplace.answers.queries import figures_of
from marketplace.applications.forms import ShownForm
from marketplace.applications.models import Application, Part
from marketplace.profiles.models import ExpertProfile
from marketplace.profiles.sections import expert_sections

SECTIONS = {
    Part.HEADLINE: ("about",),
    Part.OCCUPATIONS: ("occupations", "sectors"),
    Part.SKILLS: ("skills",),
    Part.LANGUAGES: ("languages",),
    Part.PLACE: ("place",),
    Part.AVAILABILITY: ("availability",),
}


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part of a profile that an agency may see: its lines, or a link to the file."""

    part: str
    label: str
    lines: list[str]
    url: str = ""
    link: str = ""


def way_to_apply(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """On a call: the button, or where one's application stands; nothing for the agency's own team."""
    calls = attach_agencies([page for page in subjects if isinstance(page, MissionCall)])
    if not calls:
        return {}
    own, teams = {}, set()
    if request.user.is_authenticated:
        mine = Application.objects.of(request.user).filter(opportunity_id__in=[call.pk for call in calls])
        own = {row.opportunity_id: row for row in mine.exclude(status=Status.WITHDRAWN)}
        teams = set(Organisation.objects.of(request.user).values_list("pk", flat=True))
    fragments = {}
    for call in calls:
        organisation = call.agency.organisation
        is_open = call.openness(timezone.localdate()) is Openness.OPEN
        if organisation.pk in teams or not (is_open or call.pk in own):
            continue
        context = {"page": call, "own": own.get(call.pk), "figures": figures_of(organisation)}
        fragments[call.pk] = Fragment("applications/_apply_panel.html", context)
    return fragments


def written(*, request: HttpRequest, subjects: list[Submission]) -> Mapping[Any, Fragment]:
    """To the person who sent it: what she wrote, and a form for what the agency sees of her."""
    fragments = {}
    for application in _applications(subjects):
        form = ShownForm(initial={"parts": application.granted()})
        fragments[application.pk] = Fragment("applications/_written.html", _facts(application) | {"form": form})
    return fragments


def to_judge(*, request: HttpRequest, subjects: list[Submission]) -> Mapping[Any, Fragment]:
    """To the agency: what the person wrote and what she shows of her profile."""
    fragments = {}
    for application in _applications(subjects):
        context = to_read(application)
        fragments[application.pk] = Fragment("applications/_to_judge.html", context)
    return fragments


Address = Callable[[Application, PrivateFile], str]


def address_of(application: Application, file: PrivateFile) -> str:
    """Return where the person and those who may answer read a file of an application."""
    return reverse("application_document", args=[application.public_id, file.public_id])


def to_read(application: Application, address: Address = address_of) -> dict[str, Any]:
    """Return what `applications/_to_judge.html` needs: what was written, and what is shown; files lead to `address`."""
    return _facts(application, address) | {"sections": shown_parts(application, address)}


def shown_parts(application: Application, address: Address = address_of) -> list[ShownPart]:
    """Return the parts of the profile that the agency may see now, as they are now, in the active language."""
    granted, person = application.granted(), application.person
    if person is None:
        return []
    parts = [ShownPart(Part.CONTACT, str(Part.CONTACT.label), [person.name, person.email])]
    profile = ExpertProfile.objects.filter(user=person).select_related("user", "cv").first()
    if profile is not None:
        said = {section.slug: section for section in expert_sections(profile, (get_language() or "fr")[:2])}
        for part, slugs in SECTIONS.items():
            lines = [line for slug in slugs for line in said[slug].lines]
            parts.append(ShownPart(part, str(part.label), lines))
        if profile.cv is not None:
            url = address(application, profile.cv)
            parts.append(ShownPart(Part.CV, str(Part.CV.label), [], url, _("Read the CV")))
    return [part for part in parts if part.part in granted and (part.lines or part.url)]


def _applications(subjects: list[Submission]) -> list[Application]:
    keys = [subject.pk for subject in subjects if subject.kind == Kind.APPLICATION]
    rows: Any = Application.objects.filter(pk__in=keys).select_related("person")
    return list(rows.prefetch_related("grants", "replies", "documents__file").order_by("pk"))


def _facts(application: Application, address: Address = address_of) -> dict[str, Any]:
    return {
        "application": application,
        "replies": [reply for reply in application.replies.all() if reply.text],
        "documents": [(each.file, address(application, each.file)) for each in application.documents.all()],
    }
