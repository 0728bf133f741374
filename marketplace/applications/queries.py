"""A person's application to a call; what she wrote into applications, for the export and the erasure of an account."""

from typing import Any

from cms.opportunities.models import MissionCall
from foundation.accounts.models import User
from marketplace.answers.lifecycle import Status
from marketplace.applications.models import Application, ApplicationDocument, Grant, Reply


def application_of(user: Any, call: MissionCall) -> Application | None:
    """Return the draft or the application that a person has for a call; one that was taken back counts no more."""
    rows = Application.objects.of(user).filter(opportunity_id=call.pk).exclude(status=Status.WITHDRAWN)
    return rows.first()  # type: ignore[no-any-return]


class ApplicationData:
    """The words; what became of them is exported and erased with the answers, the files with the files."""

    name = "applications"

    @staticmethod
    def export(user: User) -> list[dict[str, Any]]:
        rows = Application.objects.of(user).prefetch_related("grants", "replies", "documents__file").order_by("pk")
        return [
            {
                "id": row.public_id,
                "motivation": row.motivation,
                "shown": [{"part": g.part, "from": g.granted_at, "until": g.withdrawn_at} for g in row.grants.all()],
                "replies": [{"asked": reply.asked, "reply": reply.text} for reply in row.replies.all()],
                "documents": [document.file.public_id for document in row.documents.all()],
            }
            for row in rows
        ]

    @staticmethod
    def erase(user: User) -> None:
        own = Application.objects.of(user)
        for model in (Grant, Reply, ApplicationDocument):
            model._default_manager.filter(application__in=own).delete()
        own.update(motivation="")
