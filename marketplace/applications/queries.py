"""The files of an application; what a person wrote into applications, for the export and the erasure of an account."""

from typing import Any

from django.db.models import QuerySet

from foundation.accounts.models import User
from foundation.files.models import PrivateFile
from marketplace.applications.models import Application, ApplicationDocument, Grant, Part, Reply
from marketplace.profiles.models import ExpertProfile


def files_shown(application: Application) -> QuerySet[PrivateFile]:
    """Return what the agency may read now: the documents, and the CV where the person lets it."""
    files = PrivateFile.objects.filter(owner=application.person)
    own = files.filter(pk__in=application.documents.values("file"))
    if Part.CV in application.granted():
        own |= files.filter(pk__in=ExpertProfile.objects.filter(user=application.person).values("cv"))
    return own


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
