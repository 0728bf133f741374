"""Whether a line of an agency's file can become a page: the page's own editor form decides, as if it had been typed."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cms.agencies.models import AgencyPage
from cms.importing.posting import TEXT_CELLS, Given, Posted, Said, held, post
from cms.importing.queries import names_for
from cms.importing.sources.jisr.cells import UnreadableCell, choice
from cms.importing.sources.jisr.columns import BY_KEY, COLUMNS, LANGUAGES
from cms.importing.sources.jisr.reading import LONGEST_NUMBER, FileRow
from cms.opportunities.models import Investment, MissionCall
from cms.opportunities.page_forms import Choices
from foundation.accounts.models import User
from foundation.base.locales import active_language

TYPES: dict[str, Any] = {"mission": MissionCall, "investment": Investment}
COLUMN_OF = {column.field: column.key for column in reversed(COLUMNS)}
COLUMN_OF |= {"skills": "skills_required", "texts": ""}


@dataclass(slots=True)
class Judgement:
    """What the form says of a line: `errors` stop it, `lacks` only keep it from being public. Its page is in `form`."""

    form: Any = None
    errors: list[Said] = field(default_factory=list)
    lacks: list[Said] = field(default_factory=list)
    changed: bool = True


class Judge:
    """Judges the lines of one agency's file; what all of them share is read once."""

    def __init__(self, agency: AgencyPage, *, by: User | None) -> None:
        self.agency, self.by = agency, by
        country = agency.organisation.country
        self.names = names_for(country)
        self.choices = Choices.read(country)
        self.forms = {kind: model.get_edit_handler().get_form_class() for kind, model in TYPES.items()}
        self.bodies = {
            kind: model.texts.rel.related_model._meta.get_field("body").stream_block for kind, model in TYPES.items()
        }

    def judge(self, row: FileRow, page: Any | None) -> Judgement:
        """Judge a line for a new page, or for the draft of a known one."""
        errors = self._of_the_line(row, page)
        if errors:
            return Judgement(errors=errors)
        kind = page.kind if page is not None else choice("kind", row.cells["kind"])
        errors += [
            (key, _("This column is not for this kind of opportunity: empty the cell."))
            for key in row.cells
            if kind not in BY_KEY[key].kinds
        ]
        cells = {key: cell for key, cell in row.cells.items() if kind in BY_KEY[key].kinds}
        instance = page if page is not None else TYPES[kind](live=False, country=self.agency.organisation.country)
        posted = held(self._form(kind, instance))
        post(FileRow(row.line, cells), posted, self.names, self.bodies[kind])
        errors += posted.errors
        form = self._form(kind, instance, posted)
        if form.is_valid():
            return Judgement(form, errors)
        lacking = said_by(form, posted)
        unread = {key for key, _sentence in errors}
        form = self._form(kind, instance, posted)
        form.defer_required_fields()
        form.is_valid()
        wrong = [said for said in said_by(form, posted) if said[0] not in unread]
        return Judgement(
            form, errors + wrong, [said for said in lacking if said not in wrong and said[0] not in unread]
        )

    def _of_the_line(self, row: FileRow, page: Any | None) -> list[Said]:
        errors: list[Said] = []
        if row.torn:
            errors.append(("", _("This line has more cells than the file has headers.")))
        if page is None and not any(row.cells.get(f"title_{language}") for language in LANGUAGES):
            language = active_language()
            errors.append((f"title_{language}", _("Write a title in at least one language.")))
        if not row.number or len(row.number) > LONGEST_NUMBER:
            errors.append(("number", _("Give the line a number of your own: it keeps a later file from doubling it.")))
        try:
            kind = choice("kind", row.cells["kind"])
        except KeyError:
            if page is None:
                errors.append(("kind", _("Say what it is: a mission call or an investment.")))
        except UnreadableCell as error:
            errors.append(("kind", str(error)))
        else:
            if page is not None and page.kind != kind:
                errors.append(("kind", _("The page with this number is of another kind. Choose another number.")))
        return errors

    def _form(self, kind: str, instance: Any, posted: Posted | None = None) -> Any:
        data = None if posted is None else posted.data()
        form = self.forms[kind](
            data, instance=instance, parent_page=self.agency, for_user=self.by, choices=self.choices
        )
        for child in form.formsets["texts"].forms if data is not None else ():
            child.fields["body"].widget = Given()
        return form


def said_by(form: Any, posted: Posted) -> list[Said]:
    """Return the errors of a form and of its rows, each with the column it belongs to."""
    found = [
        (COLUMN_OF.get(name, ""), str(sentence)) for name, sentences in form.errors.items() for sentence in sentences
    ]
    for name, formset in form.formsets.items():
        rows = posted.rows.get(name, [])
        for row, errors in zip(rows, formset.errors, strict=False):
            for key, sentences in errors.items():
                found += [(_column_of(name, key, row), str(sentence)) for sentence in sentences]
        found += [(COLUMN_OF.get(name, ""), str(sentence)) for sentence in formset.non_form_errors()]
    return list(dict.fromkeys(found))


def _column_of(formset: str, key: str, row: dict[str, Any]) -> str:
    if formset == "texts":
        return f"{key if key in TEXT_CELLS else 'title'}_{row['language']}"
    if formset == "questions" and key.startswith("text_"):
        return f"questions_{key.removeprefix('text_')}"
    if formset == "skills":
        return f"skills_{row.get('importance') or 'required'}"
    return COLUMN_OF.get(formset, "")
