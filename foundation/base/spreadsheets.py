"""Tables for spreadsheets, in which no cell begins like a formula: opening a file never runs what somebody typed."""

import csv
import io
from collections.abc import Iterable

UTF8_MARK = "\ufeff"  # by which spreadsheets know the encoding of a CSV
# OWASP, "CSV Injection": = + - @ tab CR LF. OWASP ASVS 5.0, 1.2.10: NUL. "|" begins a DDE call in older spreadsheets.
_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "|")


def like_formula(cell: str) -> bool:
    """Tell whether a spreadsheet may run a cell as a formula, by the first character (OWASP, "CSV Injection")."""
    return cell.startswith(_BEGINNINGS)


def guarded(cell: str) -> str:
    """Return a cell that is shown and never run: an apostrophe stands before one that begins like a formula.

    The source is OWASP's "CSV Injection" and ASVS 5.0, requirement 1.2.10. A guarded cell stays as it is.
    """
    return f"'{cell}" if like_formula(cell) else cell


def csv_line(cells: Iterable[str], *, delimiter: str = ";") -> str:
    """Return one line of a CSV with its end (RFC 4180), every cell guarded."""
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter).writerow([guarded(cell) for cell in cells])
    return line.getvalue()
