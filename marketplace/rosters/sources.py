"""A CSV file of experts → lines, each with what is wrong in it; nothing is stored here."""

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from foundation.base.errors import DomainError
from foundation.base.locales import active_language, cldr_locale
from foundation.base.spreadsheets import csv_line, like_formula
from foundation.documents.plain import decode
from foundation.text.folding import fold

LANGUAGES = ("fr", "ar", "en", "es")
MOST_BYTES = 1_000_000
MOST_LINES = 200
MOST_SKILLS = 40
LONGEST = {"email": 254, "name": 150, "city": 100, "headline": 160, "skill": 100}
REQUIRED = ("email", "name", "language")
TEMPLATE = {  # what the columns are called in the file to download, by language
    "fr": ("e-mail", "nom", "langue", "titre", "ville", "compétences"),
    "ar": ("البريد الإلكتروني", "الاسم", "اللغة", "العنوان المهني", "المدينة", "المهارات"),
    "en": ("e-mail", "name", "language", "headline", "city", "skills"),
    "es": ("correo electrónico", "nombre", "idioma", "titular", "ciudad", "competencias"),
}
COLUMNS = ("email", "name", "language", "headline", "city", "skills")
_ALSO = {
    "email": "mail courriel adresse_e-mail adresse_électronique e-mail_address email_address البريد بريد correo",
    "name": "nom_complet nom_et_prénom full_name nombre_completo الاسم_الكامل اسم",
    "language": "lang langues languages idiomas لغة",
    "headline": "métier profession fonction title job_title occupation cargo profesión المهنة",
    "city": "town ville_de_résidence مدينة",
    "skills": "skill compétence competencia habilidades مهارات",
}
_DELIMITERS = ";,\t"


@dataclass(slots=True)
class Line:
    """One person as the list says; `language` is one of the site's, in which we write; `errors` are sentences."""

    number: int
    email: str = ""
    name: str = ""
    language: str = ""
    headline: str = ""
    city: str = ""
    skills: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def facts(self) -> dict[str, Any]:
        """Return what the list says beside the address."""
        said = asdict(self)
        return {name: said[name] for name in COLUMNS if name != "email"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as it was read: its lines, and the columns nobody reads."""

    lines: list[Line]
    unread: list[str]

    @property
    def good(self) -> list[Line]:
        return [line for line in self.lines if not line.errors]


def read_sheet(content: bytes) -> Sheet:
    """Read a CSV file with a header line; columns are parted by semicolons, commas or tabs.

    Raises:
        DomainError: the file as a whole cannot be read; the sentence says what to do.
    """
    rows = _rows(content)
    if not rows:
        raise DomainError(_("The file is empty. Download the template and fill it in."), field="file")
    header, body = rows[0][1], [(number, cells) for number, cells in rows[1:] if any(map(str.strip, cells))]
    places, unread = _places(header)
    if missing := [name for name in REQUIRED if name not in places]:
        names = dict(zip(COLUMNS, TEMPLATE[active_language()], strict=True))
        raise DomainError(
            _("The first line must name the columns. Missing: %(columns)s. The template has them all.")
            % {"columns": " · ".join(names[name] for name in missing)},
            field="file",
        )
    if not body:
        raise DomainError(_("The file has a header and nobody below it."), field="file")
    if len(body) > MOST_LINES:
        raise DomainError(
            _("The file has %(lines)s lines, and at most %(most)s are read at once. Divide it.")
            % {"lines": len(body), "most": MOST_LINES},
            field="file",
        )
    lines = [_line(number, cells, places) for number, cells in body]
    _refuse_twice(lines)
    return Sheet(lines, unread)


def template_for(language: str) -> bytes:
    """Return the file to fill in, with its columns in a language; the mark in front tells Excel that it is UTF-8."""
    return csv_line(TEMPLATE[language]).encode("utf-8-sig")


def _rows(content: bytes) -> list[tuple[int, list[str]]]:
    if len(content) > MOST_BYTES:
        raise DomainError(too_large(), field="file")
    text = decode(content)
    if text is None or "\x00" in text:
        raise DomainError(
            _("This is no CSV file that can be read. In your spreadsheet, save it as “CSV UTF-8”."), field="file"
        )
    text = text.removeprefix("\ufeff")
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise DomainError(
            _("The file is torn: a quotation mark is opened and not closed, or a cell is far too long."), field="file"
        ) from error


def too_large() -> str:
    return _("The file is too large: a list of experts has at most one megabyte.")


def _names() -> dict[str, str]:
    """Return folded header → column, in every language."""
    written = {_key(names[place]): column for names in TEMPLATE.values() for place, column in enumerate(COLUMNS)}
    return written | {_key(name): column for column, names in _ALSO.items() for name in names.split()}


def _key(name: str) -> str:
    return "".join(char for char in fold(name) if char.isalnum())


def _places(header: list[str]) -> tuple[dict[str, int], list[str]]:
    names, places, unread = _names(), {}, []
    for place, cell in enumerate(header):
        column = names.get(_key(cell))
        if column is None or column in places:
            unread.append(" ".join(cell.split())[:50])
        else:
            places[column] = place
    return places, [name for name in unread if name]


def _line(number: int, cells: list[str], places: dict[str, int]) -> Line:
    said = {column: _cell(cells, place) for column, place in places.items()}
    line = Line(number)
    line.email = said["email"].lower()
    line.name, line.headline, line.city = said["name"], said.get("headline", ""), said.get("city", "")
    line.language = _language(said["language"])
    line.skills = _listed(said.get("skills", ""))
    line.errors = list(_problems(line, said))
    return line


def _cell(cells: list[str], place: int) -> str:
    value = cells[place] if place < len(cells) else ""
    return " ".join("".join(char if char.isprintable() else " " for char in value).split())


def _language(said: str) -> str:
    """Return the code of one of our languages, however it is called; "" for others."""
    for code in LANGUAGES:
        called = {code, *(cldr_locale(ours).languages[code] for ours in LANGUAGES)}
        if fold(said) in {fold(name) for name in called}:
            return code
    return ""


def _listed(cell: str) -> list[str]:
    for sign in "،;|":
        cell = cell.replace(sign, ",")
    return list(dict.fromkeys(part for part in (piece.strip() for piece in cell.split(",")) if part))


def _problems(line: Line, said: dict[str, str]) -> Iterable[str]:
    try:
        validate_email(line.email)
    except ValidationError:
        yield _("This is no e-mail address.")
    if not line.name:
        yield _("The name is missing.")
    if not line.language:
        yield _("Say in which language we write: fr, ar, en or es.")
    if any(like_formula(value) for column, value in said.items() if column != "email"):
        yield _("A cell begins with a sign that a spreadsheet would run as a formula.")
    named = {"name": line.name, "city": line.city, "headline": line.headline, "email": line.email}
    if any(len(value) > LONGEST[column] for column, value in named.items()):
        yield _("A cell is too long.")
    if len(line.skills) > MOST_SKILLS or any(len(skill) > LONGEST["skill"] for skill in line.skills):
        yield _("At most %(count)s skills, each in a few words.") % {"count": MOST_SKILLS}


def _refuse_twice(lines: list[Line]) -> None:
    first: dict[str, int] = {}
    for line in lines:
        if line.email and line.email in first:
            line.errors.append(_("This address stands in line %(number)s already.") % {"number": first[line.email]})
        first.setdefault(line.email, line.number)
