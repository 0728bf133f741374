"""The taxonomy and the day's exchange rates as the ranker wants them."""

import datetime as dt
from functools import lru_cache

from foundation.base.money import exponent
from foundation.base.rates import FIXED, rates_on
from foundation.taxonomy.models import Concept as ConceptRow
from foundation.taxonomy.models import Relation as RelationRow
from foundation.taxonomy.models import Version
from matching.ranking.graph import Concept, Graph, Relation
from matching.ranking.money import Rates


def taxonomy_graph() -> Graph:
    """The graph of the taxonomy as it stands; kept in memory until its version changes (one query)."""
    return _graph(Version.objects.values_list("number", flat=True).first() or 0)


@lru_cache(maxsize=1)
def _graph(_version: int) -> Graph:
    rows = list(ConceptRow.objects.order_by("pk").values_list("pk", "uri", "kind", "code", "reuse_level"))
    uris = {pk: uri for pk, uri, *_ in rows}
    concepts = [Concept(uri, kind, code, reuse) for _, uri, kind, code, reuse in rows]
    pairs = RelationRow.objects.order_by("pk").values_list("source_id", "target_id", "kind")
    return Graph(concepts, [Relation(uris[source], uris[target], kind) for source, target, kind in pairs.iterator()])


def rates(on: dt.date) -> Rates:
    """The latest rates known on a day; `on` of the result is the day of the oldest of those that move."""
    known = rates_on(on)
    moving = [rate for rate in known.values() if rate.currency not in FIXED]
    return Rates(
        on=min((rate.on for rate in moving), default=on),
        source="; ".join(sorted({rate.source for rate in moving})),
        per_euro={code: rate.per_euro for code, rate in known.items()},
        exponents={code: exponent(code) for code in known},
    )
