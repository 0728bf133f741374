"""Rank occupations by how well they fit a job title in any of the languages.

A title is compared with the labels of occupations, in its own language and translated, and in the latent space. Then
the occupations that ask for the same skills as the best of these move up: "pastry chef" brings the baker along, though
no word tells so.
"""

from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np
from scipy import sparse
from sklearn.preprocessing import normalize

from foundation.linking.graph import Graph
from foundation.linking.lexicon import LANGUAGES, Lexicon
from foundation.linking.resemblance.nearest import Nearest, terms_of
from foundation.linking.resemblance.words import Floats

_ASKED = {"essential": 1.0, "optional": 0.5}
_LEADING = 5  # occupations whose skills tell what the title is about
_ALIKE = 0.3  # what sharing their skills weighs beside fitting the title


class Occupations:
    """The occupations of a lexicon with the skills they ask for; safe to share."""

    def __init__(self, lexicon: Lexicon, graph: Graph, nearest: Nearest) -> None:
        self.lexicon = lexicon
        self._graph = graph
        self._nearest = nearest
        self.places = np.array([place for place, kind in enumerate(lexicon.kinds) if kind == "occupation"], dtype=int)

    def rank(self, title: str, language: str, *, limit: int = 100) -> list[tuple[str, float]]:
        """Return (URI, score) of the occupations that fit `title` best, the best first; nothing for an empty title.

        `limit` 0 returns all that resemble it at all. Scores are comparable within one answer only.
        """
        scores = self.scores(terms_of(self.lexicon, title, language), language)
        order = [int(number) for number in np.lexsort((self.places, -scores)) if scores[number] > 0]
        kept = order[:limit] if limit else order
        return [(self.lexicon.uris[self.places[number]], round(float(scores[number]), 4)) for number in kept]

    def scores(
        self, terms: Sequence[str], language: str, *, candidates: Collection[str] = LANGUAGES, by_skills: bool = True
    ) -> Floats:
        """Return one score per occupation (in the order of `places`) by its labels in `candidates`."""
        if not terms:
            return np.zeros(len(self.places), dtype=np.float32)
        scores = self._nearest.scores(terms, language, candidates=candidates)[self.places]
        if not by_skills:
            return scores
        leading = np.argsort(-scores, kind="stable")[:_LEADING]
        shares = scores[leading] / max(float(scores[leading].sum()), 1e-9)
        alike = self._skills @ (self._skills[leading].T @ shares)
        return (scores + _ALIKE * float(scores[leading[:1]].sum()) * alike).astype(np.float32)

    @cached_property
    def _skills(self) -> sparse.csr_matrix:
        """One row of unit length per occupation: the skills it asks for, the rarer the heavier."""
        rows, columns, values = [], [], []
        for number, place in enumerate(self.places):
            for kind, share in _ASKED.items():
                for skill in self._graph.targets(int(place), kind):
                    rows.append(number)
                    columns.append(skill)
                    values.append(share * self._graph.rarity(skill))
        shape = (len(self.places), self._graph.size)
        return normalize(sparse.csr_matrix((values, (rows, columns)), shape=shape, dtype=np.float32))
