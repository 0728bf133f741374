"""Write a message about a submission: it is kept with its files, and the other side is told, once."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.base.ids import public_id
from foundation.files.operations import keep_file
from foundation.notifications.operations import tell
from foundation.organisations.queries import who_answers
from foundation.outbox.operations import record
from marketplace.answers.lifecycle import THE_AGENCY, Actor
from marketplace.answers.models import Submission
from marketplace.answers.queries import locked, specific, title_of
from marketplace.conversations.models import LONGEST, MOST_FILES, Message, MessageFile
from marketplace.conversations.queries import why_closed

A_DAY = 50  # messages of one person, in all her conversations
IN_MAIL = 1500  # characters of a message that its mail repeats


class ConversationError(DomainError):
    code = "conversation"


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent."""

    name: str
    content: bytes
    media_type: str


@transaction.atomic
def write(
    *,
    submission: Submission,
    actor: str,
    by: User,
    text: str,
    files: Sequence[Sent] = (),
    key: str = "",
    now: dt.datetime,
) -> Message:
    """Write a message in the quality of `actor`. Sent again with the same `key` (a new public id), it stays one.

    Raises:
        ConversationError: it is empty or too long, the conversation is closed, or the person has written enough today.
    """
    submission = locked(submission)
    if key and (written := Message.objects.filter(public_id=key, submission=submission, by=by).first()):
        return written
    if Message.objects.filter(public_id=key).exists():
        key = ""  # not hers
    if refusal := why_closed(submission, now=now):
        raise ConversationError(refusal, code="closed")
    text = text.strip()
    if not text and not files:
        raise ConversationError(_("Write a message, or add a file."), field="text")
    if len(text) > LONGEST:
        raise ConversationError(_("Say it in at most %(most)s characters.") % {"most": LONGEST}, field="text")
    if len(files) > MOST_FILES:
        raise ConversationError(
            _("A message has at most %(most)s files: send the others with the next one.") % {"most": MOST_FILES},
            field="attached",
        )
    if Message.objects.lately(by, now=now).count() >= A_DAY:
        raise ConversationError(
            _("You have written %(most)s messages since yesterday. Go on tomorrow.") % {"most": A_DAY}, code="enough"
        )
    message = Message.objects.create(
        public_id=key or public_id(), submission=submission, actor=actor, by=by, text=text, written_at=now
    )
    for sent in files:
        file = keep_file(owner=by, name=sent.name, content=sent.content, media_type=sent.media_type, now=now)
        MessageFile.objects.create(message=message, file=file, name=file.name)
    _tell(message, submission, now=now)
    record("message.written", subject=message, now=now)
    return message


def _tell(message: Message, submission: Submission, *, now: dt.datetime) -> None:
    page = specific(submission)
    if message.actor in THE_AGENCY:
        readers = [submission.person] if submission.person else []
        kind, route = "conversation.message", "conversation"
    else:
        readers, kind, route = _of_agency(submission), "conversation.to_agency", "conversation_desk"
    for reader in readers:
        agency = submission.organisation.name(reader.language)
        tell(
            key=f"message.{message.public_id}.{reader.public_id}",
            kind=kind,
            recipient=reader,
            template="conversations/mail/message",
            facts={
                "reader": reader,
                "writer": agency if message.actor in THE_AGENCY else submission.person,
                "title": title_of(page, reader.language),
                "number": submission.number,
                "text": message.text if len(message.text) <= IN_MAIL else f"{message.text[:IN_MAIL].rstrip()}…",
                "files": message.files.count(),
            },
            route=route,
            args=[submission.public_id],
            now=now,
        )


def _of_agency(submission: Submission) -> list[User]:
    """Return who is told on the agency's side: those who wrote or moved it and still answer, or else all who answer."""
    answering = [person for person in who_answers(submission.organisation) if person != submission.person]
    concerned = set(
        Message.objects.filter(submission=submission).exclude(actor=Actor.PERSON).values_list("by", flat=True)
    )
    concerned |= set(submission.moves.filter(actor__in=THE_AGENCY).values_list("by", flat=True))
    return [person for person in answering if person.pk in concerned] or answering
