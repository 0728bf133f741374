"""The page says which of its cards came into view."""

import json
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from foundation.accounts.models import User
from matching.impressions.operations import record_seen
from matching.impressions.served import NotServed, unseal

MOST_BYTES = 64_000


@require_POST
@login_required
def seen(request: HttpRequest) -> HttpResponse:
    """{"list": the sealed list, "seen": [card ids]} → 204; anything else 400. The same again changes nothing."""
    now, viewer = timezone.now(), cast(User, request.user)
    try:
        if len(request.body) > MOST_BYTES:
            raise NotServed("Too much at once.")
        sent = json.loads(request.body)
        sealed, ids = sent["list"], sent["seen"]
        if not isinstance(sealed, str) or not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
            raise NotServed('Send {"list": "…", "seen": ["…"]}.')
        served = unseal(sealed, viewer=viewer, now=now)
        record_seen(served=served, seen=ids, viewer=viewer, now=now)
    except (ValueError, KeyError, TypeError) as error:
        return JsonResponse({"error": str(error)}, status=400)
    return HttpResponse(status=204)
