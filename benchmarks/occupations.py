"""How well a job title in one language finds its occupation in another.

A third of the occupations is kept out of everything fitted (idf of the latent space, translations); their titles in one
language are asked, and all occupations are candidates
- by their labels in the target language only: that is understanding, nothing in the title's language can be matched;
- by their labels in all languages, the title itself among them: that is look-up.
References of the same run: BM25 (k1 1.2, b 0.75) over all labels of an occupation, and the cosine of character n-grams
(TF-IDF, 2 to 5) with its best label, both over the same candidates.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.material.lines import say
from benchmarks.material.ranking import ranks
from benchmarks.material.taxonomy import descriptions, graph_of, label_rows, readings
from foundation.linking.labels import variants
from foundation.linking.lexicon import LANGUAGES, LabelRow, Lexicon
from foundation.linking.occupations import Occupations
from foundation.linking.resemblance.nearest import Nearest, Told, terms_of, told

SEED = 20261127
PAIRS = (("ar", "fr"), ("ar", "en"), ("fr", "ar"), ("fr", "en"), ("en", "fr"), ("es", "fr"))
ASKED = 500
K1, B = 1.2, 0.75


def bm25(documents: Sequence[Sequence[str]], asked: Sequence[Sequence[str]]) -> Iterator[np.ndarray]:
    """Yield the BM25 scores of all documents for each list of terms (Robertson and Zaragoza 2009)."""
    words = CountVectorizer(analyzer=list, dtype=np.float32)
    counts = words.fit_transform(documents).tocsc()
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    spread = np.diff(counts.indptr)
    idf = np.log(1 + (len(documents) - spread + 0.5) / (spread + 0.5))
    norm = K1 * (1 - B + B * lengths / max(lengths.mean(), 1e-9))
    weighted = sparse.csc_matrix(
        (
            np.repeat(idf, spread) * counts.data * (K1 + 1) / (counts.data + norm[counts.indices]),
            counts.indices,
            counts.indptr,
        ),
        shape=counts.shape,
    )
    for terms in asked:
        columns = [words.vocabulary_[term] for term in terms if term in words.vocabulary_]
        yield np.asarray(weighted[:, columns].sum(axis=1)).ravel()


def by_characters(labels: Sequence[tuple[int, str]], asked: Sequence[str], size: int) -> Iterator[np.ndarray]:
    """Yield the best cosine of character n-grams per occupation; `labels` are (number of the occupation, text)."""
    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32)
    matrix = grams.fit_transform(text.lower() for _, text in labels)
    owners = np.array([number for number, _ in labels])
    for title in asked:
        best = np.zeros(size, dtype=np.float32)
        np.maximum.at(best, owners, (matrix @ grams.transform([title.lower()]).T).toarray().ravel())
        yield best


def titles(rows: Sequence[LabelRow], out: set[str], language: str) -> dict[str, str]:
    """Return URI → title, the masculine or only form of the preferred label, for the occupations kept out."""
    return {
        row.uri: variants(row.text)[0][0]
        for row in rows
        if row.uri in out and row.language == language and row.preferred
    }


def main() -> None:
    found = readings()
    chance = random.Random(SEED)
    rows = [row for row in label_rows(found) if row.kind in ("skill", "occupation") and not row.group]
    lexicon = Lexicon(rows)
    graph = graph_of(found, lexicon)
    whole = told(rows, lexicon, descriptions(found))
    occupations = Occupations(lexicon, graph, Nearest(whole)).places
    number_of = {lexicon.uris[place]: number for number, place in enumerate(occupations)}
    out = set(chance.sample(sorted(number_of), len(number_of) // 3))
    places = {lexicon.places[uri] for uri in out}
    fit = Told(
        whole.size,
        {language: [one for one in labels if one[0] not in places] for language, labels in whole.labels.items()},
        whole.forms,
        {key: terms for key, terms in whole.descriptions.items() if key[0] not in places},
    )
    for source, target in PAIRS:
        asked = titles(rows, out, source)
        chosen = chance.sample(sorted(asked), min(ASKED, len(asked)))
        wanted = [number_of[uri] for uri in chosen]
        terms = [terms_of(lexicon, asked[uri], source) for uri in chosen]
        for candidates, what in (((target,), "understanding"), (LANGUAGES, "look-up")):
            labels = {language: whole.labels[language] for language in candidates}
            ours = Occupations(lexicon, graph, Nearest(fit, candidates=Told(whole.size, labels, whole.forms)))
            own = [row for row in rows if row.uri in number_of and row.language in candidates]
            documents: list[list[str]] = [[] for _ in number_of]
            for row in own:
                documents[number_of[row.uri]] += terms_of(lexicon, row.text, row.language)
            answers = {
                "ours": (ours.scores(one, source, candidates=candidates) for one in terms),
                "BM25": bm25(documents, terms),
                "characters": by_characters(
                    [(number_of[row.uri], row.text) for row in own], [asked[uri] for uri in chosen], len(number_of)
                ),
            }
            mrr = {name: float((1 / (ranks(scores, wanted) + 1)).mean()) for name, scores in answers.items()}
            say(
                "occupations",
                f"{what} {source} → {target if what == 'understanding' else 'all'} MRR",
                mrr["ours"],
                "MRR",
                reference=mrr["BM25"],
                n=len(chosen),
                seed=SEED,
                characters=round(mrr["characters"], 4),
            )


if __name__ == "__main__":
    main()
