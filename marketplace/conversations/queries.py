"""Whether a conversation is closed; the messages of a person, for the export and the erasure of an account."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.files.models import PrivateFile
from marketplace.answers.lifecycle import Status
from marketplace.answers.models import Submission
from marketplace.conversations.lifecycle import closes_at
from marketplace.conversations.models import Message, MessageFile


def why_closed(submission: Submission, *, now: dt.datetime) -> str:
    """Return in a sentence why nothing more can be written; "" while it can."""
    if submission.status == Status.DRAFT:
        return _("This has not been sent yet.")
    if submission.person is None:
        return _("The person has left Jisr.")
    end = closes_at(submission.status, since=submission.updated_at)
    if end is not None and end <= now:
        return _("This conversation is closed: what it was about has been over for thirty days.")
    return ""


class ConversationData:
    """What she wrote and what was written to her. Erased, the messages about what she sent keep when and in which
    quality they were written, and no word; what she wrote for an agency stays the agency's, without her name.
    """

    name = "conversations"

    @staticmethod
    def export(user: User) -> list[dict[str, Any]]:
        mine = Q(by=user) | Q(submission__in=Submission.objects.of(user))
        rows = Message.objects.filter(mine).select_related("submission").prefetch_related("files__file")
        return [
            {
                "about": row.submission.public_id,
                "at": row.written_at,
                "by": "me" if row.by_id == user.pk else row.actor,
                "text": row.text,
                "files": [each.file.public_id for each in row.files.all() if each.file],
            }
            for row in rows.order_by("written_at", "pk")
        ]

    @staticmethod
    def erase(user: User) -> None:
        about = Message.objects.filter(submission__in=Submission.objects.of(user))
        files = MessageFile.objects.filter(message__in=about)
        PrivateFile.objects.filter(pk__in=files.exclude(file=None).values("file")).erase()
        files.update(name="")
        about.update(text="")
        MessageFile.objects.filter(file__owner=user).update(name="")
        Message.objects.filter(by=user).update(by=None)
