"""A person's own numbers: what she sent to offices and what they sent her, with receipts and the registered words."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from foundation.base.locales import active_language
from foundation.registry.models import Entry
from foundation.registry.queries import words_of
from foundation.registry.receipts import file_name, receipt, receipt_name
from foundation.registry.views.office import PER_PAGE, me, private


@login_required
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    rows = Entry.objects.concerning(me(request)).select_related("office__organisation", "standing")
    rows = rows.prefetch_related("pieces")
    page = Paginator(rows.order_by("-admitted_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "registry/numbers.html", {"page": page})


@login_required
@require_safe
def my_receipt(request: HttpRequest, entry: str) -> HttpResponse:
    """The receipt, in the language that the person reads."""
    found = get_object_or_404(Entry.objects.concerning(me(request)), public_id=entry)
    content = receipt(entry=found, language=active_language())
    return private(HttpResponse(content, content_type="application/pdf"), receipt_name(found))


@login_required
@require_safe
def my_words(request: HttpRequest, entry: str) -> HttpResponse:
    """What one wrote, or was written, as the file whose fingerprint the public check shows."""
    found = get_object_or_404(Entry.objects.concerning(me(request)), public_id=entry)
    content = words_of(found)
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="text/plain; charset=utf-8")
    return private(answer, f"{file_name(found)}.txt")
