"""A person's application to a call, its files; what she wrote, for the export and the erasure of an account."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from cms.opportunities.models import MissionCall
from foundation.accounts.models import User
from foundation.files.models import PrivateFile
from marketplace.answers.models import Part
from marketplace.applications.models import Application, ApplicationDocument, Reply
from marketplace.profiles.models import ExpertProfile


def application_of(user: Any, call: MissionCall) -> Application | None:
    """Return the draft or the application that a person has for a call; one that stands no more does not count."""
    rows = Application.objects.of(user).filter(opportunity_id=call.pk).standing()
    return rows.first()  # type: ignore[no-any-return]


def files_shown(application: Application) -> QuerySet[PrivateFile]:
    """Return what the agency may read now: the documents, and the CV where the person lets it."""
    files = PrivateFile.objects.filter(owner=application.person)
    own = files.filter(pk__in=application.documents.values("file"))
    if Part.CV in application.granted():
        own |= files.filter(pk__in=ExpertProfile.objects.filter(user=application.person).values("cv"))
    return own


def words_of(application: Application) -> str:
    """Return what a person wrote to an agency in one text: her motivation, then each question with her reply."""
    replies = sorted((reply for reply in application.replies.all() if reply.text), key=lambda reply: reply.pk)
    said = [application.motivation, *(f"{reply.asked}\n{reply.text}" for reply in replies)]
    return "\n\n".join(said).replace("\r\n", "\n").strip()


def words_entered(entries: Sequence[int]) -> dict[int, str]:
    """Return what was written in the applications that came in under entries, by the id of the entry."""
    rows: Any = Application.objects.filter(entry__in=entries)
    rows = rows.prefetch_related("replies")
    return {row.entry_id: words_of(row) for row in rows}


class ApplicationData:
    """The words; what became of them is exported and erased with the answers, the files with the files."""

    name = "applications"

    @staticmethod
    def export(user: User) -> list[dict[str, Any]]:
        rows = Application.objects.of(user).prefetch_related("replies", "documents__file").order_by("pk")
        return [
            {
                "id": row.public_id,
                "motivation": row.motivation,
                "replies": [{"asked": reply.asked, "reply": reply.text} for reply in row.replies.all()],
                "documents": [document.file.public_id for document in row.documents.all()],
            }
            for row in rows
        ]

    @staticmethod
    def erase(user: User) -> None:
        own = Application.objects.of(user)
        for model in (Reply, ApplicationDocument):
            model._default_manager.filter(application__in=own).delete()
        own.update(motivation="")
