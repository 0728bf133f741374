"""Open an office, and enter what arrives or leaves: one locked row gives the number and the place in the chain."""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.base.ids import public_id
from foundation.files.models import PrivateFile
from foundation.files.operations import clean_name, keep_bytes
from foundation.organisations.models import Organisation
from foundation.outbox.operations import record
from foundation.registry.chain import MADE_OF, code_from, seal, written_number
from foundation.registry.lifecycle import WAITING, Status
from foundation.registry.lines import one_line
from foundation.registry.models import (
    LONGEST_SUBJECT,
    Correspondent,
    Entry,
    OutsideNumber,
    Piece,
    Standing,
    Step,
)
from foundation.registry.offices import Book, Office
from foundation.registry.parties import Paper, Party, Words, correspondents, digest_of, piece_facts
from foundation.registry.words import Channel, Confidentiality, Direction, Nature, Priority

ALARM_DAYS = (7, 2)  # before the limit date, when nobody says otherwise


def office_of(*, organisation: Organisation, now: dt.datetime) -> Office:
    """Return the registry office of an organisation, opened when it is first needed.

    Raises:
        DomainError: the organisation was never verified; it keeps no register yet.
    """
    if office := Office.objects.filter(organisation=organisation).first():
        return office
    if organisation.verified_at is None:
        raise DomainError(_("A register is opened once the organisation is verified."), code="not_verified")
    return _open(organisation=organisation, now=now)


@transaction.atomic
def open_trial_office(*, code: str, now: dt.datetime) -> Office:
    """Open an office that belongs to no organisation, for trials by an operator.

    Raises:
        DomainError: the code is taken, or is not two to twelve capital letters and digits.
    """
    if not MADE_OF.fullmatch(code):
        raise DomainError(_("A code has two to twelve capital letters and digits."), field="code")
    office, made = Office.objects.get_or_create(code=code, defaults={"opened_at": now})
    if not made:
        raise DomainError(_("Another office has this code. Choose a different one."), code="taken", field="code")
    record("registry.office_opened", subject=office, now=now)
    return office


@transaction.atomic
def choose_code(*, office: Office, code: str, now: dt.datetime) -> Office:
    """Give an office the code its people know, while it has entered nothing.

    Raises:
        DomainError: there are entries, the code is taken, or it is not two to twelve capital letters and digits.
    """
    code = code.strip().upper()
    if not MADE_OF.fullmatch(code):
        raise DomainError(_("A code has two to twelve capital letters and digits."), field="code")
    book = _locked_book(office, day_at(office=office, now=now).year)
    if Book.objects.filter(office=office, entries__gt=0).exists():
        raise DomainError(_("Numbers were given under this code, so it stays."), code="in_use", field="code")
    try:
        with transaction.atomic():
            office.code = book.code = code
            office.save(update_fields=["code"])
            book.save(update_fields=["code"])
    except IntegrityError:
        raise DomainError(
            _("Another office has this code. Choose a different one."), code="taken", field="code"
        ) from None
    record("registry.office_changed", subject=office, now=now)
    return office


@transaction.atomic
def register(
    *,
    office: Office,
    direction: str,
    nature: str,
    subject: str,
    language: str,
    now: dt.datetime,
    sender: Party | None = None,
    recipient: Party | None = None,
    copies: Sequence[Party] = (),
    about: str = "",
    channel: str = Channel.SITE,
    document_on: dt.date | None = None,
    pieces: Sequence[PrivateFile | Paper | Words] = (),
    confidentiality: str = Confidentiality.NORMAL,
    priority: str = Priority.NORMAL,
    reply_to: Entry | None = None,
    answers_it: bool | None = None,
    answer_due_on: dt.date | None = None,
    alarm_days: tuple[int, int] = ALARM_DAYS,
    in_charge: User | None = None,
    unit: str = "",
    outside: tuple[str, str] | None = None,
    by: User | None = None,
    key: str = "",
) -> Entry:
    """Enter something and give it the next number, in the caller's transaction: if that fails, nothing was given.

    The book of the office and year stays locked until the caller's transaction ends, so enter last and be short.
    The organisation itself stands for a missing recipient of an arrival and a missing sender of a departure. A
    departure that is a decision or a certificate settles what it replies to; `answers_it` says otherwise. `outside` is
    (system, number). `subject` must not hold a person's name: it can never be erased. With a `key` (the public id it
    shall have) a form sent twice gives the entry that was made the first time.

    Raises:
        DomainError: there is no subject, it is too long, or `reply_to` is of another office.
        ValueError: a word is not of the closed lists.
    """
    direction, nature = Direction(direction), Nature(nature)
    if reply_to is not None and reply_to.office_id != office.pk:
        raise DomainError(_("An entry answers one of the same register."), field="reply_to")
    papers = list(pieces)
    names = correspondents(office, direction, sender, recipient, copies, by)
    entry = Entry(
        public_id=key or public_id(),
        office=office,
        direction=direction,
        admitted_at=now,
        admitted_on=day_at(office=office, now=now),
        document_on=document_on,
        nature=nature,
        subject=_subject(subject),
        channel=Channel(channel),
        priority=Priority(priority),
        confidentiality=Confidentiality(confidentiality),
        about=about,
        language=language,
        reply_to=reply_to,
        limit_on=answer_due_on,
        persons=[[each.side, digest_of(correspondent=each)] for each in names],
        piece_facts=[piece_facts(paper) for paper in papers],
    )
    book = _locked_book(office, entry.admitted_on.year)  # from here on everybody else of this office waits
    if key and (known := Entry.objects.filter(office=office, public_id=key).first()):
        return known
    _put_into_chain(entry, book)
    _stand_beside(entry, alarm_days=alarm_days, in_charge=in_charge, unit=unit, outside=outside, by=by)
    _keep_names_and_papers(entry, names, papers)
    if reply_to is not None and (_is_last_word(entry) if answers_it is None else answers_it):
        _settle(reply_to, by=by, note=entry.number, now=now)
    record("registry.entry_made", subject=entry, now=now)
    return entry


