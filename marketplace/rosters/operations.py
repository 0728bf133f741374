"""A list of experts is sent as invitations; its people confirm for themselves, decline for good, or are forgotten."""

import datetime as dt
from collections.abc import Iterable, Sequence

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F, Sum
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.base.ids import public_id
from foundation.linking.queries import link
from foundation.notifications.operations import forget, tell
from foundation.organisations.models import MODERATING, Organisation
from foundation.organisations.team import locked
from foundation.outbox.operations import record
from foundation.taxonomy.models import Kind
from marketplace.profiles.cv.reading import Finding
from marketplace.profiles.models import Block, ExpertProfile, Via
from marketplace.profiles.operations.keeping import start_profile
from marketplace.profiles.operations.suggesting import suggest
from marketplace.rosters.models import Refusal, Roster, RosterInvitation
from marketplace.rosters.queries import digests_of, mail_key, token_of
from marketplace.rosters.sources import Line

KEPT = dt.timedelta(days=30)
A_DAY = 200  # people that an organisation invites: our mail is no door for spam


class RosterError(DomainError):
    code = "roster"


@transaction.atomic
def send_roster(
    *, organisation: Organisation, lines: Sequence[Line], by: User, key: str = "", now: dt.datetime
) -> Roster:
    """Invite the people of a list; the mails are written soon after. Sent again with the same `key`, it stays one list.

    The answer is the same for whoever is a member, has said no, or was invited by the organisation in the last thirty
    days: nobody learns it, and the last two get no mail.

    Raises:
        RosterError: the person may not, the organisation is not verified, or it has invited enough people today.
    """
    organisation = locked(organisation)
    if not organisation.memberships.filter(user=by, role__in=MODERATING).exists():
        raise RosterError(_("Only an owner or a moderator of this organisation may do this."))
    if not organisation.is_verified:
        raise RosterError(_("Experts are invited once your organisation is verified."))
    if not lines or any(line.errors for line in lines):
        raise RosterError(_("There is nobody to invite in this list."))
    own = Roster.objects.filter(organisation=organisation)
    if key and (sent := own.filter(public_id=key).first()):
        return sent
    today = own.filter(sent_at__gt=now - dt.timedelta(days=1)).aggregate(many=Sum("invited"))["many"] or 0
    if today + len(lines) > A_DAY:
        raise RosterError(
            _("An organisation invites at most %(most)s people a day, and %(left)s are left today.")
            % {"most": A_DAY, "left": max(0, A_DAY - today)}
        )
    roster = Roster.objects.create(
        public_id=key or public_id(), organisation=organisation, sent_by=by, sent_at=now, invited=len(lines)
    )
    by_digest = {digests_of(line.email)[0]: line for line in lines}
    silent = _silent(organisation, lines, now=now)
    RosterInvitation.objects.bulk_create(
        [
            RosterInvitation(
                roster=roster,
                digest=digest,
                email=line.email,
                facts=line.facts(),
                invited_at=now,
                expires_at=now + KEPT,
            )
            for digest, line in by_digest.items()
            if digest not in silent
        ]
    )
    record("roster.sent", subject=roster, now=now)
    return roster


@transaction.atomic
def tell_invited(*, roster: Roster, now: dt.datetime) -> int:
    """Write to each who has not answered, once, in the language of the account or else of the list; return how many.

    A member who keeps away from the organisation is not written to.
    """
    open_now = list(roster.invitations.open(now).select_related("roster__organisation").order_by("pk"))
    addresses = EmailAddress.objects.filter(email__in=[row.email for row in open_now], verified=True)
    members = {address.email.lower(): address.user for address in addresses.select_related("user").order_by("pk")}
    blocks = Block.objects.filter(organisation=roster.organisation, user__in=members.values())
    away = set(blocks.values_list("user_id", flat=True))
    told = 0
    for invitation in open_now:
        member = members.get(invitation.email)
        if member is None or member.pk not in away:
            _tell(invitation, member, now=now)
            told += 1
    return told


@transaction.atomic
def take_up(*, invitation: RosterInvitation, user: User, now: dt.datetime) -> ExpertProfile:
    """Let what the list says become suggestions for one's own profile, none of them ticked; the list forgets it.

    Raises:
        RosterError: it was answered, or thirty days have passed.
    """
    invitation = _open(invitation, now=now)
    organisation, facts = invitation.roster.organisation, invitation.facts
    profile = start_profile(user=user, kind="expert", now=now)
    assert isinstance(profile, ExpertProfile)
    said_by = organisation.name(user.language)
    suggest(profile=profile, found=list(_findings(facts, said_by)), origin=Via.ROSTER, now=now)
    Roster.objects.filter(pk=invitation.roster_id).update(confirmed=F("confirmed") + 1)
    _empty([invitation], now=now)
    record("roster.taken_up", subject=invitation, now=now)
    return profile


