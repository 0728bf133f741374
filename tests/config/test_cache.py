"""The cache of all processes: with Redis they count together, without it each for itself."""

import logging

import pytest
from django.conf import settings

from config.cache import SharedCache
from config.settings.base import cache

NOBODY = "redis://127.0.0.1:9/0"


def made(url: str) -> SharedCache:
    return SharedCache(url, {key: value for key, value in cache(url, prefix="test-cache").items() if key.isupper()})


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_without_an_answer_a_process_counts_for_itself(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "config.cache")
    alone = made(NOBODY)
    alone.clear()
    assert alone.get("attempts", 0) == 0
    assert alone.add("attempts", 1)
    assert not alone.add("attempts", 1)
    assert alone.incr("attempts") == 2
    assert alone.get_or_set("attempts", 9) == 2
    assert alone.get_many(["attempts", "other"]) == {"attempts": 2}
    assert {record.levelname for record in caplog.records} == {"WARNING"}


@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.skipif(not settings.REDIS_URL, reason="Redis: make test-services")
def test_two_processes_count_together() -> None:
    one, other = made(settings.REDIS_URL), made(settings.REDIS_URL)
    one.delete("attempts")
    one.set("attempts", 1)
    assert other.incr("attempts") == 2
    assert one.get("attempts") == 2
    one.delete("attempts")
    assert other.get("attempts") is None


def test_without_an_address_the_memory_of_the_process_is_the_cache() -> None:
    assert cache("") == {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
