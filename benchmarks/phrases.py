"""phrases.py [--write]: fit what each reading of a phrase weighs, and say how well phrases are ranked with it.

The held-out labels of `benchmarks/linking.py` are put away first. Of the labels that are left, one alternative in five
is held out in turn and asked. The weights are those under which the right concept is likeliest among the two hundred
that come first before they are read word by word (McFadden 1974, Conditional Logit Analysis of Qualitative Choice
Behavior). Figures come from two halves of the concepts, each ranked with the weights of the other; `--write` keeps
those fitted on both. The reference is the order by likeness alone.
"""

import csv
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.linking import apart
from benchmarks.material.lines import say
from benchmarks.material.taxonomy import descriptions, graph_of, label_rows, readings
from foundation.linking.lexicon import LANGUAGES, LabelRow, Lexicon
from foundation.linking.resemblance.nearest import Nearest, terms_of, told
from foundation.linking.resemblance.phrase import NEAREST, WEIGHTS, WORDWISE, weighed, weights
from foundation.linking.resemblance.words import PHRASE

SEED = 7
ASKED = 1_500  # labels per language
PENALTY = 0.001


class Choice(NamedTuple):
    """A label that was asked.

    `right` is the place of its concept among the nearest (-1: none of them), `rows` their readings, `likely` the rank
    of its concept by likeness alone.
    """

    language: str
    half: int
    right: int
    rows: np.ndarray
    likely: int


def choices(nearest: Nearest, lexicon: Lexicon, asked: Sequence[LabelRow], chance: random.Random) -> list[Choice]:
    """Return the choices that labels of at most six terms leave among concepts with a label in their language."""
    halves: dict[str, int] = {}
    found = []
    for row in asked:
        terms = terms_of(lexicon, row.text, row.language)
        if not 0 < len(set(terms)) <= PHRASE:
            continue
        parts, read = nearest.phrase_readings(terms, row.language)
        likeness = np.sum(parts, axis=0)
        said = weighed(likeness, read)
        best = np.argsort(np.where(nearest.named_in(row.language), -said, 0), kind="stable")[:NEAREST]
        wanted = lexicon.places[row.uri]
        right = np.flatnonzero(best == wanted)
        near = {name: reading[best] for name, reading in read.items()}
        near[WORDWISE] = nearest.wordwise(terms, row.language, best)
        rows = np.stack([near[name] for name in weights()], axis=1)
        half = halves.setdefault(row.uri, chance.randrange(2))
        place = int(right[0]) if len(right) and likeness[wanted] > 0 else -1
        likely = int((likeness > likeness[wanted]).sum()) if likeness[wanted] > 0 else len(likeness)
        found.append(Choice(row.language, half, place, rows, likely))
    return found


def fit(chosen: Sequence[Choice]) -> np.ndarray:
    """Return the weights under which the right concepts are likeliest, summing to one."""
    known = [choice for choice in chosen if choice.right >= 0]
    rows = np.stack([choice.rows for choice in known]).astype(np.float64)
    right = np.array([choice.right for choice in known])
    number = np.arange(len(known))
    scale = rows.std(axis=(0, 1)) + 1e-6
    rows /= scale

    def cost(share: np.ndarray) -> tuple[float, np.ndarray]:
        said = rows @ share
        said -= said.max(axis=1, keepdims=True)
        chances = np.exp(said)
        chances /= chances.sum(axis=1, keepdims=True)
        slope = (np.einsum("nk,nkf->f", chances, rows) - rows[number, right].sum(axis=0)) / len(known)
        return -np.log(chances[number, right]).mean() + PENALTY * share @ share, slope + 2 * PENALTY * share

    least = [(0, None)] * rows.shape[2]  # a reading may count for nothing, never against a concept
    found = minimize(cost, np.ones(rows.shape[2]), jac=True, method="L-BFGS-B", bounds=least).x / scale
    return found / found.sum()


def main() -> None:
    found = readings()
    rows, held = apart(label_rows(found))
    chance = random.Random(SEED)
    kept, asked = [], []
    for row in (row for row in rows if id(row) not in held):
        (asked if not row.preferred and chance.random() < 0.2 else kept).append(row)
    lexicon = Lexicon(kept)
    nearest = Nearest(told(kept, lexicon, descriptions(found)), graph_of(found, lexicon))
    chosen: list[Choice] = []
    for language in LANGUAGES:
        own = [row for row in asked if row.language == language and row.uri in lexicon.places]
        chosen += choices(nearest, lexicon, chance.sample(own, min(ASKED, len(own))), chance)
    by_half = [fit([choice for choice in chosen if choice.half != half]) for half in (0, 1)]
    for language in LANGUAGES:
        own_choices = [choice for choice in chosen if choice.language == language]
        hits = []
        for choice in own_choices:
            said = choice.rows @ by_half[choice.half]
            hits.append(choice.right >= 0 and int((said > said[choice.right]).sum()) < 10)
        value, reference = float(np.mean(hits)), float(np.mean([choice.likely < 10 for choice in own_choices]))
        say("phrases", f"inner {language} recall@10", value, "share", reference=reference, n=len(hits), seed=SEED)
    names, fitted = list(weights()), fit(chosen)
    for name, weight in zip(names, fitted, strict=True):
        say("phrases", f"weight of {name}", float(weight), "share", n=len(chosen), seed=SEED)
    if "--write" in sys.argv[1:]:
        with WEIGHTS.open("w", encoding="utf-8", newline="") as lines:
            table = csv.writer(lines, lineterminator="\n")
            table.writerow(("reading", "weight"))
            table.writerows((name, f"{weight:.3f}") for name, weight in zip(names, fitted, strict=True))


if __name__ == "__main__":
    main()
