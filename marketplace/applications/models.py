"""An expert's answer to a mission call: what she writes, what she lets the agency see, and her documents."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.opportunities.models import CallQuestion
from foundation.files.models import PrivateFile
from marketplace.answers.models import Submission, SubmissionQuerySet

MOST_DOCUMENTS = 5


class Part(models.TextChoices):
    """A part of a profile that an agency may be let to see."""

    HEADLINE = "headline", _("headline and about me")
    OCCUPATIONS = "occupations", _("occupations and sectors")
    SKILLS = "skills", _("skills")
    LANGUAGES = "languages", _("languages")
    PLACE = "place", _("where I live")
    AVAILABILITY = "availability", _("when I am available")
    CONTACT = "contact", _("my e-mail address")
    CV = "cv", _("the CV itself")


PROPOSED = tuple(part for part in Part if part != Part.CV)  # until the person chooses otherwise


class ApplicationQuerySet(SubmissionQuerySet):
    def judged_by(self, user: Any) -> Any:
        """Those a person has been asked to judge."""
        return self.sent().filter(assessments__assessor=user) if user.is_authenticated else self.none()


class Application(Submission):
    motivation = models.TextField(_("motivation"), max_length=3000, blank=True)

    objects = ApplicationQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")

    def granted(self) -> list[str]:
        """Return the codes of the parts the agency may see now, in the order of Part; lists prefetch `grants`."""
        now = {grant.part for grant in self.grants.all() if grant.withdrawn_at is None}
        return [part for part in Part.values if part in now]


class Grant(models.Model):
    """The agency may see this part of the profile, until the person takes it back."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="grants")
    part = models.CharField(_("part of the profile"), max_length=15, choices=Part)
    granted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("leave to see a part of a profile")
        verbose_name_plural = _("leaves to see parts of profiles")
        constraints = (
            models.UniqueConstraint(
                fields=["application", "part"], condition=Q(withdrawn_at=None), name="granted_once_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.application_id} {self.part}"


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
