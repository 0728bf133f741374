"""What moves agencies to answer: the calls of their coordinators and focal points, and the nudges of these."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import User
from foundation.base.ids import PublicIdField
from foundation.organisations.models import Organisation


class PhoneNote(models.Model):
    """An agency was called: by whom and as what, when, with whom, what was said, when to call again; never changed.

    When to call again is the coordinator's: what a focal point notes beside her leaves her list as it is.
    """

    class Caller(models.TextChoices):
        COORDINATOR = "coordinator", pgettext_lazy("who called an agency", "coordinator")
        FOCAL_POINT = "focal_point", pgettext_lazy("who called an agency", "focal point")

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="phone_notes")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    called_as = models.CharField(
        _("called as"), max_length=12, choices=Caller, default=Caller.COORDINATOR, db_default=Caller.COORDINATOR
    )
    at = models.DateTimeField()
    with_whom = models.CharField(_("spoken with"), max_length=150)
    said = models.TextField(_("what was said"), max_length=2000)
    next_on = models.DateField(_("call again on"), null=True, blank=True)

    class Meta:
        verbose_name = _("note of a telephone call")
        verbose_name_plural = _("notes of telephone calls")
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=["organisation", "-at"], name="phone_notes_of_organisation"),)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.at:%Y-%m-%d}"


class Nudge(models.Model):
    """The focal point has reminded an agency; at most once a day."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="nudges")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    on = models.DateField()

    class Meta:
        verbose_name = _("nudge")
        verbose_name_plural = _("nudges")
        constraints = (models.UniqueConstraint(fields=["organisation", "on"], name="one_nudge_a_day"),)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.on}"
