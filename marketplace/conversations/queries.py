"""The messages of a person, for the export and the erasure of an account."""

from typing import Any

from django.db.models import Q

from foundation.accounts.models import User
from foundation.files.models import PrivateFile
from marketplace.answers.models import Submission
from marketplace.conversations.models import Message, MessageFile


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
