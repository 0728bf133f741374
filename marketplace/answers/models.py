"""What a person sent to an agency and is owed an answer to, every move of it, the promise of its answer date, and the
links by which the agency's people answer without a password."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from foundation.accounts.models import User
from foundation.base.ids import PublicIdField
from foundation.organisations.models import EDITING, Coordinator, Membership, Organisation, Role
from foundation.registry.models import Entry
from marketplace.answers.lifecycle import CHANGES, GONE, PENDING, Actor, Kind, Reason, Status, open_to, said


class Part(models.TextChoices):
    """A part of a profile that an agency may be let to see."""

    HEADLINE = "headline", _("headline and about me")
    OCCUPATIONS = "occupations", _("occupations and sectors")
    SKILLS = "skills", _("skills")
    LANGUAGES = "languages", _("languages")
    PLACE = "place", _("place of residence")
    AVAILABILITY = "availability", _("availability")
    SECTORS = "sectors", _("sectors and countries of interest")
    TICKET = "ticket", _("amounts and form of investment")
    TERMS = "terms", _("risk, horizon and goals")
    CONTACT = "contact", _("e-mail address")
    CV = "cv", _("the CV itself")


# What may be shown with each kind, in the order it is read: an expert profile has other parts than an investor's.
PARTS: dict[str, tuple[Part, ...]] = {
    Kind.APPLICATION: (
        Part.HEADLINE,
        Part.OCCUPATIONS,
        Part.SKILLS,
        Part.LANGUAGES,
        Part.PLACE,
        Part.AVAILABILITY,
        Part.CONTACT,
        Part.CV,
    ),
    Kind.INTEREST: (Part.HEADLINE, Part.SECTORS, Part.TICKET, Part.TERMS, Part.PLACE, Part.CONTACT),
}


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def of(self, user: Any) -> Any:
        """One's own, drafts among them."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def sent(self) -> Any:
        """All but drafts: what an agency may see at all."""
        return self.exclude(status=Status.DRAFT)

    def standing(self) -> Any:
        """All but what its person withdrew and offers that ended: of these a person has one for a page."""
        return self.exclude(status__in=GONE)

    def pending(self) -> Any:
        """Those to which the agency owes an answer."""
        return self.filter(status__in=PENDING)

    def late(self, on: dt.date) -> Any:
        """Pending, and their answer date has passed."""
        return self.pending().filter(answer_on__lt=on)

    def answerable_by(self, user: Any) -> Any:
        """Those a person may answer: of an organisation she edits for or coordinates; never her own."""
        if not user.is_authenticated:
            return self.none()
        team = Membership.objects.filter(user=user, organisation=OuterRef("organisation"), role__in=EDITING)
        acting = Coordinator.objects.acting().filter(user=user, organisation=OuterRef("organisation"))
        return self.sent().filter(Exists(team) | Exists(acting)).exclude(person=user)

    def readable_by(self, user: Any) -> Any:
        """Those a person may read for the agency: who may answer, and who only looks on."""
        if not user.is_authenticated:
            return self.none()
        roles = (*EDITING, Role.VIEWER)
        team = Membership.objects.filter(user=user, organisation=OuterRef("organisation"), role__in=roles)
        acting = Coordinator.objects.acting().filter(user=user, organisation=OuterRef("organisation"))
        return self.sent().filter(Exists(team) | Exists(acting)).exclude(person=user)

    def visible_to(self, user: Any) -> Any:
        """One's own, and what one may read for an agency."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(person=user) | Q(pk__in=self.model._default_manager.readable_by(user).values("pk")))


class Submission(models.Model):
    """What applications and interests share. A draft has neither entry nor dates; an erased person leaves the counts.

    `first_answer_on` is the date that was promised when it was sent, `answer_on` the one that holds now.
    """

    public_id = PublicIdField()
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    opportunity = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="submissions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="submissions")
    person = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="submissions")
    language = models.CharField(_("language"), max_length=2)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT)
    entry = models.OneToOneField(Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    first_answer_on = models.DateField(_("answer date promised"), null=True, blank=True)
    answer_on = models.DateField(_("answer date"), null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    kept_until = models.DateField(_("place kept until"), null=True, blank=True)  # the last day of an offer

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = (
            models.UniqueConstraint(
                fields=["opportunity", "person"],
                condition=~Q(status__in=GONE),
                name="one_submission_per_person",
                violation_error_message=_("You have answered this already."),
            ),
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT) | Q(submitted_at__isnull=False, answer_on__isnull=False),
                name="what_was_sent_has_an_answer_date",
            ),
        )
        indexes = (
            models.Index(fields=["organisation", "status", "answer_on"], name="submissions_of_organisation"),
            models.Index(fields=["answer_on"], name="pending_submissions", condition=Q(status__in=PENDING)),
        )

    def __str__(self) -> str:
        return self.public_id

    @property
    def number(self) -> str:
        """The number in the agency's register; "" for a draft."""
        return self.entry.number if self.entry else ""

    @property
    def is_pending(self) -> bool:
        return self.status in PENDING

    def granted(self) -> list[str]:
        """Return the codes of the parts the agency may see now, in the order of PARTS; lists prefetch `grants`."""
        now = {grant.part for grant in self.grants.all() if grant.withdrawn_at is None}
        return [part for part in PARTS[self.kind] if part in now]

    def get_status_display(self) -> str:  # type: ignore[no-redef]
        return str(said(self.status, self.kind))

    def reached(self) -> str:
        """Return how far it has come; of what was left unanswered, how far it had come before (reads `moves`)."""
        if self.status != Status.UNANSWERED:
            return self.status
        closed = (move.source for move in self.moves.all() if move.name == "leave_unanswered")
        return next(closed, Status.SUBMITTED)

    def changes_for(self, actor: str) -> list[tuple[str, Any]]:
        """Return (name, label) of the moves an actor may make now."""
        return [(name, change.label) for name, change in open_to(actor, kind=self.kind, status=self.status)]


