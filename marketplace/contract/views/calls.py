"""The agency's pages of its calls: who waits until when, and moving the date, pausing, going on, closing early."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms.opportunities.operations.opening import close_early, go_on, pause
from foundation.base.errors import DomainError
from marketplace.answers.lifecycle import Actor
from marketplace.answers.models import Submission
from marketplace.answers.queries import promise_to
from marketplace.contract.forms import MoveForm, PauseForm
from marketplace.contract.operations.dates import move_date
from marketplace.contract.queries import call_of, calls_of, furthest, quality_of

FORMS: dict[str, type] = {"move": MoveForm, "pause": PauseForm}
ACTS: dict[str, Callable[..., Any]] = {"move": move_date, "pause": pause, "go_on": go_on, "close": close_early}
MAY: dict[str, tuple[str, ...]] = {  # a coordinator closes nothing
    Actor.AGENCY: tuple(ACTS),
    Actor.COORDINATOR: ("move", "pause", "go_on"),
}
OF_ALL = ("move",)  # of a page that is not published too: who waits there counts on the date


@login_required
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """What one's agencies have published, or where somebody waits all the same, until when; the most urgent first."""
    return render(request, "contract/calls.html", {"rows": calls_of(request.user), "today": timezone.now().date()})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, opportunity: str) -> HttpResponse:
    """One call or investment; a POST names what to do in `do`."""
    page = call_of(request.user, opportunity)
    if page is None:
        raise Http404
    may = MAY.get(quality_of(request.user, page.agency.organisation_id), ())
    may = may if page.live else tuple(name for name in may if name in OF_ALL)
    name = request.POST.get("do", "")
    forms = {each: form(request.POST if each == name else None) for each, form in FORMS.items()}
    refusal = ""
    if request.method == "POST" and name in may:
        form = forms.get(name)
        if form is None or form.is_valid():
            try:
                ACTS[name](page=page, by=request.user, now=timezone.now(), **(form.cleaned_data if form else {}))
            except DomainError as error:
                if form is not None and error.field in form.fields:
                    form.add_error(error.field, str(error))
                else:
                    refusal = str(error)
            else:
                messages.success(request, _("Done.") if name != "move" else _("Moved: everybody who waits is told."))
                return redirect("contract_call", page.public_id)
    wrong = bool(refusal) or any(form.errors for form in forms.values())
    waiting = Submission.objects.pending().filter(opportunity_id=page.pk).order_by("answer_on", "pk")
    promise = promise_to(page)
    context = {
        "page": page,
        "may": may,
        "openness": page.openness(timezone.localdate()),
        "state": page.state(),
        "promise": promise,
        "moves": promise.moves.all() if promise else [],
        "waiting": waiting.count(),
        "late": waiting.late(timezone.now().date()).count(),
        "furthest": furthest(list(waiting.only("first_answer_on"))),
        "forms": forms,
        "refusal": refusal,
    }
    return render(request, "contract/call.html", context, status=422 if wrong else 200)
