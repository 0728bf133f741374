"""CSV as sources publish it, read strictly: a file that is torn anywhere is refused before its first line is used."""

import csv
import io
from collections.abc import Iterable

from cms.importing.sources.rows import TornFile

Line = tuple[int, dict[str, str]]  # where it stands in the file, cells by the name of their column


def read_csv(content: bytes, *, columns: Iterable[str]) -> list[Line]:
    """Return every line of UTF-8 CSV; runs of blanks in the names of columns count as one.

    Raises:
        TornFile: not UTF-8, a NUL, a missing column, a line with too few or too many cells, a quote never closed.
    """
    reader = csv.reader(io.StringIO(_text(content), newline=""), strict=True)
    lines: list[Line] = []
    try:
        header = [" ".join(name.split()) for name in next(reader, [])]
        if missing := [name for name in columns if name not in header]:
            raise TornFile(f"The file lacks the columns {', '.join(missing)}.")
        for cells in reader:
            if cells and len(cells) != len(header):
                raise TornFile(f"Line {reader.line_num} has {len(cells)} cells instead of {len(header)}: it is torn.")
            if cells:
                lines.append((reader.line_num, dict(zip(header, cells, strict=True))))
    except csv.Error as error:
        raise TornFile(f"Line {reader.line_num} cannot be read as CSV ({error}): it is torn.") from None
    return lines


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise TornFile(f"Line {line} is not UTF-8: save the file as UTF-8 and try again.") from None
    if "\0" in text:  # PostgreSQL stores none
        raise TornFile(f"Line {text[: text.index(chr(0))].count(chr(10)) + 1} holds a NUL character: it is torn.")
    return text
