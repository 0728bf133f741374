"""What a sentence resembles though it says it in no label's words: candidates for a person to look at, never links."""

import numpy as np

from foundation.linking.linker import Linker
from foundation.linking.mention import Mention
from foundation.linking.resemblance.nearest import terms_of
from foundation.linking.resemblance.order import in_order
from foundation.text.language import detect_language

VIA = ("words", "translation", "latent")
_LONGEST = 60  # terms: a whole page resembles everything
_MOST = 20
_LEAST = 0.12  # likeness below which nothing is named
_WEIGHT = 0.25  # below what is said and near to what is implied


def resembling(text: str, language: str | None, linker: Linker, *, labels_in: str | None = None) -> list[Mention]:
    """Return up to twenty skills and twenty occupations, nearest first, without a span; none for over 60 terms.

    `via` names what speaks most for a concept: the words of its labels in the text's language, those of other languages
    that the text's words translate to, or its place in the latent space.
    """
    language = language or detect_language(text) or "en"
    terms = terms_of(linker.lexicon, text, language)
    if linker.nearest is None or not 0 < len(terms) <= _LONGEST:
        return []
    scores, parts = linker.nearest.judged(terms, language)
    readings = np.stack(parts)
    scores = np.where(readings.sum(axis=0) >= _LEAST, scores, 0)
    found = []
    left = {"skill": _MOST, "occupation": _MOST}
    for place in in_order(scores):
        kind = linker.lexicon.kinds[place]
        if scores[place] <= 0 or not any(left.values()):
            break
        if not left.get(kind):
            continue
        left[kind] -= 1
        found.append(
            Mention(
                uri=linker.lexicon.uris[place],
                kind=kind,
                label=linker.lexicon.label(place, labels_in or language),
                start=None,
                end=None,
                weight=round(_WEIGHT * min(1.0, float(scores[place])), 4),
                via=VIA[int(readings[:, place].argmax())],
            )
        )
    return found