def _is_last_word(entry: Entry) -> bool:
    return entry.direction == Direction.DEPARTURE and entry.nature in (Nature.DECISION, Nature.CERTIFICATE)


def _subject(typed: str) -> str:
    subject = one_line(typed)
    if not subject:
        raise DomainError(_("Say in a line what it is about."), field="subject")
    if len(subject) > LONGEST_SUBJECT:
        raise DomainError(_("Say it in at most 300 characters."), field="subject")
    return subject


def _put_into_chain(entry: Entry, book: Book) -> None:
    """Give an entry the next number and place of a locked book, seal it to the one before, and write both."""
    entry.book = book
    entry.sequence = book.count_on(entry.direction)
    entry.position = book.entries
    entry.number = written_number(book.code, book.year, entry.direction, entry.sequence)
    entry.previous = book.head
    facts = entry.facts(book=book, reply_to=entry.reply_to.number if entry.reply_to else "")
    entry.seal = book.head = seal(facts, entry.previous)
    entry.save()
    book.save(update_fields=["arrivals", "departures", "internals", "entries", "head"])


def _stand_beside(
    entry: Entry,
    *,
    alarm_days: tuple[int, int],
    in_charge: User | None,
    unit: str,
    outside: tuple[str, str] | None,
    by: User | None,
) -> None:
    """Write where an entry stands at first: its limit with two alarms, who is in charge, its number elsewhere."""
    limit, now = entry.limit_on, entry.admitted_at
    first, second = (limit - dt.timedelta(days=days) if limit else None for days in alarm_days)
    Standing.objects.create(
        entry=entry, in_charge=in_charge, unit=unit, limit_on=limit, first_alarm_on=first, second_alarm_on=second
    )
    if in_charge is not None:
        Step.objects.create(entry=entry, kind=Step.Kind.ASSIGNED, in_charge=in_charge, unit=unit, by=by, at=now)
    if outside is not None:
        OutsideNumber.objects.create(entry=entry, system=outside[0], number=outside[1], by=by, at=now)


def _keep_names_and_papers(
    entry: Entry, names: Sequence[Correspondent], papers: Sequence[PrivateFile | Paper | Words]
) -> None:
    """Keep what stands behind the digests of an entry, and may be erased."""
    for each in names:
        each.entry = entry
    Correspondent.objects.bulk_create(names)
    for place, paper in enumerate(papers):
        _keep(entry, place, paper)


def day_at(*, office: Office, now: dt.datetime) -> dt.date:
    """Return the date where the office is: the year of a number turns with its own midnight."""
    return now.astimezone(office.zone()).date()


@transaction.atomic
def _open(*, organisation: Organisation, now: dt.datetime) -> Office:
    code = wanted = code_from(organisation.slug)
    number = 1
    while True:
        try:
            with transaction.atomic():
                office = Office.objects.create(organisation=organisation, code=code, opened_at=now)
        except IntegrityError:  # the code is taken, or somebody opened it at this moment
            if known := Office.objects.filter(organisation=organisation).first():
                return known
            number += 1
            code = f"{wanted}{number}"
            continue
        record("registry.office_opened", subject=office, now=now)
        return office


def _locked_book(office: Office, year: int) -> Book:
    """Return the book of a year, locked; who comes first begins it."""
    books = Book.objects.select_for_update(of=("self",)).filter(office=office, year=year)
    if book := books.first():
        return book
    code = Office.objects.values_list("code", flat=True).get(pk=office.pk)
    Book.objects.bulk_create([Book(office=office, year=year, code=code)], ignore_conflicts=True)
    return books.get()


def _keep(entry: Entry, place: int, paper: PrivateFile | Paper | Words) -> None:
    piece = Piece(entry=entry, place=place)
    if isinstance(paper, PrivateFile):
        piece.file = paper
    elif isinstance(paper, Words):
        piece.name = paper.kept
    else:
        piece.name = clean_name(name=paper.name)
        keep_bytes(field=piece.content, content=paper.content)
    piece.save()


def _settle(entry: Entry, *, by: User | None, note: str, now: dt.datetime) -> None:
    """What waited for this answer waits no longer."""
    standing = Standing.objects.select_for_update(of=("self",)).get(entry=entry)
    if standing.annulled or standing.status not in WAITING:
        return
    standing.status = Status.ANSWERED
    standing.save(update_fields=["status"])
    Step.objects.create(entry=entry, kind=Step.Kind.STATUS, status=Status.ANSWERED, note=note, by=by, at=now)
