"""Cut what Arabic writes onto a word: the article, conjunctions, prepositions and the commonest endings.

A light stemmer after Larkey, Ballesteros and Connell (light10, 2002), made more careful: a single-letter clitic
(و ف ب ك ل) without the article is only ever an additional reading, since most words that begin so own the letter.
"""

# Longest first. After folding, so alef has one form and teh marbuta is heh.
_ARTICLES = ("وبال", "فبال", "وكال", "ولل", "فلل", "وال", "فال", "بال", "كال", "لل", "ال")
_CLITICS = ("و", "ف", "ب", "ك", "ل")
_PAIRS = ("وب", "ول", "فب", "فل", "وس")
_ENDINGS = (
    *(
        "اتها",
        "اتهم",
        "اتنا",
        "ياتي",
        "يات",
        "ونه",
        "ينه",
        "تها",
        "تهم",
        "اتي",
        "تين",
        "تان",
        "يين",
        "يون",
        "يان",
        "هما",
    ),
    *("هم", "هن", "ها", "نا", "ات", "ون", "ين", "يه", "ته", "ه", "ي"),
)
_SHORTEST_WORD = 3
# Words that look as if they began with the article or a clitic with article, and do not.
_OWN_ARTICLE = frozenset(
    (
        *("الكتروني", "الكترونيه", "الكترونيات", "الكترون", "الغاء", "الغا", "التزام", "التزامات", "الياف"),
        *("الات", "اله", "الي", "اليه", "البوم", "المانيا", "المنيوم", "المونيوم", "الومنيوم"),
        *("الواح", "البان", "العاب", "البسه", "الوان", "الغام", "القاب", "الفاظ", "الزام", "الزامي", "الزاميه"),
        *("التهاب", "التهابات", "التحاق", "التماس", "التقاط", "التفاف", "الحاق"),
    )
)


_OWN_ENDING = frozenset(
    (
        *("زيتون", "قانون", "تعاون", "تلفزيون", "صابون", "ليمون", "كربون", "هيدروكربون", "معجون"),
        *("مخزون", "مضمون", "شوون", "صالون", "سيليكون", "عربون", "تلوين", "بنزين", "قوانين"),
        *("موازين", "ميادين", "عناوين", "دواوين", "تمارين", "مضامين", "فيتامين", "كادميون", "ماكينين"),
    )
)
_VERBAL_NOUN = 5  # letters of the pattern ت..ين: تامين, تكوين, تعدين, تخزين own their ending


def owns_ending(word: str) -> bool:
    """Whether the "ون" or "ين" of a folded `word` without article is its own and no plural."""
    return word in _OWN_ENDING or (len(word) == _VERBAL_NOUN and word.startswith("ت"))


def is_arabic(word: str) -> bool:
    """Whether the folded `word` begins in the Arabic script."""
    return "\u0600" <= word[:1] <= "\u06ff"


def stem(word: str) -> str:
    """Return the light stem of a folded Arabic `word`: without article (and what stands before it) and endings."""
    return _without_ending(without_article(word))


def readings(word: str) -> tuple[str, ...]:
    """Return other stems a folded `word` may have when its first letters are a conjunction or a preposition.

    "وتحليل" may be "و" + "تحليل"; "وزاره" owns its "و", but only a list of words can tell: both stand.
    """
    return tuple(dict.fromkeys(_without_ending(rest) for rest in without_clitics(word)))


def without_clitics(word: str) -> tuple[str, ...]:
    """Return what is left of a folded `word` without each clitic it may begin with; nothing when it has the article."""
    if without_article(word) != word:
        return ()
    rests = []
    for clitic in _PAIRS + _CLITICS:
        rest = word[len(clitic) :]
        if word.startswith(clitic) and len(rest) >= _SHORTEST_WORD + (clitic not in ("و", "ف", "ل", "ب")):
            rests.append(without_article(rest) if clitic in ("و", "ف") else rest)
    return tuple(dict.fromkeys(rests))


def without_article(word: str) -> str:
    """Return a folded `word` without its article and the clitics before the article, when three letters remain."""
    if word in _OWN_ARTICLE:
        return word
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= _SHORTEST_WORD - (article in ("ال", "وال", "بال")):
            rest = word[len(article) :]
            if "ال" + rest in _OWN_ARTICLE:  # "بالواح" is "ب" + "الواح"
                return "ل" + rest if article in ("لل", "ولل", "فلل") else "ال" + rest
            return rest
    return word


def _without_ending(word: str) -> str:
    for ending in _ENDINGS:
        if ending in ("ون", "ين") and owns_ending(word):
            continue
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_WORD:
            return word[: -len(ending)]
    return word
