"""Read one PDF, DOCX or XLSX in a process of its own: bytes on stdin, JSON on stdout.

What strangers send is parsed apart from the site, with a limit on memory here and a limit on time in the parent, so
that a hostile file costs one short-lived process and nothing else. It imports nothing of ours and is run by its path.
"""

import datetime as dt
import io
import json
import logging
import re
import sys
import zipfile
from itertools import pairwise
from typing import Any

MEMORY_BYTES = 1_500_000_000
DOCX_XML_BYTES = 40_000_000  # unpacked; a 300-page report has 3 to 5 MB
XLSX_XML_BYTES = 150_000_000  # unpacked; 10,000 lines of 60 columns have 30 to 60 MB
ALL_BYTES = 200_000_000  # unpacked, pictures included
MOST_COLUMNS = 200
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARKUP_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
ARABIC = re.compile("[\u0621-\u064a\u0671-\u06d3\ufb50-\ufdfd\ufe70-\ufefc]")
LATIN = re.compile("[A-Za-zÀ-ÖØ-öø-ÿŒœ]")
MIRRORED = str.maketrans("()[]«»", ")(][»«")
FEWEST_PAIRS = 3
UNREAD = {f"{WORD}del", f"{WORD}moveFrom", f"{WORD}instrText", f"{WORD}delText", MARKUP_FALLBACK}


class Refused(Exception):
    """The reason is one of the codes of `errors.py`."""


def read_pdf(content: bytes, *, most_pages: int, most_characters: int) -> dict[str, Any]:
    """Return {"text", "pages"}; pages are separated by an empty line.

    Raises:
        Refused: encrypted, unreadable or too_large.
    """
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("encrypted")
        count = len(reader.pages)
        if count > most_pages:
            raise Refused("too_large")
        pages, length = [], 0
        for page in reader.pages:
            pages.append(_page_text(page))
            length += len(pages[-1])
            if length > most_characters:
                raise Refused("too_large")
    except Refused:
        raise
    except MemoryError:
        raise Refused("too_large") from None
    except PyPdfError as error:
        raise Refused("too_large" if "Limit" in type(error).__name__ else "unreadable") from error
    except Exception as error:  # pypdf meets broken files with KeyError, RecursionError, AssertionError and more
        raise Refused("unreadable") from error
    return {"text": "\n\n".join(pages), "pages": count}


def _page_text(page: Any) -> str:
    """Return the text of a page; Arabic whose words were drawn one by one from the left is put in reading order."""
    rows: list[list[tuple[str, float]]] = [[]]

    def visit(text: str, matrix: list[float], place: list[float], _font: Any, _size: Any) -> None:
        if "\n" in text:
            rows.append([])
        if piece := text.strip("\n"):
            rows[-1].append((piece, place[4] * matrix[0] + place[5] * matrix[2] + matrix[4]))

    text: str = page.extract_text(visitor_text=visit)
    pairs = [pair for row in rows for pair in pairwise(x for piece, x in row if ARABIC.search(piece))]
    from_left = sum(first < second for first, second in pairs)
    if from_left < FEWEST_PAIRS or from_left <= 2 * (len(pairs) - from_left):
        return text
    return "\n".join(_row_text(sorted(row, key=lambda found: found[1])) for row in rows)


def _row_text(row: list[tuple[str, float]]) -> str:
    """Return pieces given from left to right in the order in which they are read."""
    pieces = [piece for piece, _x in row]
    line = "".join(pieces)
    mostly_arabic = len(ARABIC.findall(line)) >= len(LATIN.findall(line))
    inner, outer = (LATIN, ARABIC) if mostly_arabic else (ARABIC, LATIN)
    parts: list[str] = []
    while pieces:
        length = 1
        if inner.search(pieces[0]):  # a stretch in the other direction, to the last piece that belongs to it
            for place, piece in enumerate(pieces):
                if outer.search(piece):
                    break
                if inner.search(piece) or (mostly_arabic and any(char.isdigit() for char in piece)):
                    length = place + 1
        stretch, pieces = pieces[:length], pieces[length:]
        if mostly_arabic:
            parts.append("".join(stretch) if LATIN.search(stretch[0]) else stretch[0].translate(MIRRORED))
        else:
            parts.append("".join(reversed(stretch)))
    return " ".join("".join(reversed(parts) if mostly_arabic else parts).split())


