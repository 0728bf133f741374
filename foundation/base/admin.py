"""Exchange rates in the staff admin, and the look of pages about work that goes on by itself."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from foundation.base.models import ExchangeRate


@admin.register(ExchangeRate)
class ExchangeRateAdmin(admin.ModelAdmin):
    list_display = ("currency", "per_euro", "on", "source")
    list_filter = ("currency",)
    date_hierarchy = "on"


class StateFilter(admin.SimpleListFilter):
    """Filters by `states`: {key: (name, function from the rows to those in the state)}."""

    title = _("state")
    parameter_name = "state"
    states: dict[str, tuple[Any, Callable[[Any], QuerySet[Any]]]] = {}

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [(key, name) for key, (name, _rows) in self.states.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        known = self.states.get(self.value() or "")
        return known[1](queryset) if known else queryset


class WorkAdmin(admin.ModelAdmin):
    """Rows that staff looks at and has tried again, and nobody adds, edits or deletes."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
