"""How fast and how small the linker is, against a bare scan of the same labels in the same run.

Per document: a text of about 1,650 characters, linked by its labels alone and with what resembles them, against looking
up every run of up to six tokens of the same analysis in a plain dictionary of those labels. Memory: what the lexicon
keeps, and what the linker keeps beside it to find what resembles labels, against that dictionary. The labels are those
of the starter set, and of ESCO where JISR_DATA names the data.
"""

import gc
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.material.lines import say
from benchmarks.material.taxonomy import descriptions, graph_of, label_rows, readings
from foundation.linking.lexicon import Lexicon
from foundation.linking.linker import Linker
from foundation.linking.resemblance.nearest import Nearest, told
from foundation.linking.resembling import resembling
from foundation.text.analysis import analyse

ROUNDS = 300
LONGEST = 6
PARAGRAPH = (
    "Ingénieure en génie rural, douze ans d'expérience dans l'irrigation goutte à goutte et l'eau potable. J'ai mené "
    "des études d'assainissement, dimensionné des pompes solaires et formé des techniciens au contrôle qualité. "
    "Langues : français courant, arabe, anglais de travail. Aucune connaissance de la comptabilité n'est demandée. "
)
TEXT = (PARAGRAPH * 5)[:1650]
SENTENCE = "Appuyer les coopératives dans la conduite de leurs périmètres irrigués et la tenue de leurs comptes."
SHORT = "conduite des périmètres irrigués"


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
    found = readings()
    rows = label_rows(found)
    lexicon, lexicon_mb = kept(lambda: Lexicon(iter(rows)))
    bare, bare_mb = kept(
        lambda: {tuple(token.term for token in analyse(row.text, row.language)): row.uri for row in rows}
    )
    graph = graph_of(found, lexicon)
    plain = Linker(lexicon, graph)

    def widened() -> Linker:
        linker = Linker(lexicon, graph, Nearest(told(rows, lexicon, descriptions(found)), graph))
        linker.link(TEXT, "fr")
        resembling(SENTENCE, "fr", linker)
        resembling(SHORT, "fr", linker)
        return linker

    whole, nearest_mb = kept(widened)

    def scan() -> list[str]:
        terms = [token.term for token in analyse(TEXT, "fr")]
        runs = (tuple(terms[i : i + n]) for i in range(len(terms)) for n in range(LONGEST, 0, -1))
        return [bare[run] for run in runs if run in bare]

    scanned = median_ms(scan)
    for metric, value, unit, reference in (
        ("labels only, per document p50", median_ms(lambda: plain.link(TEXT, "fr")), "ms", scanned),
        ("per document p50", median_ms(lambda: whole.link(TEXT, "fr")), "ms", scanned),
        ("what a sentence resembles p50", median_ms(lambda: resembling(SENTENCE, "fr", whole)), "ms", scanned),
        ("what a phrase resembles p50", median_ms(lambda: resembling(SHORT, "fr", whole)), "ms", scanned),
        ("memory of the lexicon", lexicon_mb, "MB", bare_mb),
        ("memory of what finds likeness", nearest_mb, "MB", bare_mb),
    ):
        say("linker", metric, value, unit, reference=reference, n=len(rows))


if __name__ == "__main__":
    main()
