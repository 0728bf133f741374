"""An agency's page, made on its verification as the parent of all it publishes, and how far it is trusted."""

import datetime as dt
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, Page, Workflow

from foundation.accounts.models import User
from foundation.base.ids import PublicIdField
from foundation.organisations.models import Organisation


class AgencyPage(Page):
    """/{lang}/opportunities/{country}/{agency}/; what it says comes from the organisation's row."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="page", editable=False)
    public_id = PublicIdField()

    parent_page_types = ("pages.CountryPage",)
    subpage_types = ("opportunities.MissionCall", "opportunities.Investment", "opportunities.Reference")
    private_page_options: tuple[str, ...] = ()
    is_creatable = False
    content_panels: tuple[Any, ...] = ()
    promote_panels: tuple[Any, ...] = ()
    template = "agencies/agency.html"

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")

    def name(self) -> str:
        return self.organisation.name(get_language() or "fr")

    def get_admin_display_title(self) -> Any:
        return self.draft_title or self.title


class Standing(models.Model):
    """What an agency has in the CMS, and whether its first call was approved by the focal point of its country."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="standing")
    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, related_name="+")
    workflow = models.OneToOneField(Workflow, on_delete=models.PROTECT, related_name="+")
    first_call_approved_at = models.DateTimeField(null=True, blank=True)
    first_call_approved_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("standing of an agency")
        verbose_name_plural = _("standings of agencies")

    def __str__(self) -> str:
        return str(self.organisation_id)

    def is_trusted(self) -> bool:
        return self.first_call_approved_at is not None
