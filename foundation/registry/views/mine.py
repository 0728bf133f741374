"""A person's own numbers: what she sent to offices and what they sent her, with receipts."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from foundation.base.locales import active_language
from foundation.registry.models import Entry
from foundation.registry.receipts import receipt, receipt_name
from foundation.registry.views.office import PER_PAGE, me, private


@login_required
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    rows = Entry.objects.concerning(me(request)).select_related("office__organisation", "standing")
    page = Paginator(rows.order_by("-admitted_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "registry/numbers.html", {"page": page})


@login_required
@require_safe
def my_receipt(request: HttpRequest, entry: str) -> HttpResponse:
    """The receipt, in the language that the person reads."""
    found = get_object_or_404(Entry.objects.concerning(me(request)), public_id=entry)
    content = receipt(entry=found, language=active_language())
    return private(HttpResponse(content, content_type="application/pdf"), receipt_name(found))
