"""Staff see what left, what waits and why; nobody edits what a person was told."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from foundation.notifications.models import Notification


@admin.register(Notification)
class NotificationAdmin(admin.ModelAdmin):
    list_display = ("kind", "language", "created_at", "read_at", "mailed_at", "tries", "error")
    list_filter = ("kind", "language", ("mailed_at", admin.EmptyFieldListFilter))
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

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
