"""Agencies: what Wagtail does to their pages is announced."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "cms.agencies"
    label = "agencies"

    def ready(self) -> None:
        from cms.agencies.models import AgencyPage
        from cms.announce import listen

        listen(AgencyPage)
