"""The columns of Jisr's own format: one line is one mission call or one investment, facts as the editor has them.

`docs/importing.md` describes them for people; the templates are made from this table. A header is accepted as its key
(`starts_on`) or as its label in any of the four languages, without regard to case and accents.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.opportunities.models import Assessors
from foundation.base.choices import Compensation, Cover, FeeUnit, Instrument, Risk, Stage, WorkMode
from foundation.base.locales import cldr_locale
from foundation.text.folding import fold

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
MISSION, INVESTMENT = "mission", "investment"
BOTH = (MISSION, INVESTMENT)
KINDS = ((MISSION, _("mission call")), (INVESTMENT, _("investment")))
EMPTY = "-"  # empties what the page says; an empty cell leaves it alone
MARK = "|"  # between several values of a cell


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `field` is what the editor calls it; `writing` how a value is written, a key of `WRITING`.

    `also` are further headers by which it is known: what the editor, or an earlier template, calls it.
    """

    key: str
    label: Any
    writing: str
    field: str
    kinds: tuple[str, ...] = BOTH
    choices: tuple[tuple[Any, Any], ...] = ()
    language: str = ""
    also: tuple[Any, ...] = ()

    def headers(self, language: str) -> list[str]:
        """Return every header by which it is known in a language."""
        with translation.override(language):
            return [self.header(language), *map(str, self.also)]

    def header(self, language: str) -> str:
        """Return the label in a language, with the language of a text behind it."""
        with translation.override(language):
            label = str(self.label)
        if not self.language:
            return label
        return f"{label} ({cldr_locale(language).languages[self.language]})"


WRITING = {
    "number": _("Your own number of the line, such as 2027-014. A later file with this number changes the same page."),
    "choice": _("One of the allowed values."),
    "choices": _("One or several of the allowed values, with | between them."),
    "text": _("One line of text."),
    "long": _("Text; an empty line begins a new paragraph."),
    "language": _("A language, by its name or its code."),
    "country": _("The country of your organisation, by its name or its code. It may stay empty."),
    "region": _("A region of your country, by its name or its code (ISO 3166-2)."),
    "day": _("A day, as 2027-03-25 or 25/03/2027."),
    "whole": _("A whole number."),
    "decimal": _("A number, such as 4,5."),
    "amount": _("An amount in the currency of the line, such as 1500,50."),
    "sectors": _("Sectors by their name or their ISIC code, with | between them."),
    "goals": _("Numbers of the Sustainable Development Goals, with | between them, such as 2 | 13."),
    "skills": _(
        "Skills by their name in any language or by their address (URI), with | between them. "
        "A level from 1 to 4 may stand behind =, such as HACCP = 3."
    ),
    "languages": _(
        "Languages with the level the work needs (A1 to C2, or native), with | between them, "
        "such as French B2 | Arabic C1."
    ),
    "questions": _("Questions with | between them, in the same order in every language; a dash where one is not said."),
    "places": _("Numbers of the questions, with | between them, such as 2 | 3. All others must be answered."),
}
CURRENCIES = tuple((code, code) for code in settings.CURRENCIES)


def _texts(name: str, label: Any, writing: str, kinds: tuple[str, ...] = BOTH) -> list[Column]:
    return [Column(f"{name}_{code}", label, writing, name, kinds, language=code) for code in LANGUAGES]


