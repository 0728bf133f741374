"""The door to one's own private files; a file shown to others goes out through `sent_file`, after their own check."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from foundation.files.models import PrivateFile
from foundation.files.operations import clean_name


@login_required
@require_safe
def private_file(request: HttpRequest, public_id: str) -> FileResponse:
    file = get_object_or_404(PrivateFile.objects.visible_to(request.user), public_id=public_id)
    return sent_file(file)


def sent_file(file: PrivateFile) -> FileResponse:
    """Return a file to whom the caller has found may see it: as a download, kept nowhere on the way.

    Raises:
        Http404: its bytes are gone.
    """
    try:
        content = file.content.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    name = clean_name(name=file.name, media_type=file.media_type)  # those from before the ending was looked at too
    response = FileResponse(content, as_attachment=True, filename=name, content_type=file.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
