"""Tell the person what the agency did, and the agency what the person did: each in her language, once per move."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import translation

from cms.opportunities.models import Opportunity
from foundation.notifications.operations import notify
from foundation.notifications.rendering import render
from marketplace.answers.models import Move, Submission
from marketplace.answers.queries import answering, title_of


def tell_person(
    *,
    submission: Submission,
    made: Move,
    page: Opportunity,
    facts: Mapping[str, Any] | None = None,
    now: dt.datetime,
) -> None:
    """Tell the person of a move, in her language, with the letter if one goes with it; once per move.

    `facts` are further words of the move's own mail.
    """
    if submission.person is None:
        return
    language = submission.person.language
    with translation.override(language):
        url = reverse("submission", args=[submission.public_id])
    said = {
        "person": submission.person,
        "title": title_of(page, language),
        "agency": submission.organisation.name(language),
        "number": submission.number,
        "move": made,
        "answer_on": submission.answer_on,
        "kept_until": submission.kept_until,
        "url": url,
        **(facts or {}),
    }
    subject, text, html = render(f"answers/mail/{made.name}", said, language)
    notify(
        key=f"submission.{submission.public_id}.{made.pk}",
        kind="submission.moved",
        recipient=submission.person,
        language=language,
        subject=subject,
        text=text,
        html=html,
        url=url,
        now=now,
    )


def remind_of_offer(*, submission: Submission, made: Move, page: Opportunity, now: dt.datetime) -> None:
    """Tell the person until when the place she was offered in a move is kept for her; once per move."""
    if submission.person is None:
        return
    language = submission.person.language
    with translation.override(language):
        url = reverse("submission", args=[submission.public_id])
    said = {
        "person": submission.person,
        "title": title_of(page, language),
        "agency": submission.organisation.name(language),
        "number": submission.number,
        "kept_until": submission.kept_until,
        "url": url,
    }
    subject, text, html = render("answers/mail/offer_waits", said, language)
    notify(
        key=f"submission.{submission.public_id}.{made.pk}.waits",
        kind="submission.moved",
        recipient=submission.person,
        language=language,
        subject=subject,
        text=text,
        html=html,
        url=url,
        now=now,
    )


def tell_agency(*, submission: Submission, made: Move, page: Opportunity, now: dt.datetime) -> None:
    """Tell who answers for the agency what a person has decided, or let pass in silence; once per move."""
    for user in answering(submission.organisation):
        language = user.language
        with translation.override(language):
            url = reverse("answer", args=[submission.public_id])
        facts = {
            "reader": user,
            "person": submission.person,
            "title": title_of(page, language),
            "number": submission.number,
            "move": made,
            "url": url,
        }
        subject, text, html = render("answers/mail/by_person", facts, language)
        notify(
            key=f"submission.{submission.public_id}.{made.pk}.{user.public_id}",
            kind="submission.by_person",
            recipient=user,
            language=language,
            subject=subject,
            text=text,
            html=html,
            url=url,
            now=now,
        )
