"""Questions with their pages, for lists; a person's questions, for the export and the erasure of an account."""

from collections.abc import Iterable
from typing import Any

from cms.opportunities.models import Investment, MissionCall
from foundation.accounts.models import User
from marketplace.questions.lifecycle import Status
from marketplace.questions.models import Question


def with_pages(questions: Iterable[Question]) -> list[Question]:
    """Give each its `page` with texts, in as many queries for one as for fifty."""
    rows = list(questions)
    wanted = {row.opportunity_id for row in rows}
    pages: dict[int, Any] = {}
    for model in (MissionCall, Investment):
        pages |= {page.pk: page for page in model.objects.filter(pk__in=wanted).for_lists()}
    for row in rows:
        row.page = pages[row.opportunity_id]  # type: ignore[attr-defined]
    return rows


class QuestionData:
    """What she asked. Erased, what is answered stays for all, as it never had her name; the rest loses its words."""

    name = "questions"

    @staticmethod
    def export(user: User) -> list[dict[str, Any]]:
        rows = Question.objects.of(user).select_related("entry").order_by("pk")
        return [
            {
                "id": row.public_id,
                "number": row.entry.number,
                "asked_at": row.asked_at,
                "question": row.text,
                "status": row.status,
                "answer": row.answer,
            }
            for row in rows
        ]

    @staticmethod
    def erase(user: User) -> None:
        own = Question.objects.of(user)
        own.exclude(status=Status.ANSWERED).update(text="", answer="", status=Status.WITHDRAWN)
        own.update(asker=None)
        Question.objects.filter(answered_by=user).update(answered_by=None)
