"""What was sent to one's organisations as a table: CSV or XLSX."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation.base.locales import active_language
from marketplace.answering.exporting import as_csv, as_xlsx
from marketplace.answering.queries import has_published, read_for
from marketplace.answers.models import Submission

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@login_required
@require_safe
def export(request: HttpRequest, ending: str) -> HttpResponseBase:
    sent = Submission.objects.readable_by(request.user)
    if ending not in ("csv", "xlsx") or not (sent.exists() or has_published(read_for(request.user))):
        raise Http404
    response: HttpResponseBase
    if ending == "xlsx":
        response = HttpResponse(as_xlsx(request.user), content_type=XLSX)
    else:
        response = StreamingHttpResponse(_spoken(active_language(), request), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="jisr-answers.{ending}"'
    return response


def _spoken(code: str, request: HttpRequest):  # type: ignore[no-untyped-def]
    """Yield the lines in a language: a stream is read when the view, and its language, are over."""
    lines = as_csv(request.user)
    while True:
        with translation.override(code):
            line = next(lines, None)
        if line is None:
            return
        yield line
