"""Organisations in the staff admin: to read, and to name the focal points; decisions are made on the desk."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from foundation.organisations.models import Decision, FocalPoint, Membership, Organisation


class ReadOnly(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MembershipInline(ReadOnly):
    model = Membership


class DecisionInline(ReadOnly):
    model = Decision


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ("__str__", "slug", "kind", "country", "state", "registered_at")
    list_filter = ("kind", "country")
    search_fields = ("name_fr", "name_ar", "name_en", "name_es", "slug", "email")
    inlines = (MembershipInline, DecisionInline)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(FocalPoint)
class FocalPointAdmin(admin.ModelAdmin):
    list_display = ("user", "country")
    list_filter = ("country",)
    autocomplete_fields = ("user",)
