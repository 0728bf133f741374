"""An expert writes an application, lets the agency see parts of her profile, and sends it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.opportunities.models import CallQuestion, MissionCall
from foundation.accounts.models import User
from foundation.files.models import PrivateFile
from foundation.files.operations import erase_file, keep_file
from foundation.registry.parties import Words
from marketplace.answers.lifecycle import Kind, Status
from marketplace.answers.models import Submission
from marketplace.answers.operations.drafting import begin_draft
from marketplace.answers.operations.moving import SubmissionError
from marketplace.answers.operations.sending import send
from marketplace.answers.operations.showing import show
from marketplace.answers.queries import locked
from marketplace.applications.models import MOST_DOCUMENTS, PROPOSED, Application, ApplicationDocument, Reply
from marketplace.applications.queries import words_of


@transaction.atomic
def begin(*, call: MissionCall, by: User, language: str, now: dt.datetime) -> Application:
    """Return the person's application to a call: the one she has, or a new draft that proposes what to show.

    Raises:
        SubmissionError: she has none, and nobody can apply now.
    """
    return begin_draft(
        model=Application, kind=Kind.APPLICATION, page=call, proposed=PROPOSED, by=by, language=language, now=now
    )


@transaction.atomic
def keep(
    *, application: Application, motivation: str, parts: Sequence[str], replies: Mapping[int, str], now: dt.datetime
) -> Application:
    """Write down what stands in the form now; nothing needs to be complete. `replies` are by the question's id.

    Raises:
        SubmissionError: it was sent already.
    """
    _require_draft(application)
    application.motivation, application.updated_at = motivation, now
    application.save(update_fields=["motivation", "updated_at"])
    show(submission=application, parts=parts, now=now)
    questions = CallQuestion.objects.filter(page_id=application.opportunity_id, pk__in=replies)
    for question in questions:
        Reply.objects.update_or_create(
            application=application,
            question=question,
            defaults={"asked": question.said(application.language)[1], "text": replies[question.pk].strip()},
        )
    return application


@transaction.atomic
def add_document(
    *, application: Application, name: str, content: bytes, media_type: str, by: User, now: dt.datetime
) -> ApplicationDocument:
    """Add a document to a draft.

    Raises:
        SubmissionError: it was sent already, or has as many documents as it may have.
    """
    _require_draft(application)
    if application.documents.count() >= MOST_DOCUMENTS:
        raise SubmissionError(
            _("An application has at most %(most)s documents: remove one first.") % {"most": MOST_DOCUMENTS},
            field="document",
        )
    file = keep_file(owner=by, name=name, content=content, media_type=media_type, now=now)
    return ApplicationDocument.objects.create(application=application, file=file)


@transaction.atomic
def remove_document(*, document: ApplicationDocument) -> None:
    """Remove a document from a draft; its bytes leave the disk."""
    _require_draft(document.application)
    file = document.file
    document.delete()
    erase_file(file=file)


@transaction.atomic
def submit(*, application: Application, by: User, now: dt.datetime) -> Submission:
    """Send an application: it gets its number, and the agency owes an answer from now on.

    Raises:
        SubmissionError: something is missing, it was sent already, or the call takes none now; nothing was written.
    """
    if not application.motivation.strip():
        raise SubmissionError(_("Say in a few sentences why this mission suits you."), field="motivation")
    if not application.grants.filter(withdrawn_at=None).exists():
        raise SubmissionError(_("Choose at least one part of your profile for the agency to read."), field="parts")
    replied = set(application.replies.exclude(text="").values_list("question_id", flat=True))
    open_questions = CallQuestion.objects.filter(page_id=application.opportunity_id, required=True)
    for question in open_questions.exclude(pk__in=replied).order_by("sort_order", "pk")[:1]:
        raise SubmissionError(_("The agency asks for a reply to this question."), field=f"question_{question.pk}")
    return send(submission=application, by=by, nature="application", pieces=partial(_pieces, application.pk), now=now)


def _pieces(key: int) -> list[PrivateFile | Words]:
    """Return what the register keeps fingerprints of, as it stands once the row is locked."""
    read: Any = Application.objects.get(pk=key)
    files = PrivateFile.objects.filter(pk__in=read.documents.values("file")).order_by("pk")
    return [Words("application", words_of(read)), *files]


def _require_draft(application: Application) -> None:
    if locked(application).status != Status.DRAFT:
        raise SubmissionError(_("This was sent already."), code="sent_already")
