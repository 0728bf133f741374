"""How many years a text says something was done: "12 ans d'expérience", "llevo quince años", «منذ عشر سنوات»."""

from collections.abc import Sequence

from foundation.text.sentences import Word, key

MOST = 60
_UNIT_WORDS = "an ans année années year years yrs año años سنة سنوات سنين عام عاما عامًا أعوام"
_CUE_WORDS = """
    expérience expériences pratique depuis métier carrière travaille exerce enseigne dirige tiens
    experience practice working worked since career
    experiencia práctica desde trabajo trabajando llevo oficio carrera
    خبرة تجربة منذ أشتغل أعمل أمارس ممارسة عملت
"""
_AGE_WORDS = "âge âgé âgée aged edad عمر عمري عمره سن"
_UNITS = {key(unit)[0] for unit in _UNIT_WORDS.split()}
_PAIRS = {key(pair)[0] for pair in ("سنتين", "سنتان", "عامين", "عامان")}  # the dual is its own number
_CUES = {key(cue)[0] for cue in _CUE_WORDS.split()}
_AGES = {key(word)[0] for word in _AGE_WORDS.split()}
_BEFORE_AN_AGE = {"a", "at", "los", "les"}  # « à dix-neuf ans », "a los 19 años"
_TEXTS = {
    "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty",
    "es": "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco",
}
_TENS = {
    "vingt": 20, "trente": 30, "quarante": 40, "thirty": 30, "forty": 40, "treinta": 30, "cuarenta": 40, "dizaine": 10,
    "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "decena": 10, "docena": 12, "veintena": 20, "decade": 10,
    "عشرين": 20, "عشرون": 20, "ثلاثين": 30, "ثلاثون": 30, "أربعين": 40, "أربعون": 40,
}  # fmt: skip
_ARABIC = {
    1: "واحد واحدة إحدى أحد", 2: "اثنان اثنتان اثنين اثنتين اثنتا اثنتي اثنا اثني", 3: "ثلاث ثلاثة", 4: "أربع أربعة",
    5: "خمس خمسة", 6: "ست ستة", 7: "سبع سبعة", 8: "ثمان ثماني ثمانية", 9: "تسع تسعة", 10: "عشر عشرة",
}  # fmt: skip


def _number_words() -> dict[str, int]:
    numbers = {key(word)[0]: value for text in _TEXTS.values() for value, word in enumerate(text.split(), 1)}
    numbers |= {key(word)[0]: value for word, value in _TENS.items()}
    return numbers | {key(word)[0]: value for value, words in _ARABIC.items() for word in words.split()}


_NUMBERS = _number_words()


def statements(words: Sequence[Word]) -> list[tuple[int, int, int]]:
    """Return (years, start, end) for each number of years in a sentence; ages are none."""
    found = []
    for place, word in enumerate(words):
        if word.folded in _PAIRS:
            found.append((2, word.start, word.end))
        elif word.folded in _UNITS:
            years, first = _number_before(words, place)
            if 0 < years <= MOST and not _is_age(words, first):
                found.append((years, words[first].start, word.end))
    return found


def is_unit(word: Word) -> bool:
    """Whether a word counts years: "years", « ans », «سنتين»."""
    return word.folded in _UNITS or word.folded in _PAIRS


def speaks_of_experience(words: Sequence[Word]) -> bool:
    return any(word.folded in _CUES or word.folded.removeprefix("و") in _CUES for word in words)


def _number_before(words: Sequence[Word], place: int) -> tuple[int, int]:
    """Read up to three words back: "12", "vingt-deux", "dix-sept", «خمس عشرة», «خمسة وعشرين»."""
    total, first = 0, place
    for back in range(place - 1, max(place - 4, -1), -1):
        word = words[back].folded
        value = int(word) if word.isdecimal() and len(word) <= 2 else _NUMBERS.get(word) or _NUMBERS.get(word[1:], 0)
        if not value and word in ("et", "y", "and", "d", "de", "of", "full", "good", "solid") and back > place - 3:
            continue
        if not value or (total and value == total):
            break
        total, first = total + value, back
    return total, first


def _is_age(words: Sequence[Word], first: int) -> bool:
    before = [word.folded for word in words[max(0, first - 2) : first]]
    return bool(before and before[-1] in _BEFORE_AN_AGE) or not _AGES.isdisjoint(before)