COLUMNS: tuple[Column, ...] = (
    Column("number", pgettext_lazy("of a line in a file", "number"), "number", "number"),
    Column("kind", pgettext_lazy("of an opportunity", "kind"), "choice", "kind", choices=KINDS),
    *_texts("title", _("title"), "text"),
    *_texts("summary", _("in short"), "long"),
    *_texts("body", _("text"), "long"),
    Column("source_language", _("source language"), "language", "source_language"),
    Column("country", _("country"), "country", "country"),
    Column("region", _("region"), "region", "region"),
    Column("city", _("town or village"), "text", "city"),
    Column("starts_on", _("first day"), "day", "starts_on"),
    Column("ends_on", _("last day"), "day", "ends_on"),
    Column("closes_on", _("last day to answer"), "day", "closes_on"),
    Column("answers_by", _("answer date"), "day", "answers_by"),
    Column(
        "pending_limit",
        _("most pending applications or interests"),
        "whole",
        "pending_limit",
        also=(_("most pending applications"), _("most pending interests")),
    ),
    Column("sectors", _("sectors"), "sectors", "sectors"),
    Column("sdgs", _("sustainable development goals"), "goals", "sdgs"),
    Column("currency", _("currency"), "choice", "currency", choices=CURRENCIES),
    Column("skills_required", _("required skills"), "skills", "skills", (MISSION,)),
    Column("skills_desired", _("desired skills"), "skills", "skills", (MISSION,)),
    Column("languages", _("languages of the work"), "languages", "languages", (MISSION,)),
    Column("work_mode", _("on site or remote"), "choice", "work_mode", (MISSION,), tuple(WorkMode.choices)),
    Column("days_per_week", _("days a week"), "whole", "days_per_week", (MISSION,)),
    Column("seats", _("places"), "whole", "seats", (MISSION,)),
    Column("compensation", _("fee or volunteer"), "choice", "compensation", (MISSION,), tuple(Compensation.choices)),
    Column("fee", _("fee"), "amount", "fee_minor", (MISSION,)),
    Column("fee_unit", _("paid by"), "choice", "fee_unit", (MISSION,), tuple(FeeUnit.choices)),
    Column("covers", _("what is covered"), "choices", "covers", (MISSION,), tuple(Cover.choices)),
    *_texts("questions", _("questions to who applies"), "questions", (MISSION,)),
    Column("questions_optional", _("questions that may stay unanswered"), "places", "questions", (MISSION,)),
    Column("assessors", _("judged by"), "choice", "assessors", (MISSION,), tuple(Assessors.choices)),
    Column("capital", _("capital sought"), "amount", "capital_minor", (INVESTMENT,)),
    Column("ticket_min", _("smallest ticket"), "amount", "ticket_min_minor", (INVESTMENT,)),
    Column("ticket_max", _("largest ticket"), "amount", "ticket_max_minor", (INVESTMENT,)),
    Column("instruments", _("instruments"), "choices", "instruments", (INVESTMENT,), tuple(Instrument.choices)),
    Column("stage", _("stage"), "choice", "stage", (INVESTMENT,), tuple(Stage.choices)),
    Column("horizon_years", _("horizon in years"), "whole", "horizon_years", (INVESTMENT,)),
    Column("return_min", _("expected return a year, from (%)"), "decimal", "return_min_percent", (INVESTMENT,)),
    Column("return_max", _("expected return a year, to (%)"), "decimal", "return_max_percent", (INVESTMENT,)),
    Column("risk", _("risk"), "choice", "risk", (INVESTMENT,), tuple(Risk.choices)),
    *_texts("risk_text", _("what can go wrong"), "long", (INVESTMENT,)),
    Column("jobs", _("jobs"), "whole", "jobs", (INVESTMENT,)),
)
BY_KEY = {column.key: column for column in COLUMNS}
NEEDED = ("number", "kind")  # and a title in one language


@cache
def headers() -> dict[str, Column]:
    """Return folded header → column: the keys, and the labels in the four languages."""
    known = {fold(name): column for column in COLUMNS for code in LANGUAGES for name in column.headers(code)}
    return known | {fold(column.key): column for column in COLUMNS}


@cache
def allowed(key: str) -> dict[str, str]:
    """Return folded value → code of a column with a closed list: the codes, and their names in the four languages."""
    column = BY_KEY[key]
    known: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            known |= {fold(str(name)): str(code) for code, name in column.choices}
    return known | {fold(str(code)): str(code) for code, _name in column.choices}


def named(keys: Iterable[str], language: str) -> str:
    """Return the labels of columns in a language, for a sentence."""
    return ", ".join(BY_KEY[key].header(language) for key in keys)
