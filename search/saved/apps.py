"""Saved searches."""

from django.apps import AppConfig


class SavedConfig(AppConfig):
    name = "search.saved"
    label = "saved"
