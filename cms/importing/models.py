"""What an imported page was made from, and files of agencies on their way to become pages."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page

from cms.agencies.models import AgencyPage
from foundation.accounts.models import User
from foundation.base.ids import PublicIdField
from foundation.files.models import PrivateFile


class SourceRow(models.Model):
    """The row as it came; `digest` (SHA-256 of what the importer reads from it) tells a change from a repetition.

    A number of an agency's own file is its own: `agency` is whose; a public source numbers its projects once for all.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="source_row")
    agency = models.ForeignKey(AgencyPage, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(_("source"), max_length=20)
    external_id = models.CharField(_("number at the source"), max_length=60)
    raw = models.JSONField(_("raw row"))
    digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField()

    class Meta:
        verbose_name = _("source row")
        verbose_name_plural = _("source rows")
        constraints = (
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=models.Q(agency=None), name="source_row_once_per_source"
            ),
            models.UniqueConstraint(fields=["source", "agency", "external_id"], name="source_row_once_per_agency"),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, user: Any) -> "UploadQuerySet":
        """One's own, of agencies whose team one is in."""
        if not user.is_authenticated:
            return self.none()
        mine = self.filter(owner=user)
        return mine if user.is_superuser else mine.filter(agency__organisation__memberships__user=user)

    def kept(self, now: dt.datetime) -> "UploadQuerySet":
        """Not yet forgotten."""
        return self.filter(expires_at__gt=now)


class Upload(models.Model):
    """A file of an agency on its way: read and judged, looked at, confirmed, written, and forgotten a day later.

    Only who sent it sees it. What is confirmed are its lines as they were kept when the file was read.
    """

    class State(models.TextChoices):
        READING = "reading", _("being read")
        READY = "ready", _("waits for your confirmation")
        WRITING = "writing", _("being written")
        DONE = "done", _("done")
        REFUSED = "refused", _("cannot be read")

    public_id = PublicIdField()
    agency = models.ForeignKey(AgencyPage, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    file = models.OneToOneField(PrivateFile, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    reason = models.CharField(max_length=500, blank=True)
    unknown = models.JSONField(default=list)  # headers that no column has
    publish = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("sent file")
        verbose_name_plural = _("sent files")

    def __str__(self) -> str:
        return self.name

    def is_busy(self) -> bool:
        return self.state in (self.State.READING, self.State.WRITING)


class UploadLine(models.Model):
    """One line of a sent file, with what would become of it, and then what became of it."""

    class Outcome(models.TextChoices):
        CREATED = "created", pgettext_lazy("of a line in a file", "new")
        UPDATED = "updated", pgettext_lazy("of a line in a file", "changed")
        UNCHANGED = "unchanged", pgettext_lazy("of a line in a file", "unchanged")
        REJECTED = "rejected", pgettext_lazy("of a line in a file", "refused")

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField(_("line"))
    above = models.PositiveIntegerField(null=True)  # the line that has the same number
    cells = models.JSONField()
    torn = models.BooleanField(default=False)
    kind = models.CharField(max_length=10, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    result = models.CharField(max_length=10, choices=Outcome, blank=True)
    errors = models.JSONField(default=list)  # [column, sentence], in the language of the upload
    lacks = models.JSONField(default=list)

    class Meta:
        verbose_name = _("line of a sent file")
        verbose_name_plural = _("lines of sent files")
        constraints = (models.UniqueConstraint(fields=["upload", "line"], name="line_once_per_upload"),)

    def __str__(self) -> str:
        return f"{self.upload_id}:{self.line}"

    @property
    def number(self) -> str:
        return str(self.cells.get("number", ""))
