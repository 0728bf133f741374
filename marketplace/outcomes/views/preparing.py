"""Before leaving: one page that the agency fills in and the expert reads, prints, or keeps on a phone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from foundation.base.errors import DomainError
from marketplace.answers.lifecycle import Status
from marketplace.outcomes.forms import PreparationForm
from marketplace.outcomes.lifecycle import Side
from marketplace.outcomes.models import Preparation
from marketplace.outcomes.operations.preparing import prepare
from marketplace.outcomes.queries import agreed_terms
from marketplace.outcomes.views.terms import reached


@never_cache
@login_required
@require_safe
def show(request: HttpRequest, mission: str) -> HttpResponse:
    """The page; `?keep=1` is the same as one file without anything from elsewhere, to be read offline."""
    application, side, _actor = reached(request, mission)
    context = {
        "submission": application,
        "side": side,
        "preparation": Preparation.objects.filter(application=application).select_related("updated_by").first(),
        "terms": agreed_terms(application),
        "may_change": side == Side.AGENCY and application.status == Status.ACCEPTED,
    }
    if not request.GET.get("keep"):
        return render(request, "outcomes/preparation.html", context)
    response = render(request, "outcomes/preparation_to_keep.html", context)
    response["Content-Disposition"] = f'attachment; filename="{application.number.replace("/", "-")}.html"'
    return response


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, mission: str) -> HttpResponse:
    application, side, actor = reached(request, mission, acting=True)
    if side != Side.AGENCY:
        raise Http404
    if application.status != Status.ACCEPTED:
        return redirect("mission_preparation", mission)
    row = Preparation.objects.filter(application=application).first()
    form = PreparationForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            prepare(application=application, facts=form.cleaned_data, actor=actor, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept. The expert is told."))
            return redirect("mission_preparation", mission)
    context = {"submission": application, "form": form}
    return render(request, "outcomes/preparation_change.html", context, status=422 if form.errors else 200)
