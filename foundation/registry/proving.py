"""Prove a year of a register: no number is missing or double, and not a byte of what was entered has changed."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from foundation.registry.chain import START, seal
from foundation.registry.models import Book, Correspondent, Entry, Office, Piece
from foundation.registry.parties import digest_of
from foundation.registry.words import Direction, Side

AT_A_TIME = 500
Words = Mapping[str, Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Proof:
    """How many entries were read, the number of the first that is wrong, and whether the seal on paper is there."""

    entries: int
    first_bad: str | None = None
    holds_paper: bool = True

    @property
    def is_valid(self) -> bool:
        return self.first_bad is None and self.holds_paper


@transaction.atomic
def prove(*, office: Office, year: int, paper: str = "") -> Proof:
    """Read every entry of a year in the order of the chain.

    An entry is wrong if a fact of it changed, if it does not follow on the one before, if its number is not the next of
    its direction, if a name that was not erased is not the one it was entered with, if a document that the office keeps
    itself is gone, if the row of any document is, or if the bytes of a document or of a letter that is still there are
    others. What was cut off at the end shows in the book's own count and head; a proof then names the first number
    that is missing.

    Somebody who can write in the database can make a whole year anew, with seals that follow on each other. Paper
    cannot: `paper` is the seal that a receipt or a printed book shows, and it must be that of an entry of the year.
    """
    book = Book.objects.filter(office=office, year=year).first()
    if book is None:
        found = Entry.objects.filter(office=office, number__startswith=f"{office.code}/{year}/").exists()
        return Proof(0, f"{office.code}/{year}" if found else None, holds_paper=not paper)
    last, head, counted = 0, START, dict.fromkeys(Direction.values, 0)
    holds_paper = not paper
    for entry, words in _in_order(book):
        last += 1
        counted[entry.direction] = counted.get(entry.direction, 0) + 1
        follows = entry.position == last and entry.previous == head and entry.sequence == counted[entry.direction]
        if not (follows and _is_whole(entry, book, words)):
            return Proof(last, entry.number)
        head = entry.seal
        holds_paper = holds_paper or head == paper
    ends = {direction: book.last(direction) for direction in Direction.values}
    if (last, head, counted) == (book.entries, book.head, ends):
        return Proof(last, holds_paper=holds_paper)
    missing = next((each for each in Direction.values if counted[each] != ends[each]), Direction.ARRIVAL)
    return Proof(last, f"{book.code}/{year}/{missing}/{counted[missing] + 1:06d}")


def _in_order(book: Book) -> Iterator[tuple[Entry, Words]]:
    """Yield the entries with their names and documents, some at a time: a year may have hundreds of thousands.

    With each come the words that are kept elsewhere, by where and by entry.
    """
    after = 0
    while rows := list(
        Entry.objects.filter(book=book, position__gt=after)
        .select_related("reply_to")
        .prefetch_related("correspondents", "pieces__file")
        .order_by("position")[:AT_A_TIME]
    ):
        words = {
            kept: import_string(path)([row.pk for row in rows]) for kept, path in settings.REGISTERED_WORDS.items()
        }
        for row in rows:
            yield row, words
        after = rows[-1].position


def _is_whole(entry: Entry, book: Book, words: Words) -> bool:
    facts = entry.facts(book=book, reply_to=entry.reply_to.number if entry.reply_to else "")
    if facts["number"] != facts["written"] or entry.office_id != book.office_id:
        return False
    if seal(facts, entry.previous) != entry.seal:
        return False
    pieces = list(entry.pieces.all())
    return (
        all(_is_named(each, entry) for each in entry.correspondents.all())
        and _are_there(pieces, entry, words)
        and all(_is_kept(each, entry, words) for each in pieces)
    )


def _is_named(correspondent: Correspondent, entry: Entry) -> bool:
    if correspondent.place >= len(entry.persons):
        return False
    keys: tuple[str, ...] = (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))
    digests = [[correspondent.side, digest_of(correspondent=correspondent, key=key)] for key in keys]
    return entry.persons[correspondent.place] in digests


def _are_there(pieces: list[Piece], entry: Entry, words: Words) -> bool:
    """Tell whether each fingerprint has its row, and what the office keeps itself, which has a name, its bytes.

    A private file leaves its row behind when it is erased, and so do words that are kept elsewhere.
    """
    places = sorted(piece.place for piece in pieces)
    return places == list(range(len(entry.piece_facts))) and not any(
        piece.name and piece.name not in words and not piece.content for piece in pieces
    )


def _is_kept(piece: Piece, entry: Entry, words: Words) -> bool:
    """A private file goes with its person, words only with her: nothing is left to compare."""
    content = piece.content or (piece.file.content if piece.file else None)
    if not content:
        text = words.get(piece.name, {}).get(entry.pk, "").encode("utf-8", "surrogatepass")
        if piece.name and not text:
            return not any(each.user_id and each.side != Side.REGISTRAR for each in entry.correspondents.all())
        return not text or hashlib.sha256(text).hexdigest() == entry.piece_facts[piece.place]["sha256"]
    try:
        with content.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
    except FileNotFoundError:
        return False
    return digest == entry.piece_facts[piece.place]["sha256"]
