"""How an organisation comes, is verified or refused by its focal point, changes and is suspended."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.base.places import is_country
from foundation.organisations.lifecycle import require_move
from foundation.organisations.models import Decision, Organisation, Role
from foundation.organisations.team import join, locked, owners, require_owner, tell
from foundation.outbox.operations import record

NAMES = ("name_fr", "name_ar", "name_en", "name_es")
DETAILS = (*NAMES, "kind", "country", "region", "email", "website", "about", "evidence")
FIXED_ONCE_VERIFIED = ("kind", "country")
UNVERIFIED_EACH = 3  # a person may wait for this many organisations at a time
MOST_NAMESAKES = 20  # that may register at the same moment


@transaction.atomic
def register(*, by: User, slug: str = "", now: dt.datetime, **details: Any) -> Organisation:
    """Register an organisation with its owner and its two groups; it waits for the focal point of its country.

    `details` are the columns named in DETAILS. Without a `slug` one is made from the name, or from the country and
    the public id where no name has Latin letters; it never changes.

    Raises:
        DomainError: the slug is taken, a detail is wrong, or the person has too many organisations waiting.
    """
    by = User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if Organisation.objects.led_by(by).waiting().count() >= UNVERIFIED_EACH:
        raise DomainError(_("Your other organisations wait for their focal point. Register this one after that."))
    organisation = Organisation(registered_at=now, **_known(details))
    _require_sense(organisation)
    _take_slug(organisation, slug)
    organisation.save()
    join(organisation=organisation, user=by, role=Role.OWNER, now=now)
    record("organisation.registered", subject=organisation, now=now)
    _tell_focal_points(organisation, now=now)
    return organisation


@transaction.atomic
def change(*, organisation: Organisation, by: User, now: dt.datetime, **details: Any) -> Organisation:
    """Change what an owner says about the organisation; its kind and country stay once it is verified.

    Raises:
        DomainError: the person does not lead it, or a detail is wrong.
    """
    organisation = locked(organisation)
    require_owner(organisation, by)
    changed = {name: value for name, value in _known(details).items() if getattr(organisation, name) != value}
    if organisation.verified_at is not None and set(FIXED_ONCE_VERIFIED) & set(changed):
        raise DomainError(_("Kind and country were verified and stay. Write to your focal point if they are wrong."))
    if not changed:
        return organisation
    for name, value in changed.items():
        setattr(organisation, name, value)
    _require_sense(organisation)
    organisation.save(update_fields=list(changed))
    record("organisation.changed", subject=organisation, now=now)
    return organisation


@transaction.atomic
def let_single_editor_publish(*, organisation: Organisation, allowed: bool, by: User, now: dt.datetime) -> Organisation:
    """Say whether the organisation's single editor may publish without a second person.

    Raises:
        DomainError: the person does not lead it, or it has several editors.
    """
    organisation = locked(organisation)
    require_owner(organisation, by)
    if allowed and organisation.memberships.filter(role=Role.EDITOR).count() > 1:
        raise DomainError(_("Your team has several editors: make one of them a moderator, who may publish."))
    if organisation.single_editor_publishes != allowed:
        organisation.single_editor_publishes = allowed
        organisation.save(update_fields=["single_editor_publishes"])
        record("organisation.changed", subject=organisation, now=now)
    return organisation


@transaction.atomic
def verify(
    *, organisation: Organisation, by: User, note: str, checks: Collection[str] = (), now: dt.datetime
) -> Organisation:
    """Verify an organisation, with a note of what was checked; its groups may enter the CMS from now on.

    Raises:
        DomainError: not a focal point of its country (or one of its own team), no note, or not waiting.
    """
    organisation = _judged(organisation, by, "verify")
    organisation.verified_at, organisation.verified_by, organisation.refused_at = now, by, None
    organisation.save(update_fields=["verified_at", "verified_by", "refused_at"])
    _open_cms(organisation, opened=True)
    _decide(organisation, Decision.Verdict.VERIFIED, note, by=by, checks=checks, field="note", now=now)
    record("organisation.verified", subject=organisation, now=now)
    return organisation


@transaction.atomic
def refuse(*, organisation: Organisation, by: User, reason: str, now: dt.datetime) -> Organisation:
    """Refuse an organisation, with the reason its team reads; it may mend what is wrong and ask again.

    Raises:
        DomainError: not a focal point of its country, no reason, or not waiting.
    """
    organisation = _judged(organisation, by, "refuse")
    organisation.refused_at = now
    organisation.save(update_fields=["refused_at"])
    _decide(organisation, Decision.Verdict.REFUSED, reason, by=by, now=now)
    record("organisation.refused", subject=organisation, now=now)
    return organisation


@transaction.atomic
def ask_again(*, organisation: Organisation, by: User, now: dt.datetime) -> Organisation:
    """Put a refused organisation before its focal point again."""
    organisation = locked(organisation)
    require_owner(organisation, by)
    require_move("ask_again", state=organisation.state)
    organisation.refused_at = None
    organisation.save(update_fields=["refused_at"])
    record("organisation.registered", subject=organisation, now=now)
    _tell_focal_points(organisation, now=now)
    return organisation


@transaction.atomic
def suspend(*, organisation: Organisation, by: User, reason: str, now: dt.datetime) -> Organisation:
    """Take an organisation out of public sight, and its people out of the CMS, until the suspension is lifted."""
    organisation = _judged(organisation, by, "suspend")
    organisation.suspended_at = now
    organisation.save(update_fields=["suspended_at"])
    _open_cms(organisation, opened=False)
    _decide(organisation, Decision.Verdict.SUSPENDED, reason, by=by, now=now)
    record("organisation.changed", subject=organisation, now=now)
    return organisation


@transaction.atomic
def lift_suspension(*, organisation: Organisation, by: User, reason: str, now: dt.datetime) -> Organisation:
    organisation = _judged(organisation, by, "lift")
    organisation.suspended_at = None
    organisation.save(update_fields=["suspended_at"])
    _open_cms(organisation, opened=True)
    _decide(organisation, Decision.Verdict.LIFTED, reason, by=by, now=now)
    record("organisation.changed", subject=organisation, now=now)
    return organisation


@transaction.atomic
def withdraw_registration(*, organisation: Organisation, by: User, now: dt.datetime) -> None:
    """Erase an organisation that was never verified, with its team and groups.

    Raises:
        DomainError: the person does not lead it, or it was verified once: others may rely on it.
    """
    organisation = locked(organisation)
    require_owner(organisation, by)
    require_move("withdraw", state=organisation.state)
    record("organisation.withdrawn", subject=organisation, now=now)
    groups = [organisation.editors_id, organisation.moderators_id]
    organisation.delete()
    Group.objects.filter(pk__in=groups).delete()


def _take_slug(organisation: Organisation, asked: str) -> None:
    """Give it its short name and the two groups named after it, which hold the name until the organisation is saved.

    Whoever is given the same name at the same moment waits for the other and gets the next one.
    """
    taken = DomainError(_("Another organisation has this short name. Choose another."), field="slug")
    if asked and Organisation.objects.filter(slug=asked).exists():
        raise taken
    for tries_left in reversed(range(MOST_NAMESAKES)):
        slug = organisation.slug = asked or free_slug(organisation=organisation)
        try:
            with transaction.atomic():
                organisation.editors = Group.objects.create(name=f"{slug} editors")
                organisation.moderators = Group.objects.create(name=f"{slug} moderators")
            return
        except IntegrityError:
            if asked:
                raise taken from None
            if not tries_left:
                raise


def free_slug(*, organisation: Organisation) -> str:
    """Return a short name nobody has: from the first name with Latin letters, else country and public id."""
    stems = (slugify(getattr(organisation, name))[:50].strip("-") for name in ("name_fr", "name_en", "name_es"))
    stem = next((stem for stem in stems if stem), f"{organisation.country.lower()}-{organisation.public_id}")
    taken = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def _known(details: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(details) - set(DETAILS):
        raise TypeError(f"An organisation has no {', '.join(sorted(unknown))}; it has {', '.join(DETAILS)}.")
    return {name: value.strip() if isinstance(value, str) else value for name, value in details.items()}


def _require_sense(organisation: Organisation) -> None:
    """What a database cannot say in a sentence: a name, a country, and a region that lies in it."""
    if not any(getattr(organisation, name) for name in NAMES):
        raise DomainError(_("Give the name in at least one language."), field="name_fr")
    if not is_country(organisation.country):
        raise DomainError(_("Choose a country from the list."), field="country")
    if organisation.kind != Organisation.Kind.PARTNER and organisation.country not in settings.HOME_COUNTRIES:
        raise DomainError(_("Agencies and ministries belong to one of the home countries."), field="country")
    if organisation.region and not organisation.region.startswith(f"{organisation.country}-"):
        raise DomainError(_("This region lies in another country."), field="region")


def _judged(organisation: Organisation, by: User, move: str) -> Organisation:
    """Return the row, locked, when this person may decide about it and the move is allowed."""
    organisation = locked(organisation)
    if not Organisation.objects.verifiable_by(by).filter(pk=organisation.pk).exists():
        raise DomainError(_("Only a focal point of its country decides about an organisation."), code="not_focal_point")
    if not by.is_superuser and organisation.memberships.filter(user=by).exists():
        raise DomainError(_("You are in its team: another focal point or the staff must decide."), code="own_team")
    require_move(move, state=organisation.state)
    return organisation


def _decide(
    organisation: Organisation,
    verdict: Decision.Verdict,
    note: str,
    *,
    by: User,
    checks: Collection[str] = (),
    field: str = "reason",
    now: dt.datetime,
) -> None:
    """Keep the decision with its note, and tell the owners."""
    if not note.strip():
        raise DomainError(_("Say why, in a sentence: the team reads it."), field=field)
    decision = Decision.objects.create(
        organisation=organisation, verdict=verdict, checks=sorted(checks), note=note.strip(), by=by, at=now
    )
    route = f"organisation_team:{organisation.slug}"
    for owner in owners(organisation):
        tell(owner, organisation, verdict, key=f"{decision.pk}:{owner.pk}", route=route, decision=decision, now=now)


def _open_cms(organisation: Organisation, *, opened: bool) -> None:
    """Let the organisation's groups into the CMS, or not; what they may do in it is said by `cms`."""
    permission = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    for group in (organisation.editors, organisation.moderators):
        group.permissions.set([permission] if opened else [])


def _tell_focal_points(organisation: Organisation, *, now: dt.datetime) -> None:
    route = f"organisation_verification:{organisation.slug}"
    for person in User.objects.filter(focal_points__country=organisation.country).order_by("pk"):
        key = f"{organisation.pk}:{now.isoformat()}:{person.pk}"
        tell(person, organisation, "waiting", key=key, route=route, now=now)
