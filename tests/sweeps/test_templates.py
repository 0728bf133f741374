"""Every template of ours is used, loads in every language, and says nothing in one language only."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.utils import translation

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(
    str(path.relative_to(ROOT / "templates"))
    for path in (ROOT / "templates").rglob("*")
    if path.suffix in {".html", ".txt"}
)
OVERRIDES = (
    "account/",
    "allauth/",
    "mfa/",
    "usersessions/",
    "wagtailadmin/",
    "404.html",
    "500.html",
    "403.html",
    "403_csrf.html",
    "400.html",
    "429.html",
)
NAMED = re.compile(r"""["']([\w/.-]+\.(?:html|txt|svg))["']""")
PACKAGES = ("foundation", "cms", "marketplace", "search", "matching", "config", "demo", "templates")


def named() -> set[str]:
    """Return every template that code or another template names."""
    found: set[str] = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*"):
            if path.suffix in {".py", ".html", ".txt"}:
                found |= set(NAMED.findall(path.read_text(encoding="utf-8")))
    return found


def test_no_template_is_left_over() -> None:
    used = named()
    stems = {name.rsplit(".", 1)[0] for name in used}
    left = [
        name
        for name in TEMPLATES
        if name not in used and not name.startswith(OVERRIDES) and name.rsplit(".", 1)[0] not in stems
    ]
    assert [name for name in left if not any(_is_prefix(name, source) for source in _sources())] == []


def _sources() -> list[str]:
    if not hasattr(_sources, "kept"):
        _sources.kept = [  # type: ignore[attr-defined]
            path.read_text(encoding="utf-8") for package in PACKAGES[:-1] for path in (ROOT / package).rglob("*.py")
        ]
    return _sources.kept  # type: ignore[attr-defined]


def _is_prefix(name: str, source: str) -> bool:
    """Mail templates are named by folder, f"organisations/mail/{kind}.html" for instance."""
    folder = name.rsplit("/", 1)[0]
    return f'"{folder}/{{' in source or f'"{folder}/' in source


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_template_loads(language: str) -> None:
    with translation.override(language):
        for name in TEMPLATES:
            get_template(name)


WORDS = re.compile(r">[^<>{}]*[A-Za-zÀ-ÿ\u0621-\u064a]{3,}[^<>{}]*<")
PROPER = {"Jisr", "WhatsApp", "جسر", "جسرJisr", "ESCO", "HTML", "JSON", "CSV", "PDF", "DOCX", "TXT", "TOTP"}


def test_no_text_stands_in_a_template_untranslated() -> None:
    bare = []
    for name in TEMPLATES:
        text = (ROOT / "templates" / name).read_text(encoding="utf-8")
        text = re.sub(r"\{% blocktrans(?:late)?\b.*?\{% endblocktrans(?:late)? %\}", "", text, flags=re.S)
        text = re.sub(r"\{% comment.*?endcomment %\}|\{#.*?#\}|<script.*?</script>|<svg.*?</svg>", "", text, flags=re.S)
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.S)
        for found in WORDS.findall(text):
            words = set(re.findall(r"[A-Za-zÀ-ÿ\u0621-\u064a]{3,}", found))
            if words - PROPER:
                bare.append(f"{name}: {found.strip()[:80]}")
    assert bare == []


def test_nothing_in_a_template_points_left_or_right() -> None:
    sided = re.compile(
        r"\b(?:m[lr]|p[lr]|float-(?:left|right)|text-(?:left|right)|border-(?:left|right))-?(?:\d|auto|$)"
    )
    found = [
        f"{name}: {match}"
        for name in TEMPLATES
        for match in sided.findall((ROOT / "templates" / name).read_text(encoding="utf-8"))
    ]
    assert found == []
