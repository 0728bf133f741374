"""The lists of a profile: skills, occupations, sectors and languages, found by typing and added one by one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.base.errors import DomainError
from foundation.base.locales import active_language
from foundation.linking.spoken import language_name
from foundation.taxonomy.models import Concept
from foundation.taxonomy.queries import find_concepts, preferred_labels
from marketplace.profiles.forms import ChosenForm, LanguageForm, SkillForm, SpokenForm
from marketplace.profiles.models import ExpertProfile, InvestorProfile
from marketplace.profiles.operations import lists
from marketplace.profiles.operations.keeping import ProfileError
from marketplace.profiles.views.own import with_expert, with_investor

FOUND = {
    "skill": "expert_skills",
    "occupation": "expert_occupations",
    "expert-sector": "expert_sectors",
    "investor-sector": "investor_sectors",
}

MOST_FOUND = 12


@login_required
@require_safe
def find(request: HttpRequest, kind: str) -> HttpResponse:
    """What typing finds, as a fragment; the same stands on the page when the form is sent."""
    if kind not in FOUND:
        raise Http404
    return render(request, "profiles/_found.html", _found(request, kind))


def _found(request: HttpRequest, kind: str) -> dict[str, Any]:
    typed = request.GET.get("q", "")[:100]
    found = find_concepts(typed, active_language(), kinds=(kind.rsplit("-", 1)[-1],), limit=MOST_FOUND)
    return {"kind": kind, "typed": typed, "found": found, "action": reverse(FOUND[kind]), "level_form": SkillForm()}


@with_expert
@require_http_methods(["GET", "HEAD", "POST"])
def skills(request: HttpRequest, *, profile: ExpertProfile) -> HttpResponse:
    """Add a skill with level and years, change them, take a skill away."""
    error, now = "", timezone.now()
    if request.method == "POST":
        form = SkillForm(request.POST)
        try:
            concept = _concept(request)
            if request.POST.get("do") == "remove":
                lists.remove_skill(profile=profile, concept=concept, now=now)
            elif form.is_valid():
                lists.put_skill(profile=profile, concept=concept, now=now, **form.cleaned_data)
            else:
                raise ProfileError(" ".join(str(message) for field in form.errors.values() for message in field))
        except DomainError as refused:
            error = str(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("expert_skills")
    rows: list[Any] = list(profile.skills.order_by("-years", "pk").select_related("concept"))
    labels = preferred_labels([row.concept.uri for row in rows], active_language())
    for number, row in enumerate(rows):
        row.label = labels.get(row.concept.uri, row.concept.uri)
        row.form = SkillForm(initial={"level": row.level, "years": row.years}, auto_id=f"skill{number}_%s")
    context = {"rows": rows, "error": error, **_found(request, "skill")}
    return render(request, "profiles/skills.html", context)


@with_expert
@require_http_methods(["GET", "HEAD", "POST"])
def occupations(request: HttpRequest, *, profile: ExpertProfile) -> HttpResponse:
    return _concepts(request, profile, "occupations", "occupation", "expert_profile")


@with_expert
@require_http_methods(["GET", "HEAD", "POST"])
def expert_sectors(request: HttpRequest, *, profile: ExpertProfile) -> HttpResponse:
    return _concepts(request, profile, "sectors", "expert-sector", "expert_profile")


@with_investor
@require_http_methods(["GET", "HEAD", "POST"])
def investor_sectors(request: HttpRequest, *, profile: InvestorProfile) -> HttpResponse:
    return _concepts(request, profile, "sectors", "investor-sector", "investor_profile")


def _concepts(request: HttpRequest, profile: Any, field: str, kind: str, back: str) -> HttpResponse:
    error = ""
    if request.method == "POST":
        remove = request.POST.get("do") == "remove"
        change = lists.remove_concept if remove else lists.add_concept
        try:
            change(profile=profile, field=field, concept=_concept(request), now=timezone.now())
        except DomainError as refused:
            error = str(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect(FOUND[kind])
    uris = list(getattr(profile, field).order_by("code", "uri").values_list("uri", flat=True))
    labels = preferred_labels(uris, active_language())
    rows = [(uri, labels.get(uri, uri)) for uri in uris]
    context = {"rows": rows, "field": field, "error": error, "back": reverse(back), **_found(request, kind)}
    return render(request, "profiles/concepts.html", context)


def _concept(request: HttpRequest) -> Concept:
    form = ChosenForm(request.POST)
    if not form.is_valid():
        raise ProfileError(_("Choose one from the list."))
    return form.cleaned_data["uri"]


@with_expert
@require_http_methods(["GET", "HEAD", "POST"])
def languages(request: HttpRequest, *, profile: ExpertProfile) -> HttpResponse:
    removes = request.POST.get("do") == "remove"
    form = LanguageForm(request.POST if request.method == "POST" and not removes else None)
    sent = SpokenForm(request.POST) if removes else form
    if request.method == "POST" and sent.is_valid():
        change = lists.remove_language if removes else lists.put_language
        change(profile=profile, now=timezone.now(), **sent.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("expert_languages")
    rows: list[Any] = list(profile.languages.order_by("pk"))
    for row in rows:
        row.label = language_name(row.language, active_language())
    return render(request, "profiles/languages.html", {"rows": rows, "form": form})
