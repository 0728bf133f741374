"""The reference: an imported project, already funded or closed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from cms.opportunities import editor
from cms.opportunities.opportunity import Opportunity, currencies
from cms.opportunities.page_forms import ReferenceForm
from cms.pages.models import TextInLanguage
from foundation.base.money import Money


class Reference(Opportunity):
    """An imported, already funded or closed project: searchable, marked, never "for you"."""

    kind = "reference"

    class Status(models.TextChoices):
        PIPELINE = "pipeline", _("in preparation")
        ACTIVE = "active", _("running")
        CLOSED = "closed", _("finished")
        DROPPED = "dropped", _("given up")

    source = models.CharField(_("source"), max_length=20, editable=False)
    external_id = models.CharField(_("number at the source"), max_length=60, editable=False)
    source_url = models.URLField(_("page at the source"), max_length=300, blank=True)
    amount_minor = models.PositiveBigIntegerField(_("amount"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=currencies, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, blank=True)

    base_form_class = ReferenceForm
    content_panels = editor.REFERENCE
    is_creatable = False
    template = "opportunities/reference.html"

    class Meta:
        verbose_name = _("reference project")
        verbose_name_plural = _("reference projects")
        constraints = (models.UniqueConstraint(fields=["source", "external_id"], name="reference_once_per_source"),)

    @property
    def amount(self) -> Money | None:
        return self.money("amount")


class ReferenceText(TextInLanguage):
    page = ParentalKey(Reference, on_delete=models.CASCADE, related_name="texts")
    summary = models.TextField(_("in short"), max_length=600, blank=True)

    panels = editor.TEXT

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = (models.UniqueConstraint(fields=["page", "language"], name="reference_text_once_per_language"),)
