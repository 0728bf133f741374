"""How well words become concepts, on what the linker was not given.

- Labels: one alternative label in five is held out of everything fitted; the others, of all languages, are there. Which
  rank does the concept of a held-out label get among all concepts? Apart from it stand ESCO's labels and ours, those
  that share their terms with a kept label of their concept ("look-up") and those that do not ("new words"). The
  reference is the cosine of character n-grams (TF-IDF, 2 to 5) with the labels of the same language.
- Across languages: the description of an occupation in Arabic finds its French and its English entry (labels and
  description) among all occupations. A third of the occupations is kept out of everything fitted (vocabulary, idf, the
  latent space, translations); their entries stay candidates. The reference is chance.
- Without a label: the Arabic labels of one skill in five are hidden. Of those linked in translation (`via` "latent"),
  how many to the right skill (precision), and how many of all (recall; the reference is the share in which labels and
  slips link anything)? Held-out alternatives of other skills stand among them as traps.
- Sentences: is one of the skills that people marked in a sentence of a job advertisement (HOUSE, test set) among the
  first ten that `link_concepts --kind skill --limit 10` answers? The reference is the dictionary alone.
- Texts labelled by hand (`tests/foundation/linking/texts`): precision and recall of what is linked, on the half that
  nothing was tuned on.
"""

import csv
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.material.lines import say
from benchmarks.material.ranking import ranks
from benchmarks.material.taxonomy import data, descriptions, graph_of, label_rows, readings, whole_linker
from benchmarks.material.texts import tally, texts
from foundation.linking.graph import Graph
from foundation.linking.lexicon import LANGUAGES, LabelRow, Lexicon
from foundation.linking.linker import Linker
from foundation.linking.resemblance.nearest import Nearest, Told, terms_of, told
from foundation.linking.resembling import resembling
from foundation.taxonomy.sources.rows import Reading

SEED = 20261127
ASKED = 1_500  # held-out labels asked per language
KINDS = ("skill", "occupation")


def apart(labels: Iterable[LabelRow], chance: random.Random | None = None) -> tuple[list[LabelRow], set[int]]:
    """Return the labels of skills and occupations, and the identities of the alternatives that are held out."""
    chance = chance or random.Random(SEED)
    rows = [row for row in labels if row.kind in KINDS and not row.group]
    return rows, {id(row) for row in rows if not row.preferred and chance.random() < 0.2}


def held_out(found: list[Reading]) -> None:
    """Print recall of held-out labels per language."""
    chance = random.Random(SEED)
    rows, held = apart(label_rows(found), chance)
    kept = [row for row in rows if id(row) not in held]
    lexicon = Lexicon(kept)
    nearest = Nearest(told(kept, lexicon, descriptions(found)), graph_of(found, lexicon))
    said: dict[tuple[str, str], set[frozenset[str]]] = defaultdict(set)
    for row in kept:
        said[row.uri, row.language].add(frozenset(terms_of(lexicon, row.text, row.language)))
    for language in LANGUAGES:
        asked = [row for row in rows if id(row) in held and row.language == language and row.uri in lexicon.places]
        chosen = chance.sample(asked, min(ASKED, len(asked)))
        terms = [terms_of(lexicon, row.text, language) for row in chosen]
        wanted = [lexicon.places[row.uri] for row in chosen]
        ours = ranks((nearest.scores(one, language) for one in terms), wanted)
        theirs = ranks(by_characters(kept, chosen, language, lexicon), wanted)
        known = np.array([frozenset(one) in said[row.uri, language] for one, row in zip(terms, chosen, strict=True)])
        from_esco = np.array([not row.trusted for row in chosen])
        parts = {
            "": np.ones(len(chosen), dtype=bool),
            " of ESCO": from_esco,
            " of ours": ~from_esco,
            " look-up": known,
            " new words": ~known,
        }
        for part, mask in parts.items():
            if mask.any():
                for k in (1, 10):
                    value, reference = float((ours[mask] < k).mean()), float((theirs[mask] < k).mean())
                    metric = f"held-out labels {language}{part} recall@{k}"
                    say("linking", metric, value, "share", reference=reference, n=int(mask.sum()), seed=SEED)


def by_characters(kept: list[LabelRow], asked: list[LabelRow], language: str, lexicon: Lexicon) -> Iterable[np.ndarray]:
    """Yield the reference: the best cosine of character n-grams per concept."""
    own = [row for row in kept if row.language == language]
    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, dtype=np.float32)
    labels = grams.fit_transform(row.text.lower() for row in own)
    places = np.array([lexicon.places[row.uri] for row in own])
    for row in asked:
        likeness = (labels @ grams.transform([row.text.lower()]).T).toarray().ravel()
        best = np.zeros(len(lexicon), dtype=np.float32)
        np.maximum.at(best, places, likeness)
        yield best


