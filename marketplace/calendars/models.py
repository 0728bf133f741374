"""The private address of a person's calendar; what is stored cannot be turned back into it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User


class CalendarFeed(models.Model):
    """One per person at most; a renewed one makes the address before it worthless."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the token, in hexadecimal
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return str(self.user_id)
