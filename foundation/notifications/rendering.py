"""One template → a subject, a plain text and an HTML body, in the language of the person who reads them; and what
stands around them in a mail.

A template is written as plain text: its first line is the subject, then paragraphs parted by empty lines; lines that
begin with "- " are a list. `{% link url label %}` (library `message`) is "label: address" in the text and a link in the
HTML. It is rendered twice, escaped for HTML only.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True, slots=True)
class Foot:
    """The end of a mail: a sentence that says why it was sent, where such mails stop and where all are chosen.

    Both are whole addresses; an empty `stop_url` says that such mails cannot be stopped.
    """

    why: str
    stop_url: str = ""
    choices_url: str = ""


_PARAGRAPHS = re.compile(r"\n\s*\n")


def render(template_prefix: str, context: dict[str, Any], language: str) -> tuple[str, str, str]:
    """Return (subject, text, html) of the template `<template_prefix>.txt` in a language; the HTML has no frame yet."""
    template = get_template(f"{template_prefix}.txt").template  # type: ignore[attr-defined]
    everything = {**context, "language": language}
    with translation.override(language):
        subject, text = _parts(template.render(Context({**everything, "as_html": False}, autoescape=False)))
        body = _parts(template.render(Context({**everything, "as_html": True}, autoescape=True)))[1]
    return subject, text, _markup(body)


def from_text(text: str) -> SafeString:
    """Return the HTML body of a message whose caller wrote plain text only."""
    return _markup(escape(text))


def absolute(address: str) -> str:
    """Return an address that works in a mail: one of our own paths gets the site in front."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{address}" if address.startswith("/") else address


def frame(*, subject: str, body: SafeString, foot: Foot, language: str) -> str:
    """Return the whole HTML of a mail."""
    direction = "rtl" if translation.get_language_info(language)["bidi"] else "ltr"
    context = {
        "subject": subject,
        "body": body,
        "foot": foot,
        "language": language,
        "direction": direction,
        "site": absolute("/"),
    }
    with translation.override(language):
        return render_to_string("notifications/mail.html", context)


def with_foot(text: str, *, foot: Foot, language: str) -> str:
    """Return the plain text of a mail with its foot below the line that mail programs know as one ("-- ")."""
    with translation.override(language):
        end = render_to_string("notifications/foot.txt", {"foot": foot, "as_html": False})
    return f"{text}\n\n-- \n{end.strip()}"


def _parts(rendered: str) -> tuple[str, str]:
    subject, _, body = rendered.strip().partition("\n")
    lines = [line.strip() for line in body.strip().splitlines()]
    return " ".join(subject.split())[:200], re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _markup(escaped: str) -> SafeString:
    """Paragraphs and lists of a text that is escaped already."""
    blocks = []
    for paragraph in _PARAGRAPHS.split(escaped.strip()):
        lines = paragraph.strip().splitlines()
        before = [line for line in lines if not line.startswith("- ")]
        items = "".join(f"<li>{line[2:]}</li>" for line in lines if line.startswith("- "))
        if before:
            blocks.append(f"<p>{'<br>'.join(before)}</p>")
        if items:
            blocks.append(f"<ul>{items}</ul>")
    return mark_safe("\n".join(blocks))
