"""Whether one skill is found with one set of pages, whatever language it is asked in.

Asks the search of the present database (JISR_VAR) for every skill of the starter set's fields by its preferred labels
in French, Arabic, English and Spanish, and compares the sets of hits: the share of skills whose four sets are equal,
and the mean Jaccard index of the Arabic, English and Spanish set with the French one. Counted are the skills that some
text says, or something near them; of the others a search finds what has the words it was asked in, if anything, which
is printed apart. The same is printed with no concept understood. Load the projects first: `import_opportunities …
--publish` of the AFD's and the World Bank's lists.
"""

import csv
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.material.lines import say

LANGUAGES = ("fr", "ar", "en", "es")
STARTER = Path(__file__).resolve().parent.parent / "foundation" / "taxonomy" / "starter"


def skills() -> list[dict[str, str]]:
    """Return the skills of the field files with their preferred labels."""
    rows = []
    for path in sorted(STARTER.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            rows += [row for row in csv.DictReader(lines) if row.get("kind") == "skill"]
    return rows


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django

    django.setup()
    from django.http import QueryDict
    from django.utils import timezone

    from search.engines import current
    from search.results.parameters import read
    from search.results.understanding import understand
    from search.schema import MOST_SIZE, OPPORTUNITIES, ConceptUnit, Query

    engine, today = current.search_engine(), timezone.localdate()

    def hits(words: str, language: str, *, concepts: bool) -> frozenset[str]:
        parameters = QueryDict(mutable=True)
        parameters.update({"q": words, "closed": "1", "kind": "reference"})
        asked = read(parameters)
        understood = understand(asked.text, language)
        if not concepts:
            understood = plain(understood)
        found = engine.search(OPPORTUNITIES.name, asked.query(understood, today=today, size=MOST_SIZE))
        return frozenset(found.ids)

    chosen = skills()
    projects = {"kind": frozenset({"reference"})}

    def is_said(uri: str) -> bool:
        return bool(engine.search(OPPORTUNITIES.name, Query((ConceptUnit(uri),), filters=projects, size=1)).ids)

    said = [row for row in chosen if is_said(row["uri"])]
    unsaid = [row for row in chosen if row not in said]
    for rows, concepts, what in (
        (said, True, "understood"),
        (said, False, "words only"),
        (unsaid, True, "said by no text"),
    ):
        equal, likeness, some = 0, dict.fromkeys(LANGUAGES[1:], 0.0), 0
        for row in rows:
            sets = {language: hits(row[language], language, concepts=concepts) for language in LANGUAGES}
            if not any(sets.values()):
                continue
            some += 1
            equal += len(set(sets.values())) == 1
            for language in likeness:
                both, either = sets["fr"] & sets[language], sets["fr"] | sets[language]
                likeness[language] += len(both) / len(either) if either else 1.0
        if not some:
            print("No project is found: load some first.", file=sys.stderr)
            return
        say("languages", f"{what}: the same set in four languages", equal / max(some, 1), "share", n=some)
        for language, total in likeness.items():
            say("languages", f"{what}: fr and {language}", total / max(some, 1), "Jaccard", n=some)


def plain(understood):  # type: ignore[no-untyped-def]
    """Return the same question with each concept's words asked for as words."""
    from dataclasses import replace

    units = [word for unit in understood.units for word in (getattr(unit, "words", None) or (unit,))]
    return replace(understood, units=tuple(units), labels=())


if __name__ == "__main__":
    main()
