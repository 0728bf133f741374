"""The Elasticsearch server that is measured, and how what was measured there is dropped again."""

import os

from elasticsearch import Elasticsearch

URL = os.environ.get("JISR_ELASTICSEARCH_URL", "")


def drop(prefix: str) -> None:
    """Drop all indices whose names begin so."""
    with Elasticsearch(URL, request_timeout=60) as client:
        if names := list(client.indices.get_alias(index=f"{prefix}-*")):
            client.indices.delete(index=names)
