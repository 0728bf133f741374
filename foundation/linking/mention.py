"""What the linker finds: a concept, where the text says it, how surely, and in what sense."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept said by a text, or implied by one that is.

    `start` and `end` count code points of the text and are None for what is implied. `weight` (0 to 1) grows with the
    rarity of the concept and with how surely it is meant. `via` says how it was found: "label" and "synonym" are said,
    "essential", "optional", "broader", "sector" and "sdg" are implied. A `negated` mention is said not to be needed (or
    had); an `optional` one is wished for, not required. `level` and `years` are what the text states beside it: "1" to
    "4" ("notions of" to "expert"), of a language one of CEFR's or "native"; "" and None where it states none.
    """

    uri: str
    kind: str
    label: str
    start: int | None
    end: int | None
    weight: float
    via: str
    negated: bool = False
    optional: bool = False
    level: str = ""
    years: int | None = None

    @property
    def said(self) -> bool:
        return self.start is not None
