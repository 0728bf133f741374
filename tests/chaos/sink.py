"""Where mail goes in a run: a file for each mail that was handed over, whole or not at all, and what they say."""

import email
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.policy import default
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

CARD = re.compile(r"^- (\w+ \d+) · ", re.MULTILINE)


class Sink(BaseEmailBackend):
    """A mail server that takes everything; its answer is the file under its final name."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        place = Path(settings.SINK)
        place.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            coming = place / f"{uuid4().hex}.coming"
            coming.write_bytes(message.message().as_bytes())
            os.replace(coming, coming.with_suffix(".eml"))
        return len(email_messages)


@dataclass(frozen=True, slots=True)
class Mail:
    """One handed-over copy: its Message-ID, its only recipient, its words, the titles of opportunities it lists."""

    message_id: str
    to: str
    text: str
    titles: tuple[str, ...]


def mails() -> Iterator[Mail]:
    """Yield every copy that was handed over."""
    for path in sorted(Path(settings.SINK).glob("*.eml")):
        read = email.message_from_bytes(path.read_bytes(), policy=default)
        body = read.get_body(("plain",))
        text = body.get_content() if body else ""
        yield Mail(read["Message-ID"], read["To"], text, tuple(CARD.findall(text)))
