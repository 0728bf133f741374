"""Staff read impressions; nobody changes them."""

from django.contrib import admin
from django.http import HttpRequest

from matching.impressions.models import Impression


@admin.register(Impression)
class ImpressionAdmin(admin.ModelAdmin):
    list_display = ("seen_at", "place", "position", "subject", "subject_id", "model")
    list_filter = ("place", "subject", "model")
    date_hierarchy = "seen_at"
    raw_id_fields = ("viewer",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Impression | None = None) -> bool:
        return False
