"""An agency's page, made on its verification as the parent of all it publishes, and who approves its calls."""

from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Collection, Page, TaskState, Workflow

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.base.ids import PublicIdField
from foundation.base.locales import active_language
from foundation.notifications.operations import tell
from foundation.organisations.models import FocalPoint, Organisation
from foundation.outbox.operations import record


class AgencyPage(Page):
    """/{lang}/opportunities/{country}/{agency}/; what it says comes from the organisation's row."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="page", editable=False)
    public_id = PublicIdField()

    parent_page_types = ("pages.CountryPage",)
    subpage_types = ("opportunities.MissionCall", "opportunities.Investment", "opportunities.Reference")
    private_page_options: tuple[str, ...] = ()
    is_creatable = False
    content_panels: tuple[Any, ...] = ()
    promote_panels: tuple[Any, ...] = ()
    settings_panels: tuple[Any, ...] = ()
    template = "agencies/agency.html"

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")

    def name(self) -> str:
        return self.organisation.name(active_language())


class Standing(models.Model):
    """What an agency has in the CMS, and whether its first call was approved by the focal point of its country."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="standing")
    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, related_name="+")
    workflow = models.OneToOneField(Workflow, on_delete=models.PROTECT, related_name="+")
    first_call_approved_at = models.DateTimeField(null=True, blank=True)
    first_call_approved_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("standing of an agency")
        verbose_name_plural = _("standings of agencies")

    def __str__(self) -> str:
        return str(self.organisation_id)

    def is_trusted(self) -> bool:
        return self.first_call_approved_at is not None


class HoldQuerySet(models.QuerySet["Hold"]):
    def active(self) -> "HoldQuerySet":
        return self.filter(lifted_at=None)


class Hold(models.Model):
    """Why an agency cannot open its next call now; set and lifted from above, kept when it is over."""

    class Reason(models.TextChoices):
        """Each is a sentence that says what to do."""

        UNANSWERED = (
            "unanswered",
            _(
                "No new call can open yet: people were left without an answer. Write to each of them, and answer what "
                "is late; your desk lists them. Or name a coordinator, who has to confirm it; one from before does not "
                "count: end her task and name her again. Until then this can be kept as a draft."
            ),
        )

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold of an agency")
        verbose_name_plural = _("holds of agencies")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "reason"], condition=Q(lifted_at=None), name="held_once_per_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.reason}"


def held(organisation_id: int) -> str:
    """Return why an agency cannot open its next call, in a sentence; empty when it can."""
    hold = Hold.objects.active().filter(organisation_id=organisation_id).order_by("since", "pk").first()
    return str(hold.get_reason_display()) if hold else ""


def is_public(page: Page) -> bool:
    """Whether a page is public by now; Wagtail's new one says that it is live before it was ever published."""
    return bool(page.live and page.first_published_at)


def require_free(organisation_id: int) -> None:
    """Refuse while an agency is held.

    Raises:
        DomainError: with the sentence that says what to do (code "held").
    """
    if sentence := held(organisation_id):
        raise DomainError(sentence, code="held")


class AgencyApproval(AbstractGroupApprovalTask):
    """The one step of an agency's workflow: the focal point approves its first call, its moderators the later ones."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="approval")

    class Meta:
        verbose_name = _("approval of an agency's page")
        verbose_name_plural = _("approvals of agencies' pages")

    @classmethod
    def get_description(cls) -> Any:
        return _("The focal point of the country approves the first call, the agency's moderators the later ones")

    def approved_by(self, user: Any) -> bool:
        if user.is_superuser:
            return True
        if self.organisation.standing.is_trusted():
            return self._user_in_groups(user)
        return FocalPoint.objects.filter(user=user, country=self.organisation.country).exists()

    def approvers(self) -> Any:
        """Return the people who are asked: focal points before the first call, the agency's moderators later."""
        if self.organisation.standing.is_trusted():
            return User.objects.filter(groups=self.organisation.moderators_id, is_active=True).order_by("pk")
        return User.objects.filter(focal_points__country=self.organisation.country, is_active=True).order_by("pk")

    @transaction.atomic
    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        """Begin to wait, and tell who approves, once per submission; not the person who submits."""
        task_state = super().start(workflow_state, user=user)
        trusted = self.organisation.standing.is_trusted()
        page = workflow_state.content_object
        url = reverse("wagtailadmin_pages:edit", args=[page.pk]) if trusted else ""
        kind, key = "call" if trusted else "first_call", f"approval:{task_state.pk}"
        for person in self.approvers().exclude(pk=getattr(user, "pk", None)):
            self._tell(person, page.title, url, kind=kind, key=key)
        return task_state

    def _tell(self, person: User, title: str, url: str, *, kind: str, key: str) -> None:
        tell(
            key=f"{key}:{person.pk}",
            kind=f"agency.{kind}",
            recipient=person,
            template=f"agencies/mail/{kind}",
            facts={"name": self.organisation.name(person.language), "title": title},
            route="" if url else "desk",
            url=url,
            now=timezone.now(),  # Wagtail's door passes no time
        )

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self.approved_by(user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not self.approved_by(user)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return self.approved_by(user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not self.approved_by(user):
            return []
        if held(self.organisation_id) and obj.specific.would_open(on=timezone.now().date()):
            return [("reject", _("Ask for changes"), True)]
        return [
            ("reject", _("Ask for changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with a comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        if self.approved_by(user):
            return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return TaskState.objects.none()

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Let Wagtail publish what is approved; the first approval makes the agency trusted from then on.

        Raises:
            DomainError: the agency is held, and this would open a call.
        """
        if action_name == "approve" and not is_public(task_state.workflow_state.content_object):
            require_free(self.organisation_id)
        super().on_action(task_state, user, action_name, **kwargs)
        standing = Standing.objects.select_for_update(of=("self",)).get(organisation=self.organisation)
        if action_name == "approve" and not standing.is_trusted():
            standing.first_call_approved_at = now = timezone.now()  # Wagtail's door passes no time
            standing.first_call_approved_by = user
            standing.save(update_fields=["first_call_approved_at", "first_call_approved_by"])
            record("organisation.changed", subject=self.organisation, now=now)
