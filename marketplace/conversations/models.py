"""What a person and an agency write to each other about a submission, with files; nothing of it is deleted."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.base.ids import PublicIdField
from foundation.files.models import PrivateFile
from marketplace.answers.lifecycle import Actor
from marketplace.answers.models import Submission

LONGEST = 5000
MOST_FILES = 5  # of one message


class MessageQuerySet(models.QuerySet["Message"]):
    def about(self, submission: Submission) -> "MessageQuerySet":
        """What was written about a submission, the earliest first, in two queries."""
        rows = self.filter(submission=submission).select_related("by").order_by("written_at", "pk")
        return rows.prefetch_related(
            models.Prefetch("files", MessageFile.objects.order_by("pk").select_related("file"))
        )

    def lately(self, user: User, *, now: dt.datetime) -> "MessageQuerySet":
        """What a person wrote in the last day."""
        return self.filter(by=user, written_at__gt=now - dt.timedelta(days=1))


class Message(models.Model):
    """One message, and in which quality it was written; a person who was erased leaves an empty one."""

    public_id = PublicIdField()
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="messages")
    actor = models.CharField(max_length=12, choices=Actor)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("message"), max_length=LONGEST, blank=True)
    written_at = models.DateTimeField()

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("written_at", "pk")

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_of_person(self) -> bool:
        return self.actor == Actor.PERSON


class MessageFile(models.Model):
    """A file that came with a message. Its bytes go with the account of who sent it; that it was there stays."""

    public_id = PublicIdField()
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="files")
    file = models.OneToOneField(PrivateFile, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(_("name"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("file of a message")
        verbose_name_plural = _("files of messages")

    def __str__(self) -> str:
        return f"{self.message_id} {self.file_id}"
