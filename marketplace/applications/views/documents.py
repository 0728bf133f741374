"""The documents of an application: removed from a draft, read by whoever may read the application."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from foundation.files.views import sent_file
from marketplace.answers.lifecycle import Status
from marketplace.answers.links import reader_of
from marketplace.applications.models import Application, ApplicationDocument
from marketplace.applications.operations import remove_document
from marketplace.applications.queries import files_shown


@login_required
@require_POST
def remove(request: HttpRequest, opportunity: str, file: str) -> HttpResponse:
    own = Application.objects.of(request.user).filter(status=Status.DRAFT)
    rows = ApplicationDocument.objects.filter(application__in=own).select_related("application", "file")
    remove_document(document=get_object_or_404(rows, file__public_id=file))
    return redirect("apply", opportunity)


@never_cache
@require_safe
def show(request: HttpRequest, submission: str, file: str) -> HttpResponseBase:
    """A document of the application, or the CV where the person lets the agency see it; also to who answers by link."""
    reader = reader_of(request, submission, now=timezone.now())
    if not reader.is_authenticated:
        return redirect_to_login(request.path)
    application = get_object_or_404(Application.objects.visible_to(reader), public_id=submission)
    return sent_file(get_object_or_404(files_shown(application), public_id=file))