def read_docx(content: bytes, *, most_pages: int, most_characters: int) -> dict[str, Any]:
    """Return {"text", "pages": 0}: headers first, then paragraphs, tables and text boxes in their order.

    Raises:
        Refused: encrypted, unreadable or too_large.
    """
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_package(package.infolist(), most_xml=DOCX_XML_BYTES)
        document = docx.Document(io.BytesIO(content))
        parts = [document.element.body]
        for section in document.sections:
            heads = (section.first_page_header, section.header)
            parts[-1:-1] = [head._element for head in heads if not head.is_linked_to_previous]
        lines = [line for part in parts for line in _lines(part)]
    except Refused:
        raise
    except MemoryError:
        raise Refused("too_large") from None
    except Exception as error:  # zipfile, lxml and python-docx each have their own
        raise Refused("unreadable") from error
    text = "\n".join(lines)
    if len(text) > most_characters:
        raise Refused("too_large")
    return {"text": text, "pages": 0}


def read_xlsx(content: bytes, *, most_pages: int, most_characters: int) -> dict[str, Any]:
    """Return {"lines": [[number, [cell, …]], …]} of the first sheet, without its empty lines; at most `most_pages`.

    No formula is evaluated: a cell has the value that was saved with it. Days are ISO dates.

    Raises:
        Refused: encrypted, unreadable or too_large.
    """
    import openpyxl

    lines: list[tuple[int, list[str]]] = []
    length = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_package(package.infolist(), most_xml=XLSX_XML_BYTES)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
            cells = [_cell(value) for value in row]
            length += sum(map(len, cells))
            if any(cells):
                lines.append((number, cells))
            if len(lines) > most_pages or length > most_characters:
                raise Refused("too_large")
    except Refused:
        raise
    except MemoryError:
        raise Refused("too_large") from None
    except Exception as error:  # zipfile, the XML parser and openpyxl each have their own
        raise Refused("unreadable") from error
    return {"lines": lines}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, float):
        return f"{value:.15g}" if abs(value) < 1e15 else str(value)
    return str(value).strip()


def _check_package(entries: list[zipfile.ZipInfo], *, most_xml: int) -> None:
    """Refuse what unpacks to far more than it weighs; zipfile itself reads no more than an entry declares."""
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("encrypted")
    xml = sum(entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels")))
    if xml > most_xml or sum(entry.file_size for entry in entries) > ALL_BYTES or len(entries) > 5_000:
        raise Refused("too_large")


def _lines(element: Any) -> list[str]:
    lines: list[str] = []
    for child in element:
        if child.tag in UNREAD:
            continue
        if child.tag == f"{WORD}p":
            boxes: list[str] = []
            lines.append("".join(_pieces(child, boxes)))
            lines.extend(boxes)
        elif child.tag == f"{WORD}tr":
            lines.extend(_row(child))
        else:
            lines.extend(_lines(child))
    return lines


def _row(row: Any) -> list[str]:
    """A row of short cells is one line; cells that hold paragraphs (a page laid out by a table) follow each other."""
    cells = [_lines(cell) for cell in row if cell.tag == f"{WORD}tc" or cell.tag == f"{WORD}sdt"]
    if all(len([line for line in cell if line.strip()]) <= 1 for cell in cells):
        filled = ["".join(cell).strip() for cell in cells]
        return [" | ".join(text for text in filled if text)]
    return [line for cell in cells for line in cell]


def _pieces(paragraph: Any, boxes: list[str]) -> list[str]:
    found: list[str] = []
    for child in paragraph:
        if child.tag in UNREAD:
            continue
        if child.tag == f"{WORD}t":
            found.append(child.text or "")
        elif child.tag == f"{WORD}tab":
            found.append("\t")
        elif child.tag in (f"{WORD}br", f"{WORD}cr"):
            found.append("\n")
        elif child.tag == f"{WORD}noBreakHyphen":
            found.append("-")
        elif child.tag == f"{WORD}txbxContent":
            boxes.extend(_lines(child))
        else:
            found.extend(_pieces(child, boxes))
    return found


def _limit_memory() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    except (ImportError, ValueError, OSError):  # not a Unix, or one that sets no such limit: the time limit remains
        pass


def main(kind: str, most_pages: str, most_characters: str) -> None:
    _limit_memory()
    logging.disable(logging.CRITICAL)
    read = {"pdf": read_pdf, "docx": read_docx, "xlsx": read_xlsx}[kind]
    try:
        answer = read(sys.stdin.buffer.read(), most_pages=int(most_pages), most_characters=int(most_characters))
    except Refused as refused:
        answer = {"refused": str(refused)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
