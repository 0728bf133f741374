"""Whom and what an entry names: persons as digests beside rows that can be erased, documents by their fingerprints."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from foundation.accounts.models import User
from foundation.files.models import PrivateFile
from foundation.organisations.models import Organisation
from foundation.registry.chain import person_digest
from foundation.registry.lines import one_line
from foundation.registry.models import Correspondent
from foundation.registry.offices import Office
from foundation.registry.words import Direction, Side


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody an entry names: an account, an organisation, or whoever is meant by a name and an address."""

    user: User | None = None
    organisation: Organisation | None = None
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that the office itself keeps, such as the scan of a letter."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Words:
    """What is written in the site and stays where it is, to be erased with its person: the entry has its fingerprint.

    `kept` is a key of settings.REGISTERED_WORDS, which says who reads the words again when the register is proved.
    """

    kept: str
    text: str

    @property
    def content(self) -> bytes:
        return self.text.encode("utf-8", "surrogatepass")


def digest_of(*, correspondent: Correspondent, key: str = "") -> str:
    return person_digest(key or settings.SECRET_KEY, correspondent.salt, correspondent.words())


def correspondents(
    office: Office,
    direction: Direction,
    sender: Party | None,
    recipient: Party | None,
    copies: Sequence[Party],
    by: User | None,
) -> list[Correspondent]:
    itself = Party(organisation=office.organisation) if office.organisation else Party(name=office.code)
    if direction == Direction.ARRIVAL:
        recipient = recipient or itself
    if direction == Direction.DEPARTURE:
        sender = sender or itself
    sides = [(Side.SENDER, sender), (Side.RECIPIENT, recipient), *((Side.COPY, each) for each in copies)]
    sides.append((Side.REGISTRAR, Party(user=by) if by else None))
    said = [(side, party) for side, party in sides if party is not None]
    return [_correspondent(side, place, party) for place, (side, party) in enumerate(said)]


def _correspondent(side: Side, place: int, party: Party) -> Correspondent:
    identity, name = "", party.name
    if party.user is not None:
        identity, name = f"user:{party.user.public_id}", name or str(party.user)
    elif party.organisation is not None:
        identity, name = f"organisation:{party.organisation.public_id}", name or party.organisation.name()
    return Correspondent(
        place=place,
        side=side,
        user=party.user,
        identity=identity,
        name=one_line(name)[:200],
        address=one_line(party.address)[:300],
        salt=secrets.token_hex(16),
    )


def piece_facts(paper: PrivateFile | Paper | Words) -> dict[str, Any]:
    if isinstance(paper, PrivateFile):
        return {"sha256": paper.sha256, "size": paper.size, "media_type": paper.media_type}
    media_type = "text/plain; charset=utf-8" if isinstance(paper, Words) else paper.media_type
    return {"sha256": PrivateFile.digest(paper.content), "size": len(paper.content), "media_type": media_type}
