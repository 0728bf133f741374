"""A file somebody sent → its text: what kind it is shows in its content, never in its name."""

import io
import re
import zipfile
from dataclasses import dataclass

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from foundation.documents import arabic, plain
from foundation.documents.apart import WORKER, read_apart
from foundation.documents.errors import DocumentError, Encrypted, NoText, TooLarge, UnknownKind, Unreadable

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain"
MOST_PAGES = 300
MOST_CHARACTERS = 500_000
FEWEST_LETTERS = 20
TIME_LIMIT_S = 25
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of old Word files, and of DOCX files with a password
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SOFT_BREAK = re.compile("\u00ad[ \t]*\n?")
_HYPHEN_BREAK = re.compile(r"(?<=[^\W\d_]-)\n(?=[a-zà-öø-ÿœ])")  # "certi-⏎fication": the analysis knows compounds
_EMPTY_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file. `pages` is 0 where the format has none; `poor` when a person should look at the reading."""

    text: str
    media_type: str
    pages: int
    poor: bool


def read_document(content: bytes, name: str = "") -> Document:
    """Return the text of a PDF, a DOCX or a plain text file; `name` is used in sentences only.

    Raises:
        DocumentError: TooLarge, UnknownKind, Encrypted, Unreadable or NoText, with a sentence for the person.
    """
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise too_many_bytes()
    media_type = media_type_of(content)
    if media_type == TEXT:
        text, pages = _plain(content), 0
    else:
        kind = "pdf" if media_type == PDF else "docx"
        answer = read_apart(
            content,
            kind,
            most_pages=MOST_PAGES,
            most_characters=MOST_CHARACTERS,
            time_limit_s=TIME_LIMIT_S,
            worker=WORKER,
        )
        if "refused" in answer:
            raise _refusal(answer["refused"])
        text, pages = _tidy(answer["text"]), answer["pages"]
    if sum(1 for char in text if char.isalpha()) < FEWEST_LETTERS:
        raise _refusal("no_text")
    return Document(text, media_type, pages, media_type == PDF and arabic.looks_poor(text))


def media_type_of(content: bytes) -> str:
    """Return PDF, DOCX or TEXT, judged by the bytes.

    Raises:
        UnknownKind: none of them; Encrypted: a DOCX with a password; Unreadable: a torn archive.
    """
    if b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                names = package.namelist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            raise _refusal("unreadable") from None
        if "word/document.xml" not in names:
            raise _refusal("unknown_kind")
        return DOCX
    if content.startswith(_OLE):
        raise _refusal("encrypted" if _ENCRYPTED_PACKAGE in content else "unknown_kind")
    if content.startswith(b"{\\rtf") or plain.decode(content) is None:
        raise _refusal("unknown_kind")
    return TEXT


def too_many_bytes() -> TooLarge:
    """Return the refusal of a file above the limit, for those who see its size before its bytes."""
    return TooLarge(
        _("This file is larger than %(size)s. Export it smaller, or paste the text.")
        % {"size": filesizeformat(settings.UPLOAD_MAX_BYTES)}
    )


def _plain(content: bytes) -> str:
    text = _tidy(plain.decode(content) or "")
    if len(text) > MOST_CHARACTERS:
        raise _refusal("too_large")
    return text


def _tidy(text: str) -> str:
    text = _SOFT_BREAK.sub("", _CONTROL.sub("", _LINE_END.sub("\n", text)))
    text = arabic.in_reading_order(arabic.letters(text.encode("utf-8", "ignore").decode("utf-8")))
    return _EMPTY_LINES.sub("\n\n", _HYPHEN_BREAK.sub("", text)).strip()


def _refusal(code: str) -> DocumentError:
    if code == "encrypted":
        return Encrypted(_("This file asks for a password. Save it without one, or paste the text."))
    if code == "too_large":
        return TooLarge(_("This file holds too much to read. Keep the pages that matter, or paste the text."))
    if code == "no_text":
        return NoText(_("This file holds no text: it may be a scan. Export it as PDF with text, or paste the text."))
    if code == "unknown_kind":
        return UnknownKind(_("This is not a PDF, a Word file (.docx) or a plain text. Save it as one of these."))
    return Unreadable(_("This file is broken and cannot be read. Export it again, or paste the text."))
