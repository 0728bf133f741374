"""A CV comes in, is read into suggestions, and can be taken away again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from foundation.base.choices import CEFR, Level
from foundation.base.errors import DomainError
from foundation.base.locales import active_language
from foundation.base.places import country_name
from foundation.linking.spoken import language_name
from foundation.taxonomy.models import Kind
from foundation.taxonomy.queries import find_concepts, preferred_labels
from marketplace.profiles.forms import ChosenForm, CvForm
from marketplace.profiles.models import ExpertProfile, SuggestedField, Suggestion
from marketplace.profiles.operations.answering import CORRECTABLE, answer_suggestions, correct_suggestion
from marketplace.profiles.operations.keeping import ProfileError
from marketplace.profiles.operations.suggesting import erase_cv, read_cv
from marketplace.profiles.views.own import with_expert

MOST_FOUND = 12


@with_expert
@require_http_methods(["GET", "HEAD", "POST"])
def cv(request: HttpRequest, *, profile: ExpertProfile) -> HttpResponse:
    form = CvForm(request.POST, request.FILES) if request.method == "POST" else CvForm()
    if request.method == "POST" and form.is_valid():
        content, name = form.content()
        try:
            reading = read_cv(profile=profile, content=content, name=name, now=timezone.now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            _tell(request, reading.suggested, reading.poor)
            return redirect("expert_cv")
    return _page(request, profile, form)


@with_expert
@require_POST
def suggestions(request: HttpRequest, *, profile: ExpertProfile) -> HttpResponse:
    """Take the ticked ones; what was shown and left is not asked again."""
    by_key = {_key(one): one for one in profile.suggestions.open()}
    shown = [by_key[key] for key in dict.fromkeys(request.POST.getlist("shown")) if key in by_key]
    ticked = set(request.POST.getlist("accept"))
    accepted = [one for one in shown if _key(one) in ticked]
    levels = {one.pk: chosen for one in accepted if (chosen := request.POST.get(f"level:{_key(one)}")) is not None}
    declined = [one for one in shown if _key(one) not in ticked]
    try:
        taken = answer_suggestions(
            profile=profile, accepted=accepted, declined=declined, levels=levels, now=timezone.now()
        )
    except DomainError as error:
        return _page(request, profile, CvForm(), error=str(error), ticked=ticked, levels=levels)
    told = ngettext("%(count)s line is in your profile.", "%(count)s lines are in your profile.", taken)
    messages.success(request, told % {"count": taken})
    return redirect("expert_profile")


@with_expert
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, *, profile: ExpertProfile) -> HttpResponse:
    """It is something else: find another concept by typing in any language, and take it instead of what was read."""
    sent = request.POST if request.method == "POST" else request.GET
    rows = profile.suggestions.open().filter(field__in=CORRECTABLE)
    suggestion = next((one for one in rows if _key(one) == sent.get("suggestion")), None)
    if suggestion is None:
        messages.info(request, _("This line was answered already."))
        return redirect("expert_cv")
    error = ""
    if request.method == "POST":
        form = ChosenForm(request.POST)
        try:
            if not form.is_valid():
                raise ProfileError(_("Choose one from the list."))
            concept = form.cleaned_data["uri"]
            correct_suggestion(profile=profile, suggestion=suggestion, concept=concept, now=timezone.now())
        except DomainError as refused:
            error = str(refused)
        else:
            messages.success(request, _("Taken. Thank you: you help us to read such words rightly."))
            return redirect("expert_cv")
    language, typed = active_language(), sent.get("q", "")[:100]
    labels = preferred_labels([suggestion.value], language)
    found = [
        one
        for one in find_concepts(typed, language, kinds=CORRECTABLE, limit=MOST_FOUND)
        if one.uri != suggestion.value
    ]
    context = {
        "key": _key(suggestion),
        "label": _label(suggestion, labels, language),
        "evidence": suggestion.evidence,
        "typed": typed,
        "found": [(one, Kind(one.kind).label) for one in found],
        "error": error,
    }
    return render(request, "profiles/correct.html", context)


@with_expert
@require_POST
def erase(request: HttpRequest, *, profile: ExpertProfile) -> HttpResponse:
    erase_cv(profile=profile, now=timezone.now())
    messages.success(request, _("Your CV is erased. What you confirmed stays in your profile."))
    return redirect("expert_cv")


def _tell(request: HttpRequest, suggested: int, poor: bool) -> None:
    if suggested:
        told = ngettext(
            "We read your CV: %(count)s line to confirm.", "We read your CV: %(count)s lines to confirm.", suggested
        )
        messages.success(request, told % {"count": suggested})
    else:
        messages.info(request, _("We read your CV and found nothing that your profile does not say already."))
    if poor:
        messages.warning(
            request, _("The letters of this file were hard to read. Check every line, or paste the text instead.")
        )


def _page(
    request: HttpRequest,
    profile: ExpertProfile,
    form: CvForm,
    *,
    error: str = "",
    ticked: set[str] | None = None,
    levels: dict[int, str] | None = None,
) -> HttpResponse:
    language = active_language()
    rows = list(profile.suggestions.open())
    labels = preferred_labels([row.value for row in rows if row.field in ("skill", "occupation")], language)
    groups: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(rows):
        group = groups.setdefault(row.field, {"title": SuggestedField(row.field).label, "rows": []})
        group["rows"].append(
            {
                "key": _key(row),
                "id": f"suggestion{number}",
                "label": _label(row, labels, language),
                "years": row.years,
                "evidence": row.evidence,
                "ticked": _key(row) in ticked if ticked is not None else row.sure,
                "level": (levels or {}).get(row.pk, row.level),
                "levels": _levels(row.field),
                "correctable": row.field in CORRECTABLE,
            }
        )
    context = {"profile": profile, "form": form, "groups": list(groups.values()), "error": error}
    return render(request, "profiles/cv.html", context)


def _key(suggestion: Suggestion) -> str:
    return f"{suggestion.field}:{suggestion.value}"


def _label(row: Suggestion, labels: dict[str, str], language: str) -> str:
    if row.field == "language":
        return language_name(row.value, language)
    if row.field == "country":
        return country_name(row.value, language)
    return labels.get(row.value, row.value)


def _levels(field: str) -> list[tuple[str, str]]:
    if field == "language":
        return [(str(value), str(label)) for value, label in CEFR.choices]
    return [(str(value), str(label)) for value, label in Level.choices] if field == "skill" else []
