"""What one has sent: the list, one with its whole history, the receipt, and the date for one's calendar."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.base.errors import DomainError
from marketplace.answers.calendars import calendar_of
from marketplace.answers.forms import EndingForm, ShownForm, WhyForm
from marketplace.answers.lifecycle import CHANGES, ENDINGS, Actor, Status
from marketplace.answers.models import Submission
from marketplace.answers.operations.moving import move
from marketplace.answers.operations.showing import show
from marketplace.answers.queries import history, with_addresses, with_page, with_pages
from marketplace.answers.timelines import to_come, with_agreed, with_timelines

PAGE = 20
HERE = {name for name, change in CHANGES.items() if not change.apart}


@login_required
@require_safe
def submissions(request: HttpRequest) -> HttpResponse:
    own = Submission.objects.of(request.user).select_related("entry", "organisation").prefetch_related("moves")
    page = Paginator(own.order_by("-updated_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    rows = with_addresses(with_timelines(with_pages(page.object_list), today=today))
    return render(request, "answers/mine.html", {"page": page, "rows": rows, "today": today, "keep_query": ""})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submission(request: HttpRequest, submission: str) -> HttpResponse:
    """One of one's own; a POST names the move in `do`."""
    rows = Submission.objects.of(request.user).exclude(status=Status.DRAFT)
    own = get_object_or_404(rows.select_related("entry", "organisation", "person"), public_id=submission)
    name = request.POST.get("do", "")
    endings = {each: EndingForm(name=each) for each, _label in own.changes_for(Actor.PERSON) if each in ENDINGS}
    form = WhyForm(request.POST or None)
    if name in endings:
        form = endings[name] = EndingForm(request.POST, name=name)
    if request.method == "POST" and name in HERE and form.is_valid():
        words = form.cleaned_data
        try:
            move(submission=own, name=name, actor=Actor.PERSON, by=own.person, now=timezone.now(), **words)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Done. The agency is told."))
            return redirect("submission", own.public_id)
    own, today = with_page(own), timezone.localdate()
    context = {
        "submission": own,
        "changes": [change for change in own.changes_for(Actor.PERSON) if change[0] not in ENDINGS],
        "endings": list(endings.values()),
        "history": history(own),
        "form": form,
        "late": own.is_pending and own.answer_on < today,
        "today": today,
    }
    return render(request, "answers/submission.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def shown(request: HttpRequest, submission: str) -> HttpResponse:
    """Change what an agency may see of one's profile."""
    own = get_object_or_404(Submission.objects.of(request.user).sent(), public_id=submission)
    form = ShownForm(request.POST, submission=own)
    if form.is_valid():
        show(submission=own, parts=form.cleaned_data["parts"], now=timezone.now())
        messages.success(request, _("The agency sees what you have ticked, and nothing else of your profile."))
    return redirect("submission", own.public_id)


def _sent(request: HttpRequest, public_id: str) -> Submission:
    rows = Submission.objects.of(request.user).exclude(entry=None).select_related("entry", "organisation", "person")
    return get_object_or_404(rows, public_id=public_id)


@login_required
@require_safe
def calendar(request: HttpRequest, submission: str) -> HttpResponse:
    """Its dates to come as a file for a calendar (RFC 5545)."""
    (own,) = with_agreed([with_page(_sent(request, submission))])
    dated = [(own, day) for day in to_come(own, today=timezone.localdate())]
    if not dated:
        raise Http404
    content = calendar_of(dated, site=request.build_absolute_uri("/").rstrip("/"))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{own.public_id}.ics"'
    return response
