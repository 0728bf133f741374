"""What every kind of opportunity is: its page, the sets of pages with a name, and the rows beside a page."""

import datetime as dt
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.models import Page, PageManager, Revision, TaskState
from wagtail.query import PageQuerySet

from cms.agencies.models import AgencyPage, held, is_public, require_free
from cms.opportunities import editor, lifecycle
from cms.opportunities.lifecycle import Openness
from cms.pages.models import PageInLanguages
from foundation.accounts.models import User
from foundation.base.ids import PublicIdField
from foundation.base.locales import active_language
from foundation.base.money import Money
from foundation.base.places import country_name
from foundation.taxonomy.models import Concept

AT_LEAST_ONE = [MinValueValidator(1)]


def currencies() -> list[tuple[str, str]]:
    return [(code, code) for code in settings.CURRENCIES]


class OpportunityQuerySet(PageQuerySet):
    """Pages of one type; an agency's page is its parent, so its path is the page's without the last step."""

    def of_live_agencies(self) -> "OpportunityQuerySet":
        return self.filter(Exists(AgencyPage.objects.filter(live=True, path=_parent_path())))

    def open(self, at: dt.date) -> "OpportunityQuerySet":
        """What one can answer on a day, by the rules of `lifecycle`; a reference is never open."""
        on = at.date() if isinstance(at, dt.datetime) else at
        if self.model.kind == "reference":
            return self.none()
        paused = Q(opportunity_state__paused_at__isnull=False) & (
            Q(opportunity_state__paused_until=None) | Q(opportunity_state__paused_until__gte=on)
        )
        found = self.of_live_agencies().filter(
            Q(closes_on=None) | Q(closes_on__gte=on), live=True, opportunity_state__closed_early_at=None
        )
        beside = Q(opportunity_state=None)
        found = found.filter(
            beside | Q(pending_limit=None) | Q(pending_limit__gt=F("opportunity_state__pending_count"))
        )
        if self.model.kind == "mission":
            found = found.filter(beside | Q(seats=None) | Q(seats__gt=F("opportunity_state__seats_taken")))
        return found.filter(Q(opportunity_state=None) | ~paused)

    def visible_to(self, user: Any) -> "OpportunityQuerySet":
        """What is public, and to members of a team also the drafts of their agency; to administrators everything."""
        if user.is_superuser:
            return self.all()
        public = Q(pk__in=self.model.objects.filter(live=True).of_live_agencies().values("pk"))
        if not user.is_authenticated:
            return self.filter(public)
        own = AgencyPage.objects.filter(organisation__memberships__user=user, path=_parent_path())
        return self.filter(public | Exists(own))

    def under(self, agency: AgencyPage) -> "OpportunityQuerySet":
        return self.child_of(agency)

    def for_lists(self) -> "OpportunityQuerySet":
        """With what a card shows, in a number of queries that does not grow with the rows."""
        return self.select_related("opportunity_state").prefetch_related("texts")


def _parent_path() -> Substr:
    return Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)


class OpportunityState(models.Model):
    """What changes by itself, beside the page: publishing a revision never overwrites it. No row means all zero."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="opportunity_state")
    seats_taken = models.PositiveIntegerField(_("places taken"), default=0)
    pending_count = models.PositiveIntegerField(_("pending applications"), default=0)
    closed_early_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateField(null=True, blank=True)
    pause_reason = models.CharField(_("reason of the pause"), max_length=300, blank=True, default="")
    paused_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    paused_by_coordinator = models.BooleanField(default=False)  # who acted for the agency; every act says so
    first_promised_on = models.DateField(_("first answer date"), null=True, blank=True)
    promised_on = models.DateField(_("promised answer date"), null=True, blank=True)  # somebody counts on it

    class Meta:
        verbose_name = _("state of an opportunity")
        verbose_name_plural = _("states of opportunities")

    def __str__(self) -> str:
        return str(self.page_id)


class FactRead(models.Model):
    """A fact that was read from an agency's file into a draft, with the words it was read from, until looked at."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="facts_read")
    field = models.CharField(max_length=40)
    evidence = models.CharField(max_length=300, blank=True)
    sure = models.BooleanField(default=True)
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("fact read from a file")
        verbose_name_plural = _("facts read from files")
        constraints = (models.UniqueConstraint(fields=["page", "field"], name="fact_read_once_per_page"),)

    def __str__(self) -> str:
        return f"{self.page_id} {self.field}"


