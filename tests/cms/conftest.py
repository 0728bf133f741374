"""Two agencies, side by side."""

from typing import Any

import pytest
from django.test import Client

from tests.cms import makers


@pytest.fixture
def souss(db: Any) -> makers.Agency:
    return makers.agency("Souss", region="MA-09")


@pytest.fixture
def bassin(db: Any) -> makers.Agency:
    return makers.agency("Bassin")


@pytest.fixture
def signed_in() -> Any:
    """Return a function that gives a client in which a person is signed in."""

    def sign_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture(autouse=True)
def _no_remembered_linker(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process remembers of the taxonomy is of another test's rows."""
    monkeypatch.setattr("foundation.linking.queries._held", None)
