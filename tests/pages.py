"""What every HTML page of ours must keep: one h1, named images and fields, no inline code, language and direction."""

import lxml.html
import pytest
from django.http import HttpResponse

FOREIGN = ("/cms/", "/admin/", "/documents/")  # Wagtail's and Django's own pages
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}


def look_at(path: str, response: HttpResponse) -> None:
    """Fail the test when a page of ours breaks a rule; redirects, fragments and machines' answers pass."""
    if path.startswith(FOREIGN) or response.status_code >= 500 or getattr(response, "streaming", False):
        return
    kept = response.get("Content-Disposition", "").startswith("attachment")  # a file to keep, no page of the site
    if kept or not response.get("Content-Type", "").startswith("text/html") or not response.content:
        return
    text = response.content.decode()
    is_page = text.lstrip().lower().startswith("<!doctype")
    tree = lxml.html.fromstring(text)
    problems = [*_code(tree), *_names(tree)]
    if is_page:
        problems += _frame(tree)
    if problems:
        pytest.fail(f"{path}: " + "; ".join(problems), pytrace=False)


def _frame(tree: lxml.html.HtmlElement) -> list[str]:
    problems = []
    if len(tree.xpath("//h1")) != 1:
        problems.append(f"{len(tree.xpath('//h1'))} h1")
    if not tree.get("lang") or tree.get("dir") != ("rtl" if tree.get("lang") == "ar" else "ltr"):
        problems.append("no lang, or a dir that does not fit it")
    if not tree.xpath("//main"):
        problems.append("no main landmark")
    if not tree.xpath("//title[normalize-space()]"):
        problems.append("no title")
    ids = tree.xpath("//@id")
    if twice := {name for name in ids if ids.count(name) > 1}:
        problems.append(f"ids used twice: {', '.join(sorted(twice))}")
    return problems


def _code(tree: lxml.html.HtmlElement) -> list[str]:
    handlers = tree.xpath("//@*[starts-with(name(), 'on')]")
    problems = [f"inline handler {value[:40]!r}" for value in handlers]
    problems += ["inline style" for _ in tree.xpath("//*[@style] | //style")[:1]]
    scripts = tree.xpath("//script[not(@src) and not(@type='application/ld+json' or @type='application/json')]")
    return problems + ["inline script" for _ in scripts[:1]]


def _names(tree: lxml.html.HtmlElement) -> list[str]:
    problems = [f"image without alt: {image.get('src')}" for image in tree.xpath("//img[not(@alt)]")]
    labelled = set(tree.xpath("//label/@for"))
    for field in tree.xpath("//input | //select | //textarea"):
        if field.tag == "input" and field.get("type", "text") in UNLABELLED:
            continue
        named = field.get("aria-label") or field.get("aria-labelledby") or field.get("id") in labelled
        if not named and not field.xpath("ancestor::label"):
            problems.append(f"field without a label: {field.get('name')}")
    for link in tree.xpath("//a[@href] | //button"):
        named = "".join(link.itertext()).strip() or link.get("aria-label") or link.get("title")
        if not named and not link.xpath(".//*[@aria-label or @alt]"):
            problems.append(f"nameless {link.tag}: {link.get('href') or link.get('name')}")
    return problems
