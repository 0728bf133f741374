"""One small linker for all tests of the linker: nothing changes it."""

import pytest

from foundation.linking.linker import Linker
from tests.foundation.linking.small import small_linker


@pytest.fixture(scope="session")
def linker() -> Linker:
    return small_linker()


@pytest.fixture
def said(linker):
    """What a text says, as (concept, words of the text)."""
    return lambda text, language=None: [
        (mention.uri, text[mention.start : mention.end]) for mention in linker.link(text, language)
    ]