@transaction.atomic
def decline(*, invitation: RosterInvitation, now: dt.datetime) -> None:
    """Say no for good: no list of anybody brings an invitation to this address again; the address is deleted.

    Raises:
        RosterError: it was answered, or thirty days have passed.
    """
    invitation = _open(invitation, now=now)
    digests = digests_of(invitation.email)
    Refusal.objects.get_or_create(digest=digests[0], defaults={"at": now})
    same = RosterInvitation.objects.select_for_update(of=("self",)).filter(digest__in=digests, answered_at=None)
    _empty(list(same.order_by("pk")), now=now)
    record("roster.declined", subject=invitation, now=now)


@transaction.atomic
def forget_expired(*, now: dt.datetime, subject_id: str = "") -> int:
    """Delete the invitations of thirty days ago with all they say; a clock's handler. Return how many went."""
    expired = RosterInvitation.objects.filter(expires_at__lte=now)
    forget(keys=[mail_key(invitation) for invitation in expired])
    return expired.delete()[0]


def _silent(organisation: Organisation, lines: Iterable[Line], *, now: dt.datetime) -> set[str]:
    """Return the digests (with the present key) of those who get no mail: they said no, or it wrote to them lately."""
    all_digests = {digest: digests for digests in (digests_of(line.email) for line in lines) for digest in digests}
    wanted = list(all_digests)
    known = set(Refusal.objects.filter(digest__in=wanted).values_list("digest", flat=True))
    lately = RosterInvitation.objects.filter(
        roster__organisation=organisation, digest__in=wanted, invited_at__gt=now - KEPT
    )
    known |= set(lately.values_list("digest", flat=True))
    return {all_digests[digest][0] for digest in known}


def _open(invitation: RosterInvitation, *, now: dt.datetime) -> RosterInvitation:
    rows = RosterInvitation.objects.open(now).select_for_update(of=("self",)).select_related("roster__organisation")
    standing = rows.filter(pk=invitation.pk).first()
    if standing is None:
        raise RosterError(_("This invitation was answered, or it is older than thirty days."))
    return standing


def _empty(invitations: Sequence[RosterInvitation], *, now: dt.datetime) -> None:
    """Keep of an invitation that it was answered, and delete the address and all that was said."""
    forget(keys=[mail_key(invitation) for invitation in invitations])
    for invitation in invitations:
        invitation.email, invitation.facts, invitation.answered_at = "", {}, now
        invitation.save(update_fields=["email", "facts", "answered_at"])


def _tell(invitation: RosterInvitation, member: User | None, *, now: dt.datetime) -> None:
    language = member.language if member else invitation.facts["language"]
    with translation.override(language):
        url = reverse("roster_invited", args=[token_of(invitation)])
    tell(
        key=mail_key(invitation),
        kind="roster.invitation",
        recipient=member,
        email="" if member else invitation.email,
        language=language,
        template="rosters/mail/invitation",
        facts={
            "organisation": invitation.roster.organisation.name(language),
            "name": invitation.facts["name"],
            "until": invitation.expires_at,
            "refuse_url": f"{url}#no",
        },
        url=url,
        now=now,
    )


def _findings(facts: dict, said_by: str) -> Iterable[Finding]:
    """Return what a list says as suggestions, none sure; a skill that is no concept of ours is left out."""
    for name in ("headline", "city"):
        if facts[name]:
            yield Finding(name, facts[name], evidence=_evidence(said_by, facts[name]), sure=False)
    for said in facts["skills"]:
        mentions = [one for one in link(said, None) if one.kind == Kind.SKILL and one.start is not None]
        if mentions:
            best = max(mentions, key=lambda one: ((one.end or 0) - (one.start or 0), one.weight))
            yield Finding("skill", best.uri, evidence=_evidence(said_by, said), sure=False)
    yield Finding("language", facts["language"], evidence=_evidence(said_by, facts["language"]), sure=False)


def _evidence(said_by: str, said: str) -> str:
    return f"{said_by}: {said}"[:300]
