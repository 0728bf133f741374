"""The taxonomy that benchmarks run on: the starter set, and ESCO where JISR_DATA names the data."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from foundation.linking.graph import Graph
from foundation.linking.lexicon import LabelRow, Lexicon
from foundation.linking.linker import Linker
from foundation.linking.resemblance.nearest import Nearest, told
from foundation.taxonomy.sources.merged import read_merged
from foundation.taxonomy.sources.rows import Reading
from foundation.taxonomy.sources.starter import LANGUAGES, read_starter


def data() -> Path | None:
    """Return the folder of the real data, if there is one."""
    folder = os.environ.get("JISR_DATA")
    return Path(folder) if folder else None


def readings() -> list[Reading]:
    """Return the starter set, and ESCO when the data is there."""
    folder = data()
    return [read_starter(), *([read_merged(folder / "esco", list(LANGUAGES))] if folder else [])]


def label_rows(found: list[Reading]) -> list[LabelRow]:
    """Return the labels as the database would hold them: concepts merged by URI, the labels of one together."""
    rows: dict[str, dict[tuple[str, str], LabelRow]] = {}
    named: set[tuple[str, str]] = set()
    for number, reading in enumerate(found):
        for row in reading.concepts.values():
            own = rows.setdefault(row.uri, {})
            for language in LANGUAGES:
                first = row.preferred.get(language)
                for text in filter(None, (first, *row.alternatives.get(language, ()))):
                    leads = text == first and (row.uri, language) not in named
                    own.setdefault(
                        (language, text),
                        LabelRow(row.uri, row.kind, language, text, leads, number == 0, row.skill_type == "group"),
                    )
                    if leads:
                        named.add((row.uri, language))
    return [label for own in rows.values() for label in own.values()]


def descriptions(found: list[Reading], *, without: Collection[str] = ()) -> Iterator[tuple[str, str, str]]:
    """Yield (URI, language, text) of what is described, but for the concepts left out."""
    for reading in found:
        for row in reading.concepts.values():
            if row.uri not in without:
                for language, text in row.descriptions.items():
                    yield row.uri, language, text


def graph_of(found: list[Reading], lexicon: Lexicon) -> Graph:
    """Return the relations between the concepts of a lexicon."""
    places = lexicon.places
    relations = {relation for reading in found for relation in reading.relations}
    return Graph(
        len(lexicon),
        ((places[a], places[b], kind) for a, b, kind in sorted(relations) if a in places and b in places),
    )


def whole_linker(found: list[Reading]) -> Linker:
    """Return the linker that a database with these readings would have."""
    rows = label_rows(found)
    lexicon = Lexicon(rows)
    graph = graph_of(found, lexicon)
    return Linker(lexicon, graph, Nearest(told(rows, lexicon, descriptions(found)), graph))
