"""What of somebody's words is kept, and what it weighs."""

from matching.ranking.facts import Texts
from matching.ranking.graph import Graph
from matching.ranking.profile import read_from


def weights(texts: Texts, graph: Graph) -> dict[int, float]:
    """Return what words say as ranking weighs it: skills and occupations, and sectors as plainly as they are named."""
    sectors = {graph.number[uri]: weight for uri, weight in texts.said.items() if uri in graph.number}
    named = {node: weight for node, weight in sectors.items() if graph.concepts[node].kind == "sector"}
    return {node: weight for node, weight in (read_from(texts, graph) | named).items() if weight > 0}
