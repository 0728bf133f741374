"""What somebody really saw of a ranked list: the rows that a later model is trained on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User


class Impression(models.Model):
    """One card seen by one person, with everything its place was computed from; never recomputed later.

    `list_id` is one showing of a list; `subject_id` the public id of the opportunity or the person on the card.
    """

    class Subject(models.TextChoices):
        OPPORTUNITY = "opportunity", _("opportunity")
        PERSON = "person", _("person")

    viewer = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name=_("seen by"))
    list_id = models.CharField(_("list"), max_length=16)
    place = models.CharField(_("page"), max_length=20)
    query_id = models.CharField(_("ranked for"), max_length=16)  # profile or opportunity the list answers
    subject = models.CharField(_("kind of card"), max_length=11, choices=Subject)
    subject_id = models.CharField(_("card"), max_length=16)
    position = models.PositiveSmallIntegerField(_("position"))
    score = models.FloatField(_("score"))
    model = models.CharField(_("model"), max_length=40)
    features = models.JSONField(_("features"))
    served_at = models.DateTimeField(_("served"))
    seen_at = models.DateTimeField(_("seen"))

    class Meta:
        verbose_name = _("impression")
        verbose_name_plural = _("impressions")
        constraints = (models.UniqueConstraint(fields=["list_id", "subject_id"], name="card_seen_once_per_list"),)
        indexes = (models.Index(fields=["subject", "subject_id", "seen_at"], name="impressions_of_a_card"),)

    def __str__(self) -> str:
        return f"{self.place} {self.position}: {self.subject_id}"
