"""Staff see offices, books and entries, and change nothing; names are not among what is shown."""

from django.contrib import admin

from foundation.base.admin import WorkAdmin
from foundation.registry.models import Entry
from foundation.registry.offices import Book, Office


@admin.register(Office)
class OfficeAdmin(WorkAdmin):
    list_display = ("code", "organisation", "opened_at")
    list_select_related = ("organisation",)
    search_fields = ("code",)
    ordering = ("code",)


@admin.register(Book)
class BookAdmin(WorkAdmin):
    list_display = ("code", "year", "entries", "arrivals", "departures", "internals")
    list_filter = ("year",)
    ordering = ("-year", "code")


@admin.register(Entry)
class EntryAdmin(WorkAdmin):
    list_display = ("number", "nature", "channel", "confidentiality", "admitted_at")
    list_filter = ("direction", "nature", "confidentiality")
    search_fields = ("number",)
    date_hierarchy = "admitted_on"
    ordering = ("-admitted_at", "-pk")
    fields = readonly_fields = (
        *("number", "direction", "nature", "channel", "priority", "confidentiality"),
        *("admitted_at", "document_on", "limit_on", "previous", "seal"),
    )
