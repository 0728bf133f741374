"""The conversation on the page of a submission: the person's, and the one on which the agency answers."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from foundation.panels.registry import Fragment
from marketplace.answers.lifecycle import Actor
from marketplace.answers.links import link_query, reader_on
from marketplace.answers.models import Submission
from marketplace.conversations.forms import MessageForm
from marketplace.conversations.models import Message
from marketplace.conversations.queries import why_closed


def for_person(*, request: HttpRequest, subjects: list[Submission]) -> Mapping[Any, Fragment]:
    """On the page of who sent it."""
    return {row.pk: Fragment("conversations/_panel.html", talk(row, side=Actor.PERSON)) for row in subjects}


def for_agency(*, request: HttpRequest, subjects: list[Submission]) -> Mapping[Any, Fragment]:
    """On the page on which an agency answers, at the desk or by a link; who only looks on reads."""
    may = set(
        Submission.objects.answerable_by(reader_on(request))
        .filter(pk__in=[s.pk for s in subjects])
        .values_list("pk", flat=True)
    )
    return {
        row.pk: Fragment(
            "conversations/_panel.html", talk(row, side=Actor.AGENCY, may_write=row.pk in may, link=link_query(request))
        )
        for row in subjects
    }


def talk(
    submission: Submission, *, side: str, may_write: bool = True, form: MessageForm | None = None, link: str = ""
) -> dict[str, Any]:
    """Return what the conversation's templates need, for one side: Actor.PERSON or Actor.AGENCY.

    `link` is what stands behind addresses for somebody who answers by the link of a mail.
    """
    closed = why_closed(submission, now=timezone.now())
    route = "conversation" if side == Actor.PERSON else "conversation_desk"
    return {
        "talk": submission,
        "lines": list(Message.objects.about(submission)),
        "side": side,
        "closed": closed,
        "talk_form": (form or MessageForm()) if may_write and not closed else None,
        "talk_url": f"{reverse(route, args=[submission.public_id])}{link}",
        "link": link,
    }
