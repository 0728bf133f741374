"""What happened, and who has yet to hear of it."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.base.leases import LeasedQuerySet, free


class Event(models.Model):
    """One happening, thin: a name and the row it is about. Consumers re-read the row."""

    name = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)  # "app_label.ModelName"
    subject_id = models.CharField(max_length=60)
    at = models.DateTimeField()
    # in whose work it happened, for the logs; the database's default lets code from before the column go on writing
    request_id = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self) -> str:
        return f"{self.name} {self.subject_type} {self.subject_id}"


class DeliveryQuerySet(LeasedQuerySet["Delivery"]):
    def due(self, now: dt.datetime) -> "DeliveryQuerySet":
        """Waiting, its pause over, and not leased to somebody who is still at it."""
        return self.waiting().filter(free(now), due_at__lte=now).order_by("pk")

    def of_consumers(self, path: str) -> "DeliveryQuerySet":
        """Those whose consumer's dotted path begins so."""
        return self.filter(consumer__startswith=path)

    def overdue(self, now: dt.datetime) -> "DeliveryQuerySet":
        """Waiting for more than a minute: something is wrong with the consumer or nobody drains."""
        return self.waiting().filter(event__at__lt=now - dt.timedelta(minutes=1))


class Delivery(models.Model):
    """One consumer's copy of an event: told at least once, retried with growing pauses, put aside after the last."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    consumer = models.CharField(max_length=120)  # dotted path
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(_("put aside"), null=True, blank=True)
    error = models.TextField(blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = (models.UniqueConstraint(fields=["event", "consumer"], name="one_delivery_per_consumer"),)
        indexes = (models.Index(F("due_at"), name="undone_deliveries", condition=Q(done_at=None)),)

    def __str__(self) -> str:
        return f"{self.event} → {self.consumer}"