class Grant(models.Model):
    """The agency may see this part of the profile, until the person takes it back."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="grants")
    part = models.CharField(_("part of the profile"), max_length=15, choices=Part)
    granted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("leave to see a part of a profile")
        verbose_name_plural = _("leaves to see parts of profiles")
        ordering = ("granted_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["submission", "part"], condition=Q(withdrawn_at=None), name="shown_once_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.submission_id} {self.part}"


class Move(models.Model):
    """One move of a submission: who, when, why, in which quality, with the letter that went out; never changed."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="moves")
    name = models.CharField(max_length=20, choices=[(name, name) for name in CHANGES])
    source = models.CharField(max_length=12, choices=Status)
    target = models.CharField(max_length=12, choices=Status)
    actor = models.CharField(max_length=12, choices=Actor)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    note = models.TextField(_("why"), blank=True)
    letter = models.TextField(_("letter"), blank=True)
    letter_language = models.CharField(max_length=2, blank=True)
    entry = models.OneToOneField(Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("move")
        verbose_name_plural = _("moves")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.submission_id} {self.name}"

    def get_target_display(self) -> str:  # type: ignore[no-redef]
        """Read with its submission, which every list of moves of one knows already."""
        return str(said(self.target, self.submission.kind))


class Promise(models.Model):
    """The answer date of an opportunity, since somebody counts on it: the first one stays visible for good."""

    page = models.OneToOneField(Page, on_delete=models.PROTECT, related_name="promise")
    first_on = models.DateField(_("first answer date"))
    answer_on = models.DateField(_("answer date"))

    class Meta:
        verbose_name = _("promised answer date")
        verbose_name_plural = _("promised answer dates")

    def __str__(self) -> str:
        return f"{self.page_id} {self.answer_on}"

    @property
    def was_moved(self) -> bool:
        return self.first_on != self.answer_on


class PromiseMove(models.Model):
    """An answer date was moved: from when to when, by whom, and why; never changed."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="moves")
    before = models.DateField()
    after = models.DateField()
    reason = models.TextField(_("reason"))
    actor = models.CharField(max_length=12, choices=Actor)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("moved answer date")
        verbose_name_plural = _("moved answer dates")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.promise_id} {self.before} {self.after}"


class AnswerLinkQuerySet(models.QuerySet["AnswerLink"]):
    def usable(self, now: dt.datetime) -> Any:
        """Those that still open something: not used, not over, and the agency still owes the answer."""
        return self.filter(
            used_at=None,
            expires_at__gt=now,
            submission__status__in=PENDING,
            submission__organisation__verified_at__isnull=False,
            submission__organisation__suspended_at=None,
            user__is_active=True,
        )


class AnswerLink(models.Model):
    """A way to one submission without a password, mailed to one person of the agency.

    Of its token only the digest is kept. `browser` is the digest of a mark in the browser that asked for the link; that
    browser, and no other, is known from then on (`lasting`: for months, else for the day).
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="links")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    browser = models.CharField(max_length=64, blank=True, default="")
    lasting = models.BooleanField(default=False)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = AnswerLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to answer by")
        verbose_name_plural = _("links to answer by")
        indexes = (models.Index(fields=["expires_at"], name="answer_links_by_end"),)

    def __str__(self) -> str:
        return f"{self.submission_id} {self.user_id}"


class PassingQuerySet(models.QuerySet["Passing"]):
    def with_standing(self) -> Any:
        """Give each `stands`: whether the colleague may still answer for the organisation."""
        to, organisation = OuterRef("to"), OuterRef("submission__organisation")
        team = Membership.objects.filter(user=to, organisation=organisation, role__in=EDITING, user__is_active=True)
        acting = Coordinator.objects.acting().filter(user=to, organisation=organisation, user__is_active=True)
        return self.annotate(stands=Exists(team) | Exists(acting))


class Passing(models.Model):
    """Somebody of the agency passed a submission on to a colleague, in which quality and with what words; never
    changed."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="passings")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    actor = models.CharField(max_length=12, choices=Actor)
    to = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField()

    objects = PassingQuerySet.as_manager()

    class Meta:
        verbose_name = _("passing on")
        verbose_name_plural = _("passings on")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.submission_id} {self.to_id}"
