"""lexicon.py [--gaps]: read the words of the starter set line by line and name what is wrong with them.

Looked for: labels in the wrong script, signs that nobody types (diacritics, tatweel, presentation forms, brackets), a
label twice in one cell or for two concepts of a kind, a missing preferred label, a URI or key twice, and a line of
`words/` with fewer alternatives than promised. Official names of sectors and goals are left as they are. `--gaps` also
lists the concepts with few alternatives, fewest first. Exit 1 when anything is wrong.
"""

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent.parent / "foundation" / "taxonomy" / "starter"
LANGUAGES = ("fr", "ar", "en", "es")
NO_CONCEPTS = ("regions", "asked")
FEWEST = {"fr": 2, "ar": 3}  # alternatives of a line in words/
LONGEST = 120
ARABIC = re.compile(r"[\u0620-\u064a]")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
UNTYPED = re.compile(
    r"[\u064b-\u0652\u0640\ufb50-\ufdff\ufe70-\ufefc\u200b-\u200f\u202a-\u202e\u2066-\u2069{}\[\]<>_;]"
)
# Words people use for two concepts of one kind; the linker settles them by the rest of the text.
TWO_MEANINGS = {("ar", "محاسبة"), ("fr", "sécurité alimentaire"), ("es", "seguridad alimentaria")}


class Line(NamedTuple):
    """A line of a file: where it stands, which concept it names, its labels."""

    place: str
    uri: str
    kind: str
    key: str
    words_only: bool
    preferred: dict[str, str]
    alternatives: dict[str, list[str]]


def lines() -> Iterator[Line]:
    for path in sorted(FOLDER.rglob("*.csv")):
        if path.stem in NO_CONCEPTS:
            continue
        with path.open(encoding="utf-8", newline="") as text:
            reader = csv.DictReader(text)
            for row in reader:
                code = row.get("code")
                yield Line(
                    place=f"{path.relative_to(FOLDER)}:{reader.line_num}",
                    uri=row.get("uri") or f"{path.stem}:{code}",
                    kind=row.get("kind") or ("skill" if path.parent.name == "words" else path.stem),
                    key=row.get("key") or "",
                    words_only=path.parent.name == "words",
                    preferred={language: row[language].strip() for language in LANGUAGES},
                    alternatives={
                        language: [one for one in (row.get(f"{language}_alt") or "").split("|") if one]
                        for language in LANGUAGES
                    },
                )


def faults(found: list[Line]) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong, with its file and line."""
    for line in found:
        for language in LANGUAGES:
            if not line.preferred[language]:
                yield f"{line.place}: no preferred label in {language}"
            labels = [line.preferred[language], *line.alternatives[language]]
            for label in filter(None, labels) if line.kind in ("skill", "occupation") else ():
                yield from (f"{line.place}: {language} {label!r} {why}" for why in wrong(label, language))
            folded = [label.casefold() for label in labels if label]
            yield from (
                f"{line.place}: {language} {label!r} stands twice" for label in set(folded) if folded.count(label) > 1
            )
            least = FEWEST.get(language, 0) if line.words_only else 0
            if len(line.alternatives[language]) < least:
                yield f"{line.place}: {len(line.alternatives[language])} of {least} alternatives in {language}"
    yield from twice("URI", [(line.uri, line) for line in found if not line.words_only])
    yield from twice("URI", [(line.uri, line) for line in found if line.words_only])
    yield from twice("key", [(line.key, line) for line in found if line.key])
    yield from two_meanings(found)


def wrong(label: str, language: str) -> Iterator[str]:
    if label != " ".join(label.split()):
        yield "has spaces too many"
    if len(label) > LONGEST:
        yield f"is longer than {LONGEST} characters"
    if UNTYPED.search(label):
        yield "has a sign that nobody types"
    arabic, latin = bool(ARABIC.search(label)), bool(LATIN.search(label))
    if language == "ar" and not arabic and not label.isascii():
        yield "is not written in Arabic"
    if language != "ar" and arabic:
        yield "is written in Arabic"
    if language == "ar" and arabic and latin and not re.search(r"\b[A-Za-z][A-Za-z0-9+#.&/-]*\b", label):
        yield "mixes scripts"


def twice(what: str, named: list[tuple[str, Line]]) -> Iterator[str]:
    first: dict[str, Line] = {}
    for name, line in named:
        if name in first:
            yield f"{line.place}: the {what} {name} stands already in {first[name].place}"
        first.setdefault(name, line)


def two_meanings(found: list[Line]) -> Iterator[str]:
    """Yield the labels that two skills, or two occupations, have in one language."""
    meanings: dict[tuple[str, str, str], dict[str, Line]] = defaultdict(dict)
    for line in found:
        if line.kind in ("skill", "occupation"):
            for language in LANGUAGES:
                for label in filter(None, (line.preferred[language], *line.alternatives[language])):
                    meanings[line.kind, language, label.casefold()].setdefault(line.uri, line)
    for (kind, language, label), lines_of in meanings.items():
        if len(lines_of) > 1 and (language, label) not in TWO_MEANINGS:
            places = " and ".join(line.place for line in lines_of.values())
            yield f"{places}: {language} {label!r} means two of the kind {kind}"


def gaps(found: list[Line]) -> Iterator[str]:
    """Yield the concepts with the fewest alternatives in French and Arabic."""
    counted = [
        (len(line.alternatives["fr"]) + len(line.alternatives["ar"]), line)
        for line in found
        if line.kind in ("skill", "occupation")
    ]
    for many, line in sorted(counted, key=lambda pair: pair[0]):
        yield f"{line.place}: {many} alternatives in fr and ar: {line.preferred['en']}"


def main() -> int:
    found = list(lines())
    said = list(faults(found))
    for sentence in said:
        sys.stderr.write(sentence + "\n")
    if "--gaps" in sys.argv[1:]:
        for sentence in gaps(found):
            sys.stdout.write(sentence + "\n")
    concepts = {line.uri: line.kind for line in found}
    labels = sum(bool(line.preferred[one]) + len(line.alternatives[one]) for line in found for one in LANGUAGES)
    kinds = {kind: list(concepts.values()).count(kind) for kind in ("skill", "occupation")}
    sys.stdout.write(
        f"{kinds['skill']} skills, {kinds['occupation']} occupations, {labels} labels; {len(said)} faults\n"
    )
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
