"""The Elasticsearch server of a test run: where it is, and how what a test wrote there is dropped."""

import os

from elasticsearch import Elasticsearch

URL = os.environ.get("JISR_ELASTICSEARCH_URL", "")
LOCAL = ["127.0.0.1", "localhost", "::1"]


def drop_indices(prefix: str) -> None:
    """Drop all indices whose names begin so."""
    with Elasticsearch(URL) as client:
        if names := list(client.indices.get_alias(index=f"{prefix}-*")):
            client.indices.delete(index=names)
