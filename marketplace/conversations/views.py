"""A conversation on a page of its own, for either side; a message is written there; a file is read by both."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from foundation.base.errors import DomainError
from foundation.files.views import sent_file
from marketplace.answers.lifecycle import Actor, Status
from marketplace.answers.links import link_query, reader_of
from marketplace.answers.models import Submission
from marketplace.answers.queries import actor_of, with_page
from marketplace.conversations.forms import MessageForm
from marketplace.conversations.models import MessageFile
from marketplace.conversations.operations import write
from marketplace.conversations.panels import talk

WITH = ("entry", "organisation", "person")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, submission: str) -> HttpResponse:
    """The side of who sent it."""
    rows = Submission.objects.of(request.user).exclude(status=Status.DRAFT).select_related(*WITH)
    own = get_object_or_404(rows, public_id=submission)
    return _page(request, own, actor=Actor.PERSON, by=own.person, back=reverse("submission", args=[own.public_id]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def conversation_desk(request: HttpRequest, submission: str) -> HttpResponse:
    """The agency's side, also by the link of a mail, which a message does not spend; who only looks on reads."""
    reader = reader_of(request, submission, now=timezone.now())
    if not reader.is_authenticated:
        return redirect_to_login(request.path)
    rows = Submission.objects.readable_by(reader).select_related(*WITH)
    found = get_object_or_404(rows, public_id=submission)
    may_write = Submission.objects.answerable_by(reader).filter(pk=found.pk).exists()
    actor = actor_of(reader, found) if may_write else ""
    token = getattr(request, "answer_link", "")
    back = reverse("answer_by_link", args=[token]) if token else reverse("answer", args=[found.public_id])
    return _page(request, found, actor=actor, by=reader, back=back)


@never_cache
@require_safe
def message_file(request: HttpRequest, submission: str, file: str) -> HttpResponseBase:
    """A file of a conversation, for whoever may read what it is about."""
    reader = reader_of(request, submission, now=timezone.now())
    if not reader.is_authenticated:
        return redirect_to_login(request.path)
    about = Submission.objects.visible_to(reader).filter(public_id=submission)
    rows = MessageFile.objects.filter(message__submission__in=about).exclude(file=None).select_related("file")
    found = get_object_or_404(rows, public_id=file)
    assert found.file is not None
    return sent_file(found.file)


def _page(request: HttpRequest, submission: Submission, *, actor: str, by: Any, back: str) -> HttpResponse:
    form = MessageForm()
    if request.method == "POST" and actor:
        form = MessageForm(request.POST, request.FILES)
        if form.is_valid() and _write(submission, form, actor=actor, by=by):
            messages.success(request, _("Sent. The other side is told."))
            return redirect(f"{back}#conversation")
    side = Actor.PERSON if actor == Actor.PERSON else Actor.AGENCY
    context: dict[str, Any] = talk(submission, side=side, may_write=bool(actor), form=form, link=link_query(request))
    context |= {"submission": with_page(submission), "back": back}
    status = 422 if form.errors and not request.htmx else 200  # type: ignore[attr-defined]  # htmx shows no other
    return render(request, "conversations/conversation.html", context, status=status)


def _write(submission: Submission, form: MessageForm, *, actor: str, by: Any) -> bool:
    data = form.cleaned_data
    try:
        write(
            submission=submission,
            actor=actor,
            by=by,
            text=data["text"],
            files=data["attached"],
            key=data["key"],
            now=timezone.now(),
        )
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    return True
