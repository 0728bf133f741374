"""Ready letters: what an agency can send as it stands, in the language of the person."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from marketplace.answers.models import Submission
from marketplace.answers.queries import title_of


def ready_letter(submission: Submission, name: str, page: Any) -> str:
    """Return the text of the letter that goes with a move, in the submission's language; "" where none does."""
    if name not in LETTERS:
        return ""
    language = submission.language
    facts = {
        "person": submission.person,
        "title": title_of(page, language),
        "agency": submission.organisation.name(language),
        "number": submission.number,
        "language": language,
    }
    with translation.override(language):
        return render_to_string(f"answers/letters/{name}.txt", facts).strip()


LETTERS = ("interview", "offer", "take_up", "refuse", "leave_unanswered", "write_after")
