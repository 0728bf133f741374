"""What an imported page was made from: the raw row of the source, kept beside the page."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class SourceRow(models.Model):
    """The row as it came; `digest` (SHA-256 of what the importer reads from it) tells a change from a repetition."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="source_row")
    source = models.CharField(_("source"), max_length=20)
    external_id = models.CharField(_("number at the source"), max_length=60)
    raw = models.JSONField(_("raw row"))
    digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField()

    class Meta:
        verbose_name = _("source row")
        verbose_name_plural = _("source rows")
        constraints = (models.UniqueConstraint(fields=["source", "external_id"], name="source_row_once_per_source"),)

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"
