"""A table somebody sent, CSV or XLSX → its lines: the format shows in the content, the separator in the first line."""

import csv
import io
import zipfile

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from foundation.documents.apart import read_apart
from foundation.documents.errors import DocumentError, Encrypted, NoText, TooLarge, UnknownKind, Unreadable

MOST_LINES = 20_000
MOST_CHARACTERS = 40_000_000
TIME_LIMIT_S = 60
SEPARATORS = ",;\t"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of old Excel files, and of XLSX files with a password
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
Lines = list[tuple[int, list[str]]]  # where each begins in the file, and its cells without blanks around them


def read_table(content: bytes) -> Lines:
    """Return the lines of a CSV (UTF-8; comma, semicolon or tab) or of the first sheet of an XLSX, empty ones left out.

    Raises:
        DocumentError: TooLarge, UnknownKind, Encrypted, Unreadable or NoText, with a sentence for the person.
    """
    if len(content) > settings.TABLE_MAX_BYTES:
        raise too_many_bytes()
    if content.startswith(OLE):
        raise _refusal("encrypted" if ENCRYPTED in content else "unknown_kind")
    lines = _sheet(content) if content.startswith(b"PK\x03\x04") else _csv(_text(content))
    if not lines:
        raise NoText(_("This file is empty. Fill in the template and send it."))
    return lines


def too_many_bytes() -> TooLarge:
    """Return the refusal of a file above the limit, for those who see its size before its bytes."""
    size = filesizeformat(settings.TABLE_MAX_BYTES)
    return TooLarge(_("This file is larger than %(size)s. Divide it and send the parts.") % {"size": size})


def _sheet(content: bytes) -> Lines:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise _refusal("unreadable") from None
    if "xl/workbook.xml" not in names:
        raise _refusal("unknown_kind")
    answer = read_apart(
        content, "xlsx", most_pages=MOST_LINES, most_characters=MOST_CHARACTERS, time_limit_s=TIME_LIMIT_S
    )
    if "refused" in answer:
        raise _refusal(answer["refused"])
    return [(number, [_clean(cell) for cell in cells]) for number, cells in answer["lines"]]


def _text(content: bytes) -> str:
    if content.startswith((b"%PDF-", b"{\\rtf", b"<")):
        raise _refusal("unknown_kind")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(
            _("Line %(line)s is not in UTF-8. In Excel, save as “CSV UTF-8”; or send the file as .xlsx.")
            % {"line": line}
        ) from None
    if "\0" in text:
        raise Unreadable(
            _("Line %(line)s is torn. Save the file again.") % {"line": text[: text.index("\0")].count("\n") + 1}
        )
    return text


def _csv(text: str) -> Lines:
    separator, begin = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines: Lines = []
    number = 1
    try:
        for cells in reader:
            cells = [_clean(cell) for cell in cells]
            if number > begin and any(cells):
                lines.append((number, cells))
            if len(lines) > MOST_LINES:
                raise _refusal("too_large")
            number = reader.line_num + 1
    except csv.Error:
        raise Unreadable(
            _("Line %(line)s cannot be read: a quotation mark is not closed, or stands in the middle of a cell.")
            % {"line": number}
        ) from None
    return lines


def _separator(text: str) -> tuple[str, int]:
    """Return what separates cells, and how many lines stand before the first: Excel's own "sep=;" is one."""
    first = text.partition("\n")[0]
    if first.strip().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], 1
    return max(SEPARATORS, key=lambda mark: (first.count(mark), -SEPARATORS.index(mark))), 0


def _clean(cell: str) -> str:
    """Return a cell without blanks around it and without characters that no database keeps."""
    return "".join(char for char in cell if char in "\n\t" or ord(char) >= 32).strip()


def _refusal(code: str) -> DocumentError:
    if code == "encrypted":
        return Encrypted(_("This file asks for a password. Save it without one."))
    if code == "too_large":
        return TooLarge(
            _("This file holds more than %(count)s lines or too much text. Divide it and send the parts.")
            % {"count": MOST_LINES}
        )
    if code == "unknown_kind":
        return UnknownKind(_("This is neither a CSV file nor an Excel file (.xlsx). Save it as one of these."))
    return Unreadable(_("This file is broken and cannot be read. Save it again and send it."))
