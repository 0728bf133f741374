"""What a person keeps here, for the export and the erasure of an account."""

from typing import Any

from foundation.accounts.models import User
from foundation.files.models import PrivateFile


class FileData:
    name = "files"

    @staticmethod
    def export(user: User) -> list[dict[str, Any]]:
        files = PrivateFile.objects.filter(owner=user).order_by("pk")
        return [
            {
                "id": file.public_id,
                "name": file.name,
                "media_type": file.media_type,
                "size": file.size,
                "sha256": file.sha256,
                "created_at": file.created_at.isoformat(),
            }
            for file in files
        ]

    @staticmethod
    def erase(user: User) -> None:
        PrivateFile.objects.filter(owner=user).erase()
