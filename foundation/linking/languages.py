"""Tell "fluent French" from "French cooperation": a language's name alone is a skill only where languages are spoken of."""

from collections.abc import Sequence

from foundation.text.folding import fold

_AROUND = 6
_SPEAKING = frozenset(
    """langue langues linguistique linguistiques bilingue trilingue courant couramment parle parlee parler lu ecrit maternelle maternel
    language languages fluent fluency fluently spoken speak speaking speaker written writing native bilingual mother tongue proficiency
    proficient intermediate elementary idioma idiomas lengua lenguas fluido fluida fluidez hablado hablada hablar escrito materna
    nativo nativa nivel bilingüe bilingue لغه اللغه لغات اللغات باللغه واللغه والاتقان اتقان يتقن تتقن اجاده اللغتين تحدث التحدث بطلاقه
    a1 a2 b1 b2 c1 c2""".split()
)
_NAMES = frozenset(
    """francais anglais arabe espagnol allemand italien portugais amazigh wolof bambara french english arabic spanish german italian
    portuguese frances ingles arabe espanol aleman italiano portugues العربيه الفرنسيه الانجليزيه الاسبانيه الامازيغيه عربيه فرنسيه
    انجليزيه اسبانيه والعربيه والفرنسيه والانجليزيه والاسبانيه""".split()
)


def is_spoken(text: str, words: Sequence[tuple[str, int, int]], place: int) -> bool:
    """Whether the words around `place` speak of languages, or list another one right beside it."""
    around = [fold(surface) for surface, _, _ in words[max(0, place - _AROUND) : place + _AROUND + 1]]
    if not _SPEAKING.isdisjoint(around):
        return True
    beside = [fold(surface) for surface, _, _ in words[max(0, place - 2) : place] + words[place + 1 : place + 3]]
    return not _NAMES.isdisjoint(beside)
