"""Saved searches, whom they tell, the keys they are found by, and what they have found."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.base.ids import PublicIdField
from foundation.organisations.queries import verified_addresses
from search.results.parameters import Asked
from search.saved.lifecycle import Rhythm

LONGEST_NAME = 100


class Subscriber(models.Model):
    """Whom saved searches tell: a member, or an address whose owner has no account. An address is in lower case."""

    public_id = PublicIdField()
    user = models.OneToOneField(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(_("e-mail address"), blank=True)
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("reader of saved searches")
        verbose_name_plural = _("readers of saved searches")
        constraints = (
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="one_subscriber_per_address"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, email="") | (Q(user=None) & ~Q(email="")),
                name="subscriber_is_a_member_or_an_address",
            ),
        )

    def __str__(self) -> str:
        return self.public_id

    @property
    def time_zone(self) -> str:
        """The account's; of an address nothing is known."""
        return self.user.time_zone if self.user else "UTC"


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def confirmed(self) -> "SavedSearchQuerySet":
        """Those whose person said that she wants them."""
        return self.filter(confirmed_at__isnull=False)

    def active(self) -> "SavedSearchQuerySet":
        """Those that find and tell."""
        return self.confirmed().filter(paused_at=None)

    def of(self, subscriber: Subscriber) -> "SavedSearchQuerySet":
        return self.filter(subscriber=subscriber)

    def visible_to(self, user: Any) -> "SavedSearchQuerySet":
        """A member's own, and those of the addresses she has proved."""
        if not user.is_authenticated:
            return self.none()
        own = Q(subscriber__user=user) | Q(subscriber__email__in=verified_addresses(user))
        return self.confirmed().filter(own)

    def listed(self) -> "SavedSearchQuerySet":
        return self.select_related("subscriber").order_by("-created_at", "-pk")


class SavedSearch(models.Model):
    """A question with a name and a rhythm, told to one person in one language.

    `text` and `filters` are those of `search.results.parameters.Asked`; order, page and closed ones play no part.
    `units` is what the text was read as, at the taxonomy's version `read_with`. What was published before `since`
    is not told: the person saw it, or had paused.
    """

    public_id = PublicIdField()
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="searches")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    text = models.CharField(_("words"), max_length=300, blank=True)
    filters = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64)
    units = models.JSONField(default=list, blank=True)
    read_with = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField()
    since = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = (models.UniqueConstraint(fields=["subscriber", "digest"], name="search_saved_once"),)
        indexes = (
            models.Index(fields=["created_at"], name="unconfirmed_searches", condition=Q(confirmed_at=None)),
            models.Index(fields=["read_with"], name="searches_by_reading"),
        )

    def __str__(self) -> str:
        return self.name

    def asked(self) -> Asked:
        """Return the question, valid as it was when it was saved."""
        return Asked(self.text, {name: tuple(values) for name, values in self.filters.items()})


class Posting(models.Model):
    """One of the keys that a document must have at least one of to concern a search: see `postings`."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="postings")
    key = models.BigIntegerField()

    class Meta:
        verbose_name = _("key of a saved search")
        verbose_name_plural = _("keys of saved searches")
        constraints = (models.UniqueConstraint(fields=["key", "search"], name="posting_once"),)

    def __str__(self) -> str:
        return str(self.key)


class FindQuerySet(models.QuerySet["Find"]):
    def waiting(self) -> "FindQuerySet":
        return self.filter(told_at=None)

    def due(self, at: dt.datetime) -> "FindQuerySet":
        return self.waiting().filter(due_at__lte=at)


class Find(models.Model):
    """That a search has found an opportunity (its public id): once for ever, so that nothing is told twice.

    `found_at` lies ahead where the search will find it on a later day (see `queries.day_of_match`).
    """

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="finds")
    opportunity = models.CharField(max_length=16)
    found_at = models.DateTimeField()
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    objects = FindQuerySet.as_manager()

    class Meta:
        verbose_name = _("find of a saved search")
        verbose_name_plural = _("finds of saved searches")
        constraints = (models.UniqueConstraint(fields=["search", "opportunity"], name="found_once"),)
        indexes = (models.Index(fields=["due_at"], name="waiting_finds", condition=Q(told_at=None)),)

    def __str__(self) -> str:
        return f"{self.search_id} {self.opportunity}"
