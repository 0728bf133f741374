"""A page is found by its whole address, and by no other."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cms import makers


@pytest.mark.django_db
def test_a_page_answers_under_its_own_parents_only(client: Client) -> None:
    agency, other = makers.agency("Agence Une"), makers.agency("Agence Deux")
    call = makers.call(agency)
    own = call.get_url()
    assert client.get(own).status_code == 200
    foreign = own.replace(f"/{agency.organisation.slug}/", f"/{other.organisation.slug}/")
    assert foreign != own
    for address in (foreign, own + "more/", own.replace("/opportunities/", "/chances/")):
        assert client.get(address).status_code == 404
    call.unpublish()
    assert client.get(own).status_code == 404


@pytest.mark.django_db
def test_the_way_to_a_page_costs_the_same_however_deep_it_lies(client: Client) -> None:
    agency = makers.agency("Agence Une")
    home = agency.page.get_parent().get_parent().get_parent().specific
    counts = []
    for page in (agency.page, makers.call(agency)):
        steps = page.url_path.removeprefix(home.url_path).strip("/").split("/")
        with CaptureQueriesContext(connection) as asked:
            found = home.route(None, steps)
        assert found.page.pk == page.pk
        counts.append(len(asked))
    assert counts == [2, 2]
