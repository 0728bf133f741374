"""Exchange rates in the staff admin, with their date and source."""

from django.contrib import admin

from foundation.base.models import ExchangeRate


@admin.register(ExchangeRate)
class ExchangeRateAdmin(admin.ModelAdmin):
    list_display = ("currency", "per_euro", "on", "source")
    list_filter = ("currency",)
    date_hierarchy = "on"
