"""Ready letters: what an agency can send as it stands, in the language of the person, one per move and reason."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from foundation.accounts.models import User
from marketplace.answers.lifecycle import Actor, Reason
from marketplace.answers.models import Submission
from marketplace.answers.queries import title_of

LETTERS = (
    "interview",
    "offer",
    "take_up",
    "refuse",
    "take_back",
    "lapse",
    "leave_unanswered",
    "write_after",
    "carry_through",
    "fall_through",
)


def ready_letter(
    submission: Submission,
    name: str,
    page: Any,
    *,
    reason: str = "",
    actor: str = Actor.AGENCY,
    by: User | None = None,
    **known: Any,
) -> str:
    """Return the text of the letter that goes with a move, in the submission's language; "" where none does.

    Where `reason` is given the letter says it; what a coordinator sends is signed with her name too. `known` are facts
    of a letter of which the caller alone knows.
    """
    if name not in LETTERS:
        return ""
    language = submission.language
    facts = {
        "person": submission.person,
        "kind": submission.kind,
        "reached": submission.reached(),
        "title": title_of(page, language),
        "agency": submission.organisation.name(language),
        "number": submission.number,
        "answer_on": submission.answer_on,
        "language": language,
        "reason": reason,
        "kept_until": submission.kept_until,
        "coordinator": by if actor == Actor.COORDINATOR else None,
        **known,
    }
    with translation.override(language):
        lines = render_to_string(f"answers/letters/{name}.txt", facts).strip().splitlines()
    paragraphs = "\n".join(line.strip() for line in lines).split("\n\n")
    return "\n\n".join(paragraph.strip() for paragraph in paragraphs if paragraph.strip())


def is_ready(letter: str, submission: Submission, name: str, page: Any, *, actor: str, by: User | None) -> bool:
    """Tell whether a letter stands as it was proposed, for whatever reason: then another may take its place."""
    written = _plain(letter)
    reasons = ("", *Reason.values)
    return not written or any(
        written == _plain(ready_letter(submission, name, page, reason=reason, actor=actor, by=by)) for reason in reasons
    )


def _plain(letter: str) -> str:
    return " ".join(letter.split())
