"""Synonyms that people propose by correcting what was read: written without a person, accepted or refused by staff."""

import datetime as dt
import re
from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.outbox.operations import record
from foundation.taxonomy.labels import LabelError, add_label
from foundation.taxonomy.models import LONGEST_PROPOSAL, Concept, Label, ProposedLabel, Proposer
from foundation.taxonomy.queries import has_word
from foundation.text.arabic import is_arabic
from foundation.text.folding import fold
from foundation.text.pieces import pieces

_LETTER = re.compile(r"[^\W\d_]")
_MOST_DIGITS = 4  # "ISO 9001" is a standard; more digits are a telephone, a date or an account
_SHORTEST_NAME = 3


@transaction.atomic
def propose_label(
    *, words: str, language: str, meant: Concept | None, chosen: Concept, by: User, now: dt.datetime
) -> ProposedLabel | None:
    """Propose words that were read as `meant` as a label of `chosen`; each person is counted once.

    Returns None, and writes nothing, where the words are no proposal: personal, too long, a label of `chosen` already,
    or refused before.
    """
    words = " ".join(words.split()).strip(" ,;:.،؛")
    key = _key(words)
    if not is_proposable(words, by=by) or chosen == meant or not key or _has(chosen, language, key):
        return None
    facts = {"words": words, "meant": meant, "first_at": now, "last_at": now}
    proposal, _created = ProposedLabel.objects.select_for_update(of=("self",)).get_or_create(
        key=key, language=language, chosen=chosen, defaults=facts
    )
    if proposal.status != ProposedLabel.Status.OPEN:
        return None
    digest = salted_hmac(f"taxonomy.proposal.{proposal.pk}", by.public_id, algorithm="sha256").hexdigest()
    _proposer, is_new = Proposer.objects.get_or_create(proposal=proposal, digest=digest)
    if is_new:
        proposal.people += 1
        proposal.last_at = now
        proposal.save(update_fields=["people", "last_at"])
        record("label.proposed", subject=proposal, now=now)
    return proposal


@transaction.atomic
def accept_proposal(*, proposal: ProposedLabel, text: str = "", by: User, why: str = "", now: dt.datetime) -> Label:
    """Make the words (or `text`, a better spelling of them) a label of staff; the history says where it comes from.

    The concept the words were read as may keep them too: the rest of a text then says which is meant.

    Raises:
        LabelError: it was decided already, or the words cannot be a label; the proposal goes on waiting.
    """
    proposal = _waiting(proposal)
    people = ngettext("proposed by %(count)s person", "proposed by %(count)s people", proposal.people)
    told = people % {"count": proposal.people}
    label = add_label(
        concept=proposal.chosen,
        language=proposal.language,
        text=text or proposal.words,
        by=by,
        why=f"{told}: {why}" if why else told,
        beside=[proposal.meant_id] if proposal.meant_id else [],
        now=now,
    )
    _decide(proposal, ProposedLabel.Status.ACCEPTED, why=why, by=by, now=now)
    return label


@transaction.atomic
def refuse_proposal(*, proposal: ProposedLabel, by: User, why: str, now: dt.datetime) -> ProposedLabel:
    """Say no, with a reason; the same words are not proposed for the same concept again.

    Raises:
        LabelError: there is no reason, or it was decided already.
    """
    proposal = _waiting(proposal)
    if not why.strip():
        raise LabelError(_("Say why, for those who read the history."), field="why")
    _decide(proposal, ProposedLabel.Status.REFUSED, why=why, by=by, now=now)
    return proposal


def accept_each(*, proposals: Iterable[ProposedLabel], by: User, now: dt.datetime) -> tuple[int, list[str]]:
    """Accept several; return how many were, and for each other one its words and why it was not."""
    return _each(proposals, lambda one: accept_proposal(proposal=one, by=by, now=now))


def refuse_each(*, proposals: Iterable[ProposedLabel], by: User, why: str, now: dt.datetime) -> tuple[int, list[str]]:
    """Refuse several for one reason; the answer is that of `accept_each`."""
    return _each(proposals, lambda one: refuse_proposal(proposal=one, by=by, why=why, now=now))


def is_proposable(words: str, *, by: User) -> bool:
    """Whether words may be shown to staff: short, no address, number or name, and nothing of the person's own name."""
    if not words or len(words) > LONGEST_PROPOSAL or "@" in words or "://" in words or not _LETTER.search(words):
        return False
    if sum(char.isdigit() for char in words) > _MOST_DIGITS:
        return False
    own = {fold(surface) for surface, _, _ in pieces(f"{by.name} {re.split('[@+]', by.email)[0]}")}
    said = [surface for surface, _, _ in pieces(words)]
    if {fold(surface) for surface in said} & {name for name in own if len(name) >= _SHORTEST_NAME}:
        return False
    return not _is_name(said)


def _is_name(said: list[str]) -> bool:
    """Whether every word has a capital and one of them stands in no label: "Fatou Diallo", not "Gestion De Projet".

    Arabic has no capitals: there it is words of which no label has any.
    """
    written = [surface for surface in said if _LETTER.search(surface)]
    if all(is_arabic(surface) for surface in written):
        return not any(has_word(surface) for surface in written)
    return all(surface[:1].isupper() for surface in written) and not all(has_word(surface) for surface in written)


def _key(words: str) -> str:
    return " ".join(filter(None, (fold(surface) for surface, _, _ in pieces(words))))[: 2 * LONGEST_PROPOSAL]


def _has(concept: Concept, language: str, key: str) -> bool:
    texts = concept.labels.filter(language=language).order_by("pk").values_list("text", flat=True)
    return any(_key(text) == key for text in texts)


def _waiting(proposal: ProposedLabel) -> ProposedLabel:
    rows = ProposedLabel.objects.select_for_update(of=("self",)).select_related("chosen")
    proposal = rows.get(pk=proposal.pk)
    if proposal.status != ProposedLabel.Status.OPEN:
        raise LabelError(_("Somebody has decided this already."))
    return proposal


def _decide(proposal: ProposedLabel, status: str, *, why: str, by: User, now: dt.datetime) -> None:
    proposal.status, proposal.why = status, " ".join(why.split())[:500]
    proposal.decided_by, proposal.decided_at = by, now
    proposal.save(update_fields=["status", "why", "decided_by", "decided_at"])
    proposal.proposers.all().delete()  # nobody is counted any more
    record("label.decided", subject=proposal, now=now)


def _each(proposals: Iterable[ProposedLabel], decide: Callable[[ProposedLabel], object]) -> tuple[int, list[str]]:
    done, refused = 0, []
    for proposal in proposals:
        try:
            decide(proposal)
        except DomainError as error:
            refused.append(f"{proposal.words}: {error}")
        else:
            done += 1
    return done, refused
