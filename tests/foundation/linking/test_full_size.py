"""The linker with the whole of ESCO: what it costs, and that everyday words stay out."""

import csv
import gzip
import os
from collections import Counter
from pathlib import Path

import pytest

from foundation.linking.graph import Graph
from foundation.linking.lexicon import LabelRow, Lexicon
from foundation.linking.linker import Linker
from foundation.taxonomy.sources.merged import read_merged
from foundation.taxonomy.sources.starter import read_starter

DATA = os.environ.get("JISR_DATA")
pytestmark = pytest.mark.skipif(not DATA, reason="JISR_DATA names no folder with the ESCO files")
EVERYDAY = frozenset(
    (
        *(
            "project",
            "projects",
            "program",
            "programs",
            "support",
            "government",
            "governments",
            "development",
            "management",
        ),
        *(
            "access",
            "service",
            "services",
            "improve",
            "increase",
            "policy",
            "policies",
            "sector",
            "sectors",
            "rural",
            "urban",
        ),
        *("public", "private", "english", "french", "morocco", "moroccan", "country", "national", "system", "systems"),
        *(
            "capacity",
            "quality",
            "activities",
            "infrastructure",
            "economic",
            "growth",
            "investment",
            "objective",
            "the",
            "and",
        ),
        *(
            "projet",
            "programme",
            "appui",
            "soutien",
            "gestion",
            "politique",
            "secteur",
            "développement",
            "accès",
            "pays",
        ),
        *("acteurs", "prise", "anglais", "santé publique et", "qualité", "mise", "renforcement", "ville", "étude"),
    )
)


@pytest.fixture(scope="module")
def sources():
    starter, esco = read_starter(), read_merged(Path(str(DATA)) / "esco", ["fr", "ar", "en", "es"])
    rows = []
    for trusted, reading in ((True, starter), (False, esco)):
        for concept in reading.concepts.values():
            for language, text in concept.preferred.items():
                rows.append(LabelRow(concept.uri, concept.kind, language, text, True, trusted))
            for language, texts in concept.alternatives.items():
                rows += [LabelRow(concept.uri, concept.kind, language, text, False, trusted) for text in texts]
    return rows, [*starter.relations, *esco.relations]


@pytest.fixture(scope="module")
def linker(sources):
    rows, relations = sources
    lexicon = Lexicon(rows)
    places = lexicon.places
    known = ((places[one], places[other], kind) for one, other, kind in relations if one in places and other in places)
    return Linker(lexicon, Graph(len(lexicon), known))


@pytest.fixture(scope="module")
def projects():
    with (Path(str(DATA)) / "opportunities" / "wb_projects_MA_SN_ML_CI.csv").open(encoding="utf-8") as file:
        return [f"{row['project_name']}. {row['pdo']}" for row in csv.DictReader(file)]


def test_everyday_words_are_not_among_the_commonest_of_the_world_bank_projects(linker, projects):
    counts: Counter[str] = Counter()
    words: dict[str, Counter[str]] = {}
    for text in projects:
        mentions = linker.link(text, "en")
        counts.update({mention.uri for mention in mentions})
        for mention in mentions:
            words.setdefault(mention.uri, Counter())[text[mention.start : mention.end].lower()] += 1
    commonest = counts.most_common(30)
    assert commonest[0][1] > 20
    assert not EVERYDAY & {word for uri, _ in commonest for word in words[uri]}


def test_project_texts_in_french_link_no_everyday_word(linker):
    with (Path(str(DATA)) / "opportunities" / "afd_projects_fr_clean.csv").open(encoding="utf-8") as file:
        texts = [row["Description du projet"] for row in csv.DictReader(file)]
    words = Counter(text[one.start : one.end].lower() for text in texts for one in linker.link(text, "fr"))
    assert words["assainissement"] > 50
    assert not EVERYDAY & set(words)


def test_a_label_with_a_space_finds_itself_in_four_languages(linker):
    with gzip.open(Path(str(DATA)) / "esco" / "skills_multilingual.csv.gz", "rt", encoding="utf-8") as file:
        skills = list(csv.DictReader(file))[::20]
    for language in ("fr", "ar", "en", "es"):
        phrases = [(row["uri"], row[language]) for row in skills if " " in row[language]]
        found = sum(
            any(text[one.start : one.end] == text or one.uri == uri for one in linker.link(text, language))
            for uri, text in phrases
        )
        assert found / len(phrases) > 0.93, language
