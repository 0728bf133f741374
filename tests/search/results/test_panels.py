"""The home page has a field to search in, and the newest open opportunities."""

from typing import Any

import pytest

from tests.cms import makers
from tests.search.results.test_page import _open, shown

pytestmark = pytest.mark.django_db


def test_home_shows_what_is_open_and_leads_to_the_search(client: Any, souss: makers.Agency) -> None:
    import lxml.html

    opened = [makers.call(souss, **_open()), makers.investment(souss, **_open())]
    makers.call(souss, **_open(), publish=False)
    tree = lxml.html.fromstring(client.get("/fr/").content.decode())
    assert set(shown(tree)) == {page.public_id for page in opened}
    assert tree.xpath("//main//form[@role='search']/@action") == ["/fr/search/"]


def test_home_says_so_when_nothing_is_open(client: Any) -> None:
    assert "Nothing is open at the moment." in client.get("/en/").content.decode()
