"""The staff page of what happens at a time: what is to come, what fails, and what was put aside."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foundation.base.admin import StateFilter, WorkAdmin
from foundation.clocks.models import Clock
from foundation.clocks.operations import try_again


class ClockState(StateFilter):
    states = {
        "dead": (_("put aside"), lambda rows: rows.dead()),
        "waiting": (_("waiting"), lambda rows: rows.waiting()),
        "failing": (_("failing"), lambda rows: rows.waiting().exclude(error="")),
    }


@admin.register(Clock)
class ClockAdmin(WorkAdmin):
    list_display = ("handler", "subject_id", "due_at", "tries", "dead_at", "done_at", "error")
    list_filter = (ClockState, "handler")
    ordering = ("-due_at", "-pk")
    actions = ("try_now",)

    @admin.action(description=_("Try again now"), permissions=["view"])
    def try_now(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        count = try_again(clocks=queryset, now=timezone.now())
        text = ngettext("%(count)s clock is tried again.", "%(count)s clocks are tried again.", count)
        messages.success(request, text % {"count": count})
