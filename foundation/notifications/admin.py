"""Staff see what left, what waits and why, and what was given up; nobody edits what a person was told."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foundation.base.admin import StateFilter, WorkAdmin
from foundation.notifications.models import MOST_TRIES, UNMAILED, Notification
from foundation.notifications.operations import try_again


class MailState(StateFilter):
    title = _("mail")
    states = {
        "dead": (_("put aside"), lambda rows: rows.dead()),
        "waiting": (_("waiting"), lambda rows: rows.filter(UNMAILED, tries__lt=MOST_TRIES)),
    }


@admin.register(Notification)
class NotificationAdmin(WorkAdmin):
    list_display = ("kind", "language", "created_at", "read_at", "mail_due_at", "mailed_at", "tries", "error")
    list_filter = (MailState, "kind", "language", ("mailed_at", admin.EmptyFieldListFilter))
    date_hierarchy = "created_at"
    fields = readonly_fields = (
        "public_id",
        "kind",
        "language",
        "created_at",
        "mail_due_at",
        "mailed_at",
        "tries",
        "error",
    )
    actions = ("try_now",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    @admin.action(description=_("Try again now"), permissions=["view"])
    def try_now(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        count = try_again(notifications=queryset, now=timezone.now())
        text = ngettext("%(count)s mail is tried again.", "%(count)s mails are tried again.", count)
        messages.success(request, text % {"count": count})
