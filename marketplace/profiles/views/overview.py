"""A profile on one page: how complete it is, what it says, and where each part is changed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.base.locales import active_language
from marketplace.profiles.models import ExpertProfile, InvestorProfile
from marketplace.profiles.operations.keeping import remove_profile, start_profile
from marketplace.profiles.queries import completeness, expert_of, investor_of
from marketplace.profiles.sections import expert_sections, investor_sections
from marketplace.profiles.views.own import with_expert, with_investor

KINDS = {"expert": "expert_profile", "investor": "investor_profile"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Begin as an expert, as an investor, or as both."""
    kind = request.POST.get("kind", "")
    if request.method == "POST" and kind in KINDS:
        start_profile(user=request.user, kind=kind, now=timezone.now())  # type: ignore[arg-type]
        return redirect(KINDS[kind])
    error = _("Choose one of the two.") if request.method == "POST" else ""
    context = {"expert": expert_of(request.user), "investor": investor_of(request.user), "error": error}
    return render(request, "profiles/choose.html", context)


@with_expert
@require_safe
def expert(request: HttpRequest, *, profile: ExpertProfile) -> HttpResponse:
    context = {
        "profile": profile,
        "completeness": completeness(profile),
        "sections": list(expert_sections(profile, active_language())),
        "open_suggestions": profile.suggestions.open().count(),
    }
    return render(request, "profiles/expert.html", context)


@with_investor
@require_safe
def investor(request: HttpRequest, *, profile: InvestorProfile) -> HttpResponse:
    context = {
        "profile": profile,
        "completeness": completeness(profile),
        "sections": list(investor_sections(profile, active_language())),
    }
    return render(request, "profiles/investor.html", context)


@with_expert
@require_http_methods(["GET", "HEAD", "POST"])
def remove_expert(request: HttpRequest, *, profile: ExpertProfile) -> HttpResponse:
    return _remove(request, profile, "expert")


@with_investor
@require_http_methods(["GET", "HEAD", "POST"])
def remove_investor(request: HttpRequest, *, profile: InvestorProfile) -> HttpResponse:
    return _remove(request, profile, "investor")


def _remove(request: HttpRequest, profile: Any, kind: str) -> HttpResponse:
    if request.method == "POST":
        remove_profile(profile=profile, now=timezone.now())
        messages.success(request, _("The profile is erased. Your account stays."))
        return redirect("profiles")
    return render(request, "profiles/remove.html", {"kind": kind, "back": reverse(KINDS[kind])})
