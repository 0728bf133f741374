"""How fast and how small the linker is, against a bare scan of the same labels in the same run.

Per document: a text of about 1,650 characters, linked, against looking up every run of up to six tokens of the same
analysis in a plain dictionary of those labels. Memory: what the lexicon keeps, against that dictionary. The labels are
those of the starter set, and of ESCO where JISR_DATA names the data.
"""

import gc
import json
import os
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from foundation.linking.graph import Graph
from foundation.linking.lexicon import LabelRow, Lexicon
from foundation.linking.linker import Linker
from foundation.taxonomy.sources.merged import read_merged
from foundation.taxonomy.sources.rows import Reading
from foundation.taxonomy.sources.starter import LANGUAGES, read_starter
from foundation.text.analysis import analyse

ROUNDS = 300
LONGEST = 6
PARAGRAPH = (
    "Ingénieure en génie rural, douze ans d'expérience dans l'irrigation goutte à goutte et l'eau potable. J'ai mené "
    "des études d'assainissement, dimensionné des pompes solaires et formé des techniciens au contrôle qualité. "
    "Langues : français courant, arabe, anglais de travail. Aucune connaissance de la comptabilité n'est demandée. "
)
TEXT = (PARAGRAPH * 5)[:1650]


def readings() -> list[Reading]:
    found = [read_starter()]
    if folder := os.environ.get("JISR_DATA"):
        found.append(read_merged(Path(folder) / "esco", list(LANGUAGES)))
    return found


def labels(found: list[Reading]) -> Iterator[LabelRow]:
    for number, reading in enumerate(found):
        for row in reading.concepts.values():
            for language in LANGUAGES:
                if first := row.preferred.get(language):
                    yield LabelRow(row.uri, row.kind, language, first, True, number == 0)
                for text in row.alternatives.get(language, ()):
                    yield LabelRow(row.uri, row.kind, language, text, False, number == 0)


def kept(make: Callable[[], Any]) -> tuple[Any, float]:
    """Return what is made, and the megabytes it keeps."""
    gc.collect()
    tracemalloc.start()
    made = make()
    gc.collect()
    size = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    return made, size


def median_ms(work: Callable[[], object]) -> float:
    work()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    rows = list(labels(readings()))
    lexicon, lexicon_mb = kept(lambda: Lexicon(iter(rows)))
    bare, bare_mb = kept(
        lambda: {tuple(token.term for token in analyse(row.text, row.language)): row.uri for row in rows}
    )
    linker = Linker(lexicon, Graph(len(lexicon), ()))

    def scan() -> list[str]:
        terms = [token.term for token in analyse(TEXT, "fr")]
        runs = (tuple(terms[i : i + n]) for i in range(len(terms)) for n in range(LONGEST, 0, -1))
        return [bare[run] for run in runs if run in bare]

    linked, scanned = median_ms(lambda: linker.link(TEXT, "fr")), median_ms(scan)
    for metric, value, unit, reference in (
        ("document_p50", linked, "ms", scanned),
        ("memory", lexicon_mb, "MB", bare_mb),
    ):
        line = {"name": "linker", "metric": metric, "value": round(value, 3), "unit": unit}
        print(
            json.dumps(line | {"reference": round(reference, 3), "ratio": round(value / reference, 3), "n": len(rows)})
        )


if __name__ == "__main__":
    main()
