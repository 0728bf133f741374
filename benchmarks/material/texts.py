"""The hand-labelled texts, and how what is linked compares with what was labelled."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foundation.linking.linker import Linker
from foundation.linking.mention import Mention

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "foundation" / "linking" / "texts"
KINDS = ("skill", "occupation", "sector")


@dataclass(slots=True)
class Tally:
    """What was linked and how much of it rightly; what was labelled and how much of it was found."""

    linked: int = 0
    right: int = 0
    labelled: int = 0
    found: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.linked if self.linked else 0.0

    @property
    def recall(self) -> float:
        return self.found / self.labelled if self.labelled else 0.0


def texts(language: str, half: str) -> list[dict[str, Any]]:
    """Return the labelled texts of a half ("tuned", "untouched")."""
    lines = (FOLDER / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["half"] == half]


def tally(rows: Sequence[dict[str, Any]], language: str, linker: Linker) -> Tally:
    """Compare: a link is right when a labelled stretch under it accepts its concept.

    A stretch is found when a link over it has a concept it accepts; those that no concept of the lexicon fits are not
    looked for.
    """
    counted = Tally()
    known = linker.lexicon.places
    for row in rows:
        linked = said(row["text"], language, linker)
        counted.linked += len(linked)
        counted.right += sum(1 for one in linked if any(fits(one, labelled) for labelled in row["mentions"]))
        wanted = [labelled for labelled in row["mentions"] if any(uri in known for uri in labelled["concepts"])]
        counted.labelled += len(wanted)
        counted.found += sum(1 for labelled in wanted if any(fits(one, labelled) for one in linked))
    return counted


def said(text: str, language: str, linker: Linker) -> list[Mention]:
    return [one for one in linker.link(text, language) if one.kind in KINDS]


def fits(mention: Mention, labelled: dict[str, Any]) -> bool:
    """Whether a link lies over a labelled stretch and means one of its concepts."""
    start, end = labelled["start"], labelled["start"] + len(labelled["words"])
    assert mention.start is not None and mention.end is not None
    return mention.start < end and start < mention.end and mention.uri in labelled["concepts"]


def wrong(rows: Sequence[dict[str, Any]], language: str, linker: Linker) -> Iterator[tuple[str, str, Mention]]:
    """Yield (id of the text, words, link) for every link that nothing labelled accepts."""
    for row in rows:
        for one in said(row["text"], language, linker):
            if not any(fits(one, labelled) for labelled in row["mentions"]):
                yield row["id"], row["text"][one.start : one.end], one
