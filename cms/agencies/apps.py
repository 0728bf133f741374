"""The application agencies."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "cms.agencies"
    label = "agencies"
