"""Opportunities: what Wagtail does to their pages is announced."""

from django.apps import AppConfig


class OpportunitiesConfig(AppConfig):
    name = "cms.opportunities"
    label = "opportunities"

    def ready(self) -> None:
        from cms.announce import listen
        from cms.opportunities.models import OPPORTUNITY_TYPES

        listen(*OPPORTUNITY_TYPES)
