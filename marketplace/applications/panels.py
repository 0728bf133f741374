"""Applications on pages below: the way to apply on a call, what was written, and what the person shows of herself."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.opportunities.lifecycle import Openness
from cms.opportunities.models import MissionCall
from cms.opportunities.queries import attach_agencies
from foundation.base.locales import active_language
from foundation.files.models import PrivateFile
from foundation.organisations.models import Organisation
from foundation.panels.registry import Fragment
from marketplace.answers.forms import ShownForm
from marketplace.answers.lifecycle import Kind
from marketplace.answers.links import link_query
from marketplace.answers.models import Part, Submission
from marketplace.answers.sections import ShownPart, shown_parts
from marketplace.applications.models import Application
from marketplace.profiles.models import ExpertProfile
from marketplace.profiles.sections import expert_sections


def way_to_apply(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """On a call: the button, or where one's application stands; nothing for the agency's own team."""
    calls = attach_agencies([page for page in subjects if isinstance(page, MissionCall)])
    if not calls:
        return {}
    own, teams = {}, set()
    if request.user.is_authenticated:
        mine = Application.objects.of(request.user).filter(opportunity_id__in=[call.pk for call in calls])
        own = {row.opportunity_id: row for row in mine.standing()}
        teams = set(Organisation.objects.of(request.user).values_list("pk", flat=True))
    fragments = {}
    for call in calls:
        organisation = call.agency.organisation
        is_open = call.openness(timezone.localdate()) is Openness.OPEN
        if organisation.pk in teams or not (is_open or call.pk in own):
            continue
        context = {"page": call, "own": own.get(call.pk)}
        fragments[call.pk] = Fragment("applications/_apply_panel.html", context)
    return fragments


def written(*, request: HttpRequest, subjects: list[Submission]) -> Mapping[Any, Fragment]:
    """To the person who sent it: what she wrote, and a form for what the agency sees of her."""
    fragments = {}
    for application in _applications(subjects):
        form = ShownForm(submission=application)
        fragments[application.pk] = Fragment("applications/_written.html", _facts(application) | {"form": form})
    return fragments


def to_judge(*, request: HttpRequest, subjects: list[Submission]) -> Mapping[Any, Fragment]:
    """To the agency: what the person wrote and what she shows of her profile."""
    fragments = {}
    for application in _applications(subjects):
        link = link_query(request)
        context = to_read(application, partial(address_of, link=link))
        fragments[application.pk] = Fragment("applications/_to_judge.html", context)
    return fragments


Address = Callable[[Application, PrivateFile], str]


def address_of(application: Application, file: PrivateFile, link: str = "") -> str:
    """Return where the person and those who may answer read a file; `link` is the query of who answers by a link."""
    return reverse("application_document", args=[application.public_id, file.public_id]) + link


def to_read(application: Application, address: Address = address_of) -> dict[str, Any]:
    """Return what `applications/_to_judge.html` needs: what was written, and what is shown; files lead to `address`."""
    return _facts(application, address) | {"sections": _sections(application, address)}


def _sections(application: Application, address: Address) -> list[ShownPart]:
    profile = ExpertProfile.objects.filter(user=application.person_id).select_related("user", "cv").first()
    if profile is None:
        return shown_parts(application, [])
    files = []
    if profile.cv is not None:
        url = address(application, profile.cv)
        files.append(ShownPart(Part.CV, str(Part.CV.label), [], url, _("Read the CV")))
    return shown_parts(application, expert_sections(profile, active_language()), *files)


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