def across_languages(found: list[Reading]) -> None:
    """Print the mean reciprocal rank of entries for descriptions in Arabic."""
    chance = random.Random(SEED)
    rows = label_rows(found)
    lexicon = Lexicon(rows)
    whole = told(rows, lexicon, descriptions(found))
    occupations = [
        place
        for place, kind in enumerate(lexicon.kinds)
        if kind == "occupation" and (place, "ar") in whole.descriptions
    ]
    out = set(chance.sample(occupations, len(occupations) // 3))
    fitted = Nearest(
        Told(
            whole.size,
            {language: [one for one in labels if one[0] not in out] for language, labels in whole.labels.items()},
            whole.forms,
            {key: terms for key, terms in whole.descriptions.items() if key[0] not in out},
        )
    )
    asked = sorted(out)
    for language in ("fr", "en"):
        told_in = whole.documents(language)
        entries = [told_in[place] for place in occupations]
        in_fit = [told_in[place] for place in occupations if place not in out]
        ours = entry_scores(fitted, [whole.descriptions[place, "ar"] for place in asked], entries, in_fit, language)
        rank = ranks(ours, [occupations.index(place) for place in asked])
        n = len(occupations)
        reference = float(sum(1 / (k + 1) for k in range(n)) / n)
        value = float((1 / (rank + 1)).mean())
        say(
            "linking",
            f"description ar → entry {language} MRR",
            value,
            "MRR",
            reference=reference,
            n=len(asked),
            seed=SEED,
        )


def entry_scores(
    fitted: Nearest,
    asked: Sequence[Sequence[str]],
    entries: Sequence[Sequence[str]],
    in_fit: Sequence[Sequence[str]],
    language: str,
) -> Iterable[np.ndarray]:
    """Yield the scores of all entries for each description: nearness in the latent space and translated words."""
    vectors = fitted.latent.vectors(entries)
    words = TfidfVectorizer(analyzer=list, sublinear_tf=True, dtype=np.float32).fit(in_fit)
    counts, columns, idf = words.transform(entries), words.vocabulary_, words.idf_
    translation = fitted.translation("ar", language)
    for terms in asked:
        bag = np.zeros(len(columns), dtype=np.float32)
        for term in terms:
            for word, share in translation.of(term).items():
                if word in columns:
                    bag[columns[word]] += share * idf[columns[word]]
        bag /= max(float(np.linalg.norm(bag)), 1e-9)
        yield vectors @ fitted.latent.vectors([terms])[0] + counts @ bag


def without_a_label(found: list[Reading]) -> None:
    """Print how surely a skill without an Arabic label is linked from its Arabic words."""
    chance = random.Random(SEED)
    rows = [row for row in label_rows(found) if row.kind in KINDS and not row.group]
    arabic = [row for row in rows if row.language == "ar" and row.kind == "skill"]
    skills = sorted({row.uri for row in arabic})
    hidden = set(chance.sample(skills, len(skills) // 5))
    traps = [row for row in arabic if row.uri not in hidden and not row.preferred and chance.random() < 0.2]
    asked = [row for row in arabic if row.uri in hidden]
    gone = {id(row) for row in (*asked, *traps)}
    kept = [row for row in rows if id(row) not in gone]
    lexicon = Lexicon(kept)
    told_of = [one for one in descriptions(found) if one[1] != "ar" or one[0] not in hidden]
    linker = Linker(lexicon, Graph(len(lexicon), ()), Nearest(told(kept, lexicon, told_of)))
    linked = right = otherwise = 0
    for row in (*asked, *traps):
        mentions = linker.link(row.text, "ar")
        near = [mention for mention in mentions if mention.via == "latent"]
        linked += len(near)
        right += any(mention.uri == row.uri for mention in near)
        otherwise += bool(mentions) and not near
    n = len(asked) + len(traps)
    say("linking", "without a label ar precision", right / linked if linked else 0, "share", n=linked, seed=SEED)
    recall, reference = right / len(asked), otherwise / n
    say("linking", "without a label ar recall", recall, "share", reference=reference, n=len(asked), seed=SEED)


def sentences(linker: Linker, folder: Path) -> None:
    """Print how often a marked skill is among the first ten, for both sets of HOUSE sentences."""
    by_name: dict[str, set[str]] = defaultdict(set)
    for place, kind in enumerate(linker.lexicon.kinds):
        if kind == "skill":
            by_name[linker.lexicon.label(place, "en").casefold()].add(linker.lexicon.uris[place])
    found = [Reading()] if not folder.exists() else readings()
    for reading in found:
        for row in reading.concepts.values():
            if row.kind == "skill" and "en" in row.preferred:
                by_name[row.preferred["en"].casefold()].add(row.uri)
    for name in ("validation", "test"):
        marked: dict[str, set[str]] = defaultdict(set)
        with (folder / f"house_{name}_annotations.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                marked[row["sentence"]] |= by_name.get(row["label"].casefold(), set())
        asked = {sentence: uris for sentence, uris in marked.items() if uris}
        ours = share(asked, lambda sentence: first_ten(linker, sentence, near=True))
        dictionary = share(asked, lambda sentence: first_ten(linker, sentence, near=False))
        say("linking", f"HOUSE {name} hit@10", ours, "share", reference=dictionary, n=len(asked), seed=SEED)


def first_ten(linker: Linker, sentence: str, *, near: bool) -> list[str]:
    said = [mention.uri for mention in linker.link(sentence, "en") if mention.kind == "skill"]
    more = [mention.uri for mention in resembling(sentence, "en", linker) if mention.kind == "skill"] if near else []
    return list(dict.fromkeys(said + more))[:10]


def share(asked: dict[str, set[str]], answer: Callable[[str], list[str]]) -> float:
    return sum(1 for sentence, uris in asked.items() if uris & set(answer(sentence))) / len(asked)


def labelled(linker: Linker, what: str) -> None:
    """Print precision and recall on the untouched half of the texts labelled by hand."""
    for language in LANGUAGES:
        counted = tally(texts(language, "untouched"), language, linker)
        say("linking", f"texts {language} precision, {what}", counted.precision, "share", n=counted.linked)
        say("linking", f"texts {language} recall, {what}", counted.recall, "share", n=counted.labelled)


def main() -> None:
    folder = data()
    found = readings()
    labelled(whole_linker(found[:1]), "starter set")
    held_out(found)
    if folder is None:
        print("JISR_DATA is not set: descriptions and HOUSE sentences are left out.", file=sys.stderr)
        return
    across_languages(found)
    without_a_label(found)
    whole = whole_linker(found)
    labelled(whole, "with ESCO")
    sentences(whole, folder / "skills_dev")


if __name__ == "__main__":
    main()
