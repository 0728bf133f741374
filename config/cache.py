"""What processes count and remember together, in Redis; a Redis that is away stops no page."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger(__name__)
PATIENCE_S = 0.5


def _shared_or_own(name: str) -> Callable[..., Any]:
    def call(self: "SharedCache", *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(RedisCache, name)(self, *args, **kwargs)
        except RedisError as error:
            log.warning("The shared cache does not answer, this process counts for itself: %s", error)
            return getattr(self.own, name)(*args, **kwargs)

    return call


class SharedCache(RedisCache):
    """Django's Redis cache. While Redis does not answer, each process keeps to a memory of its own.

    Sign-in attempts are then counted by each process, instead of all pages failing or nobody signing in.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        once_more = Retry(NoBackoff(), 1)  # a restarted Redis has closed the connections that are kept
        patience = {"socket_connect_timeout": PATIENCE_S, "socket_timeout": PATIENCE_S, "retry": once_more}
        super().__init__(server, params | {"OPTIONS": patience | params.get("OPTIONS", {})})
        self.own = LocMemCache(f"own of {server}", {key: value for key, value in params.items() if key != "OPTIONS"})

    get = _shared_or_own("get")
    add = _shared_or_own("add")
    set = _shared_or_own("set")
    touch = _shared_or_own("touch")
    delete = _shared_or_own("delete")
    has_key = _shared_or_own("has_key")
    incr = _shared_or_own("incr")
    get_many = _shared_or_own("get_many")
    set_many = _shared_or_own("set_many")
    delete_many = _shared_or_own("delete_many")
    clear = _shared_or_own("clear")
