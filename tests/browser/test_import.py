"""An agency's table in a browser: template, a file with a good and a bad line, a look, and the draft that is made."""

import csv
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor


def test_an_agency_sends_its_table_and_the_good_line_becomes_a_draft(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.signs_in("agency_moderator")
    visitor.goes_to("/cms/")
    page.locator("[data-begin-here] a[href*='/cms/import/']").click()
    expect(page.locator("h1")).to_be_visible()
    visitor.sees_no_sideways_scroll()
    title = f"Réparer les pompes ({visitor.language}, {visitor.width})"
    page.set_input_files("[name=file]", _filled(page, visitor.language, tmp_path, title))
    page.locator("form[enctype] button").click()
    page.wait_for_url("**/cms/import/files/**")
    expect(page.locator("[data-progress=ready]")).to_be_visible(timeout=20_000)
    good, bad = page.locator("tr[data-outcome=created]"), page.locator("tr[data-outcome=rejected]")
    expect(good).to_contain_text(title)
    expect(bad).to_have_count(1)
    expect(page.locator("ul[data-errors] li")).to_contain_text("31/02/2027")
    visitor.sees_no_sideways_scroll()
    page.locator("form[action*='/confirm/'] button").click()
    expect(page.locator("[data-progress=done]")).to_be_visible(timeout=20_000)
    page.locator("a[href^='/cms/pages/'].button").click()
    page.wait_for_url(re.compile(r"/cms/pages/\d+/"))
    expect(page.get_by_role("link", name=title).first).to_be_visible()


def _filled(page: Page, language: str, folder: Path, title: str) -> Path:
    """Download the template, and return it with its first example filled in twice: once well, once with a bad day."""
    with page.expect_download() as download:
        page.locator(f"a[href$='/template-{language}.csv']").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.reader(text.splitlines(), delimiter=";"))
    header, example = rows[0], rows[1]
    words = next(place for place, cell in enumerate(example) if place > 1 and cell)
    day = next(place for place, cell in enumerate(example) if re.fullmatch(r"\d{4}-\d\d-\d\d", cell))
    good = [f"pompes-{title}", *example[1:]]
    good[words] = title
    bad = [f"{good[0]}-2", *good[1:]]
    bad[day] = "31/02/2027"
    file = folder / "appels.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=";").writerows([header, good, bad])
    return file
