"""The sample agencies: registered by their owner, joined by an editor, verified by the focal point of the country."""

from typing import Any

from cms.agencies.operations import trust
from demo.loading.accounts import account
from demo.loading.once import Samples, rows
from foundation.accounts.models import User
from foundation.organisations.coordinating import confirm, name_coordinator, set_phone
from foundation.organisations.models import FocalPoint, Membership, Organisation, Role
from foundation.organisations.operations import register, verify
from foundation.organisations.team import accept_invitation, invite

TEAMS = {  # moderator, editor
    "souss-territoires": ("Fatima Aït Baha", "Hicham Ouali"),
    "bassin-tamda": ("عبد الرحيم الدرعي", "سعاد أمغار"),
    "competences-du-monde": ("Nawal Chraïbi", "Omar Tazi"),
    "walo-initiatives": ("Fatou Ndiaye", "Mamadou Sarr"),
    "kene-sikasso": ("Assitan Sanogo", "Drissa Berthé"),
    "littoral-san-pedro": ("Affoué Kouadio", "Jean-Marc Gnahoré"),
    "rif-atlantique": ("كريمة أزرقان", "محمد الوزاني"),
    "casamance-horizons": ("Aïssatou Diatta", "Landing Badji"),
    "saloum-services": ("Ngoné Thiam", "Babacar Senghor"),
    "djoliba-metiers": ("Kadiatou Coulibaly", "Alhousseini Touré"),
    "bandama-savanes": ("Salimata Ouattara", "Yao Brou"),
}
COORDINATED = ("souss-territoires", "bassin-tamda", "rif-atlantique")  # small offices that share one person
PHONES = {  # numbers of the plan of Morocco that nobody has
    "moderation@souss-territoires.example": "+212 528 00 00 01",
    "moderation@bassin-tamda.example": "+212 524 00 00 02",
    "moderation@rif-atlantique.example": "+212 539 00 00 03",
}
IN_ARABIC = {"bassin-tamda", "rif-atlantique"}


def load_agencies(samples: Samples) -> None:
    for row in rows("opportunities/agencies.json"):
        if not samples.has(f"agency/{row['slug']}"):
            with samples.new(f"agency/{row['slug']}"):
                _load(row, samples)


def _load(row: dict[str, Any], samples: Samples) -> None:
    now, language = samples.now, "ar" if row["slug"] in IN_ARABIC else "fr"
    moderator_name, editor_name = TEAMS[row["slug"]]
    owner = account(email=f"moderation@{row['slug']}.example", name=moderator_name, language=language)
    organisation = register(
        by=owner,
        kind=row["kind"],
        slug=row["slug"],
        country=row["country"],
        region=row["region"],
        email=row["email"],
        about=row["about"]["fr"],
        now=now,
        **{f"name_{code}": name for code, name in row["name"].items()},
    )
    editor = account(email=f"redaction@{row['slug']}.example", name=editor_name, language=language)
    invitation = invite(organisation=organisation, email=editor.email, role=Role.EDITOR, by=owner, now=now)
    accept_invitation(invitation=invitation, user=editor, now=now)
    verify(
        organisation=organisation, by=_focal_point(row["country"]), note="Organisation of the demonstration.", now=now
    )


def moderator_of(organisation: Organisation) -> User:
    return Membership.objects.select_related("user").get(organisation=organisation, role=Role.OWNER).user


def trust_agencies(samples: Samples) -> None:
    """The focal point has approved a first call of each; from then on their own moderators publish."""
    for row in rows("opportunities/agencies.json"):
        if not samples.has(f"trust/{row['slug']}"):
            with samples.new(f"trust/{row['slug']}"):
                organisation = Organisation.objects.get(slug=row["slug"])
                trust(organisation=organisation, by=_focal_point(row["country"]), now=samples.now)


def load_assessor(samples: Samples) -> None:
    """One who judges applications for an agency, and does nothing else there."""
    if samples.has("account/assessor"):
        return
    with samples.new("account/assessor"):
        organisation = Organisation.objects.get(slug="souss-territoires")
        assessor = account(email=f"evaluation@{organisation.slug}.example", name="Zineb Lahlou", language="fr")
        facts: dict[str, Any] = {"email": assessor.email, "role": Role.ASSESSOR, "by": moderator_of(organisation)}
        invitation = invite(organisation=organisation, now=samples.now, **facts)
        accept_invitation(invitation=invitation, user=assessor, now=samples.now)


def load_coordinator(samples: Samples) -> None:
    """One who answers and calls for three small agencies, whose owners have named her and given their numbers."""
    if samples.has("account/coordinator"):
        return
    with samples.new("account/coordinator"):
        coordinator = account(email="coordination@jisr.example", name="Salma Bennis", language="fr")
        for slug in COORDINATED:
            organisation = Organisation.objects.get(slug=slug)
            facts: dict[str, Any] = {"by": moderator_of(organisation), "email": coordinator.email}
            named = name_coordinator(organisation=organisation, now=samples.now, **facts)
            confirm(coordinator=named, by=coordinator, now=samples.now)
        for membership in Membership.objects.filter(user__email__in=PHONES).select_related("user").order_by("pk"):
            set_phone(membership=membership, phone=PHONES[membership.user.email], now=samples.now)


def _focal_point(country: str) -> User:
    return FocalPoint.objects.filter(country=country).select_related("user").order_by("pk")[0].user
