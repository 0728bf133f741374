"""One table of what happens at a time: dated once, or in a rhythm."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.base.leases import LeasedQuerySet, free


class ClockQuerySet(LeasedQuerySet["Clock"]):
    def due(self, now: dt.datetime) -> "ClockQuerySet":
        """Waiting, its time come, and not leased to somebody who is still at it."""
        return self.waiting().filter(free(now), due_at__lte=now).order_by("due_at", "pk")


class Clock(models.Model):
    """`handler` is a key of settings.CLOCK_HANDLERS; a rhythm has no subject, is never done and never put aside."""

    handler = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(_("put aside"), null=True, blank=True)
    error = models.TextField(blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        constraints = (
            models.UniqueConstraint(
                fields=["handler", "subject_id"], condition=Q(done_at=None), name="one_running_clock_per_subject"
            ),
        )

    def __str__(self) -> str:
        return f"{self.handler} {self.subject_id} {self.due_at:%Y-%m-%d %H:%M}"
