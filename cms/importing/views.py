"""/cms/import/…: an agency's table is sent, every line shown with its errors beside it, then confirmed."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cms.agencies.models import AgencyPage
from cms.importing.forms import ConfirmForm, SendForm
from cms.importing.models import Upload, UploadLine
from cms.importing.operations import uploads
from cms.importing.operations.agency_files import may_publish
from cms.importing.queries import progress_of
from cms.importing.sources.jisr.columns import BY_KEY, LANGUAGES
from cms.importing.sources.jisr.template import as_csv, as_xlsx
from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.base.locales import active_language

MOST_LINES = 100  # on a page
MOST_FILES = 20
TEMPLATES = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, parent_page_id: int) -> HttpResponse:
    """/cms/import/{agency}/: the template to begin with, the door for a file, and the files on their way."""
    agency, person = _agency(request, parent_page_id), _person(request)
    form = SendForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = uploads.send_file(
                agency=agency,
                content=file.read(),
                name=file.name,
                language=active_language(),
                by=person,
                now=timezone.now(),
            )
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            return redirect("importing_upload", upload.public_id)
    mine = Upload.objects.visible_to(person).kept(timezone.now()).filter(agency=agency).order_by("-sent_at", "-pk")
    context = {"form": form, "agency": agency, "uploads": mine[:MOST_FILES], "languages": LANGUAGES}
    return render(request, "importing/start.html", context)


@require_GET
def template(request: HttpRequest, parent_page_id: int, language: str, ending: str) -> HttpResponse:
    """/cms/import/{agency}/template-{language}.{csv,xlsx}: the empty table with its columns explained."""
    _agency(request, parent_page_id)
    if language not in LANGUAGES or ending not in TEMPLATES:
        raise Http404
    make, media_type = TEMPLATES[ending]
    answer = HttpResponse(make(language, today=timezone.localdate()), content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="jisr-{language}.{ending}"'
    return answer


@require_GET
def shown(request: HttpRequest, upload: str) -> HttpResponse:
    """/cms/import/files/{upload}/: how far it is; its lines with their errors; what became of them."""
    found = _upload(request, upload)
    lines = found.lines.order_by("line")
    only_errors = request.GET.get("show") == "errors"
    if only_errors:
        lines = lines.exclude(errors=[])
    context = {
        "upload": found,
        "progress": progress_of(found),
        "page": _with_headers(Paginator(lines, MOST_LINES).get_page(request.GET.get("p"))),
        "only_errors": only_errors,
        "form": _confirm_form(request, found),
    }
    return render(request, "importing/upload.html", context)


@require_POST
def confirm(request: HttpRequest, upload: str) -> HttpResponse:
    """/cms/import/files/{upload}/confirm/: the lines as they were shown are written, once."""
    found, form = _upload(request, upload), ConfirmForm(request.POST)
    publish = form.is_valid() and form.cleaned_data["publish"]
    try:
        uploads.confirm(upload=found, publish=publish, by=_person(request), now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("importing_upload", found.public_id)


@require_POST
def drop(request: HttpRequest, upload: str) -> HttpResponse:
    """/cms/import/files/{upload}/drop/: forget a file."""
    found = _upload(request, upload)
    try:
        uploads.drop(upload=found, by=_person(request))
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("importing_upload", found.public_id)
    messages.success(request, _("The file is forgotten. Pages made of it stay."))
    return redirect("importing_start", found.agency_id)


def _confirm_form(request: HttpRequest, upload: Upload) -> ConfirmForm | None:
    """Return the form while there is something to confirm, with its question only for who may publish."""
    writable = upload.lines.exclude(outcome__in=("", UploadLine.Outcome.REJECTED)).exists()
    if upload.state != Upload.State.READY or not writable:
        return None
    form = ConfirmForm()
    if not may_publish(agency=upload.agency, by=_person(request)):
        del form.fields["publish"]
    return form


def _with_headers(page: Any) -> Any:
    """Name the columns of errors as the reader's template names them."""
    language = active_language()
    for line in page.object_list:
        for name in ("errors", "lacks"):
            said = [(BY_KEY[key].header(language) if key in BY_KEY else "", text) for key, text in getattr(line, name)]
            setattr(line, name, said)
    return page


def _agency(request: HttpRequest, pk: int) -> AgencyPage:
    agency = get_object_or_404(AgencyPage.objects.select_related("organisation"), pk=pk)
    if not agency.permissions_for_user(request.user).can_add_subpage():
        raise Http404
    return agency


def _upload(request: HttpRequest, public_id: str) -> Upload:
    mine = Upload.objects.visible_to(request.user).kept(timezone.now())
    return get_object_or_404(mine.select_related("agency__organisation"), public_id=public_id)


def _person(request: HttpRequest) -> User:
    """Return who is signed in; the guard of the CMS lets nobody else come here."""
    return request.user  # type: ignore[return-value]
