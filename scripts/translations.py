"""translations.py collect [LANGUAGE …] | check: keep locale/ in step with the strings of code and templates.

`check` fails on an untranslated or fuzzy entry, on one equal to its English unless listed in locale/same.txt,
on lost placeholders, on missing plural forms, on Arabic without Arabic letters, and on strings not collected.
"""

import re
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("fr", "ar", "es")
PLURALS = {
    "fr": (2, "(n > 1)"),
    "es": (2, "(n != 1)"),
    "ar": (6, "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5"),
}
PACKAGES = ("foundation", "cms", "marketplace", "search", "matching", "config", "demo")
METHODS = [(f"{package}/**.py", "python") for package in PACKAGES]
METHODS += [
    ("templates/**.html", "enmerkar.extract:extract_django"),
    ("templates/**.txt", "enmerkar.extract:extract_django"),
]
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def path_of(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def collected() -> Any:
    """Return the strings of the project as they stand in code and templates."""
    template: Any = Catalog(project="Jisr", charset="utf-8")
    skip = {".venv", "node_modules", "var", "tests"}
    walk = extract_from_dir(
        str(ROOT), method_map=METHODS, keywords=KEYWORDS, directory_filter=lambda path: Path(path).name not in skip
    )
    for file, _line, message, comments, context in walk:
        if message and message != "":
            template.add(message, None, [(file, None)], auto_comments=comments, context=context)
    return template


def read(language: str) -> Any:
    path = path_of(language)
    if not path.exists():
        catalog: Any = Catalog(locale=language, project="Jisr")
    else:
        catalog = read_po(BytesIO(path.read_bytes()), locale=language)
    catalog._num_plurals, catalog._plural_expr = PLURALS[language]
    return catalog


def collect(languages: list[str]) -> int:
    template = collected()
    for language in languages:
        catalog = read(language)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        catalog.fuzzy = False
        out = BytesIO()
        write_po(out, catalog, width=110, sort_output=True, omit_header=False, include_lineno=False, no_location=True)
        text = out.getvalue().decode()
        text = re.sub(r'"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator): .*\\n"\n', "", text)
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        path_of(language).write_text(text, encoding="utf-8")
        missing = sum(1 for message in catalog if message.id and not all(strings(message)))
        print(f"{language}: {len(catalog)} strings, {missing} to translate")  # noqa: T201
    return 0


def strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple | list) else (message.string,)  # type: ignore[return-value]


def problems_of(message: Message, language: str, same: set[str]) -> list[str]:
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    texts = strings(message)
    if message.fuzzy:
        return ["fuzzy"]
    if not all(text and text.strip() for text in texts):
        return ["empty"]
    found = []
    if message.pluralizable and len(texts) != PLURALS[language][0]:
        found.append(f"{len(texts)} plural forms, not {PLURALS[language][0]}")
    if texts[0] == ids[0] and ids[0] not in same:
        found.append("equal to the English (list it in locale/same.txt if it must be)")
    wanted = set(PLACEHOLDER.findall(ids[-1]))
    for number, text in enumerate(texts):
        has = set(PLACEHOLDER.findall(text))
        may_lack = message.pluralizable and ((language == "ar" and number < 3) or number == 0)
        if has - wanted or (wanted - has and not may_lack):
            found.append(f"placeholders {sorted(has ^ wanted)} in {text!r}")
    plain = PLACEHOLDER.sub("", ids[0])
    if language == "ar" and re.search(r"[A-Za-z]{2}", plain) and ids[0] not in same:
        found += [f"no Arabic letters in {text!r}" for text in texts if not re.search(r"[\u0621-\u064a]", text)]
    return found


def check() -> int:
    template = collected()
    same = set((ROOT / "locale" / "same.txt").read_text(encoding="utf-8").split("\n"))
    bad = 0
    for language in LANGUAGES:
        catalog = read(language)
        for message in template:
            if not message.id:
                continue
            found = catalog.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
            for problem in problems_of(found, language, same) if found else ["not collected: run make translations"]:
                bad += 1
                print(f"{path_of(language).relative_to(ROOT)}: {message.id!r}: {problem}", file=sys.stderr)  # noqa: T201
    return 1 if bad else 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["check"]:
            sys.exit(check())
        case ["collect", *languages] if set(languages) <= set(LANGUAGES):
            sys.exit(collect(languages or list(LANGUAGES)))
        case _:
            sys.exit(__doc__)
