"""One small linker for most tests of the linker, one with the starter set: nothing changes them."""

import pytest

from benchmarks.material.taxonomy import whole_linker
from foundation.linking.linker import Linker
from foundation.taxonomy.sources.starter import read_starter
from tests.foundation.linking.small import small_linker


@pytest.fixture(scope="session")
def linker() -> Linker:
    return small_linker()


@pytest.fixture(scope="session")
def starter_linker() -> Linker:
    """The linker with the starter set alone."""
    return whole_linker([read_starter()])


@pytest.fixture
def said(linker):
    """What a text says, as (concept, words of the text)."""
    return lambda text, language=None: [
        (mention.uri, text[mention.start : mention.end]) for mention in linker.link(text, language)
    ]
