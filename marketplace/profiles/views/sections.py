"""One section of a profile as a form: show it, change it, say what is wrong."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from foundation.base.errors import DomainError
from marketplace.profiles.forms import (
    AboutForm,
    AvailabilityForm,
    PlaceForm,
    SectionForm,
    TermsForm,
    TicketForm,
    VisibilityForm,
    WhereForm,
)
from marketplace.profiles.models import ExpertProfile, InvestorProfile
from marketplace.profiles.operations.keeping import change_profile
from marketplace.profiles.queries import blocked_by
from marketplace.profiles.views.own import with_expert, with_investor

Sections = Mapping[str, tuple[type[SectionForm], Any]]
EXPERT: Sections = {
    "about": (AboutForm, gettext_lazy("Headline and biography")),
    "place": (PlaceForm, gettext_lazy("Where you live and come from")),
    "availability": (AvailabilityForm, gettext_lazy("Availability and fee")),
    "visibility": (VisibilityForm, gettext_lazy("Who finds you")),
}
INVESTOR: Sections = {
    "about": (AboutForm, gettext_lazy("Headline and biography")),
    "ticket": (TicketForm, gettext_lazy("Amounts and form")),
    "where": (WhereForm, gettext_lazy("Where")),
    "terms": (TermsForm, gettext_lazy("Risk, horizon, stage and goals")),
    "place": (PlaceForm, gettext_lazy("Where you live and come from")),
    "visibility": (VisibilityForm, gettext_lazy("Who finds you")),
}


@with_expert
@require_http_methods(["GET", "HEAD", "POST"])
def expert(request: HttpRequest, section: str, *, profile: ExpertProfile) -> HttpResponse:
    return _edit(request, section, EXPERT, profile, reverse("expert_profile"))


@with_investor
@require_http_methods(["GET", "HEAD", "POST"])
def investor(request: HttpRequest, section: str, *, profile: InvestorProfile) -> HttpResponse:
    return _edit(request, section, INVESTOR, profile, reverse("investor_profile"))


def _edit(request: HttpRequest, section: str, sections: Sections, profile: Any, back: str) -> HttpResponse:
    if section not in sections:
        raise Http404
    form_class, title = sections[section]
    form = form_class(request.POST if request.method == "POST" else None, profile=profile)
    if request.method == "POST" and form.is_valid():
        try:
            change_profile(profile=profile, changes=form.changes(), now=timezone.now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{back}#{section}")
    context = {"form": form, "title": title, "section": section, "back": back, "profile": profile}
    if section == "visibility":
        context["blocked"] = blocked_by(profile.user)
    return render(request, "profiles/section.html", context)
