"""What the desk shows administrators: how much work was put aside after its last try."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string

from foundation.panels.registry import Fragment


def put_aside(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """For staff who may see them: the count of each kind that was put aside, while there is any."""
    if not request.user.is_staff:
        return {}
    rows = []
    for path in settings.DEAD_LETTERS:
        model = import_string(path)
        names = model._meta
        if request.user.has_perm(f"{names.app_label}.view_{names.model_name}") and (
            count := model.objects.dead().count()
        ):
            address = reverse(f"admin:{names.app_label}_{names.model_name}_changelist")
            rows.append({"name": names.verbose_name_plural, "count": count, "address": f"{address}?state=dead"})
    return {None: Fragment("outbox/_put_aside_panel.html", {"rows": rows})} if rows else {}
