"""A file in Jisr's own format, CSV or XLSX → its lines, cells by the key of their column."""

import hashlib
import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cms.importing.sources.jisr.columns import COLUMNS, NEEDED, Column, headers, named
from foundation.base.errors import DomainError
from foundation.base.locales import active_language
from foundation.documents.tables import read_table
from foundation.text.folding import fold

SOURCE = "jisr"
COMMENT = "#"
LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class FileRow:
    """One line of an agency's file: what it says by column, empty cells left out. `torn` has cells without a header."""

    line: int
    cells: dict[str, str]
    torn: bool = False

    @property
    def number(self) -> str:
        return self.cells.get("number", "")

    @property
    def digest(self) -> str:
        """SHA-256 of what the line says."""
        return hashlib.sha256(json.dumps(self.cells, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class AgencyFile:
    """The lines of a file, and the headers that no column has."""

    rows: list[FileRow]
    unknown: list[str]


def read(content: bytes) -> AgencyFile:
    """Read the bytes of a file; lines that begin with # are remarks of the template.

    Raises:
        DomainError: the file cannot be read, or lacks a column without which no line says anything.
    """
    (_first, header), *lines = [line for line in read_table(content) if not line[1][0].startswith(COMMENT)] or [(1, [])]
    columns = [headers().get(fold(name)) if name else None for name in header]
    _check([column for column in columns if column])
    unknown = [name for name, column in zip(header, columns, strict=True) if name and column is None]
    rows = []
    for number, cells in lines:
        said = {column.key: cell for column, cell in zip(columns, cells, strict=False) if column and cell}
        torn = any(cells[len(header) :]) or any(cell for name, cell in zip(header, cells, strict=False) if not name)
        if said or torn:
            rows.append(FileRow(number, said, torn))
    if not rows:
        raise DomainError(_("This file has no line below its headers."))
    return AgencyFile(rows, unknown)


def _check(columns: list[Column]) -> None:
    language = active_language()
    keys = [column.key for column in columns]
    if twice := [key for key in dict.fromkeys(keys) if keys.count(key) > 1]:
        raise DomainError(_("The file has the column %(columns)s twice.") % {"columns": named(twice, language)})
    lacking = [key for key in NEEDED if key not in keys]
    if not any(key.startswith("title_") for key in keys):
        lacking.append(next(column.key for column in COLUMNS if column.key.startswith(f"title_{language}")))
    if lacking:
        raise DomainError(
            _("The file lacks the column %(columns)s. Begin with the template.") % {"columns": named(lacking, language)}
        )
