"""What a person wrote into applications, for the export and the erasure of an account."""

from typing import Any

from foundation.accounts.models import User
from marketplace.applications.models import Application, ApplicationDocument, Reply


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