class Opportunity(PageInLanguages):
    """What every kind shares. The slug is made once, from the public id.

    The country is the agency's; a reference has its source's, which may be any, or none where it lies in several.
    """

    kind: ClassVar[str]

    public_id = PublicIdField()
    country = models.CharField(_("country"), max_length=2, blank=True, editable=False, db_index=True)
    region = models.CharField(_("region"), max_length=6, blank=True)
    city = models.CharField(_("town or village"), max_length=100, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    closes_on = models.DateField(_("last day to answer"), null=True, blank=True, db_index=True)
    answers_by = models.DateField(_("answer date"), null=True, blank=True)
    sdgs = models.JSONField(_("sustainable development goals"), default=list, blank=True)
    sectors = ParentalManyToManyField(
        Concept, verbose_name=_("sectors"), blank=True, related_name="+", limit_choices_to={"kind": "sector"}
    )

    objects = PageManager.from_queryset(OpportunityQuerySet)()

    parent_page_types = ("agencies.AgencyPage",)
    subpage_types: tuple[str, ...] = ()
    exclude_fields_in_copy: ClassVar[list[str]] = ["public_id"]
    promote_panels: tuple[Any, ...] = ()
    settings_panels = editor.SETTINGS

    class Meta:
        abstract = True

    @cached_property
    def agency(self) -> AgencyPage:
        return AgencyPage.objects.select_related("organisation").get(path=self.path[: -Page.steplen])

    def country_name(self) -> str:
        return country_name(self.country, active_language())

    def state(self) -> OpportunityState:
        """Return the row beside the page, or an unsaved one that says zero."""
        try:
            return self.opportunity_state
        except ObjectDoesNotExist:
            return OpportunityState(page_id=self.pk)

    def openness(self, on: dt.date) -> Openness:
        """Return OPEN, or the first reason why nobody can answer on a day."""
        return lifecycle.openness(self.facts(), on=on)

    def facts(self) -> lifecycle.Facts:
        """Return all that openness depends on, as the page and the row beside it stand."""
        state = self.state()
        return lifecycle.Facts(
            kind=self.kind,
            live=self.live,
            agency_live=self.agency.live,
            closes_on=self.closes_on,
            closed_early=state.closed_early_at is not None,
            paused=state.paused_at is not None,
            paused_until=state.paused_until,
            seats=getattr(self, "seats", None),
            seats_taken=state.seats_taken,
            pending_limit=getattr(self, "pending_limit", None),
            pending_count=state.pending_count,
        )

    def opened_by(self, draft: "Opportunity", *, on: dt.date) -> bool:
        """Tell whether publishing a draft opens the page as it is stored: always what is not public.

        What is public is opened if people can answer then, or when a pause ends, who cannot without it.
        """
        kept = type(self).objects.get(pk=self.pk)  # in the editor's hand the page is the draft itself
        return not is_public(kept) or lifecycle.opens_after_pause(kept.facts(), draft.facts(), on=on)

    def would_open(self, *, on: dt.date) -> bool:
        """Tell whether publishing its latest draft opens the page."""
        return self.opened_by(self.get_latest_revision_as_object(), on=on)

    def money(self, field: str) -> Money | None:
        """Return the money of a `*_minor` column, given without that ending; None where it is not said."""
        minor = getattr(self, f"{field}_minor")
        currency = self.currency  # type: ignore[attr-defined]
        return Money(minor, currency) if minor is not None and currency else None

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._place_it()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        self._place_it()
        super().minimal_clean()

    def _place_it(self) -> None:
        self.slug = self.slug or self.public_id
        if not self.country and self.path and self.kind != "reference":
            self.country = self.agency.organisation.country

    def publish(self, revision: Revision, user: Any = None, **kwargs: Any) -> None:
        """Publish; who approved this very revision needs no other right (a focal point has none in the CMS).

        Raises:
            DomainError: this would open a call of an agency that is held.
        """
        today = timezone.now().date()  # Wagtail's door passes no time
        organisation_id = self.agency.organisation_id
        if self.kind != "reference" and held(organisation_id) and self.opened_by(revision.as_object(), on=today):
            require_free(organisation_id)
        if user is not None and not kwargs.get("skip_permission_checks"):
            approved = TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED, finished_by=user)
            kwargs["skip_permission_checks"] = approved.exists()
        super().publish(revision, user=user, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """Return the page of a revision; what is the page's and not the revision's stays (a copy has its own id).

        So does an answer date on which somebody counts: an older draft that is published later does not move it.
        """
        page = super().with_content_json(content)
        page.public_id, page.country, page.slug = self.public_id, self.country, self.slug
        if self.kind != "reference" and (promised := self.state().promised_on):
            page.answers_by = promised
        return page
