"""An expert's answer to a mission call: what she writes, and her documents."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.opportunities.models import CallQuestion
from foundation.files.models import PrivateFile
from marketplace.answers.lifecycle import Kind
from marketplace.answers.models import PARTS, Part, Submission, SubmissionQuerySet

MOST_DOCUMENTS = 5


PROPOSED = tuple(part for part in PARTS[Kind.APPLICATION] if part != Part.CV)  # until the person chooses otherwise


class Application(Submission):
    motivation = models.TextField(_("motivation"), max_length=3000, blank=True)

    objects = SubmissionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")


class ApplicationDocument(models.Model):
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="documents")
    file = models.OneToOneField(PrivateFile, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("document of an application")
        verbose_name_plural = _("documents of applications")

    def __str__(self) -> str:
        return f"{self.application_id} {self.file_id}"


class Reply(models.Model):
    """What an expert replies to a question of the call; the question's words stay as they were when she sent it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="replies")
    question = models.ForeignKey(CallQuestion, null=True, on_delete=models.SET_NULL, related_name="+")
    asked = models.CharField(_("question"), max_length=500)
    text = models.TextField(_("reply"), max_length=2000)

    class Meta:
        verbose_name = _("reply to a question of the call")
        verbose_name_plural = _("replies to questions of calls")
        constraints = (models.UniqueConstraint(fields=["application", "question"], name="one_reply_per_question"),)

    def __str__(self) -> str:
        return f"{self.application_id} {self.question_id}"
