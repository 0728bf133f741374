"""Which search engines there are: the embedded one always, Elasticsearch where its address is set."""

from pathlib import Path
from typing import Any

from config.settings.environment import optional


def search_engines(file: Path) -> dict[str, dict[str, Any]]:
    """Return the engines by short name: dotted path and options. The server is used where there is one."""
    engines: dict[str, dict[str, Any]] = {
        "embedded": {"path": "search.engines.embedded.EmbeddedEngine", "options": {"path": str(file)}}
    }
    if url := optional("JISR_ELASTICSEARCH_URL"):
        engines["elastic"] = {
            "path": "search.engines.elastic.engine.ElasticEngine",
            "options": {
                "url": url,
                "prefix": optional("JISR_ELASTICSEARCH_PREFIX", "jisr"),
                "ca": optional("JISR_ELASTICSEARCH_CA"),
                "user": optional("JISR_ELASTICSEARCH_USER", "elastic"),  # unless the address names one
                "password": optional("JISR_ELASTICSEARCH_PASSWORD"),
            },
        }
    return engines
