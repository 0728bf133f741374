"""What an opportunity asks for, concept by concept, and where that is known from."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from matching.ranking.facts import Opportunity
from matching.ranking.graph import Graph
from matching.ranking.profile import coherent, numbered


class Origin(IntEnum):
    """Where a need comes from; what a trade implies is never shown as something that was asked."""

    REQUIRED = 0
    DESIRED = 1
    MENTIONED = 2  # stands in the text
    MENTIONED_OPTIONAL = 3  # stands in the text as an advantage
    IMPLIED = 4  # essential to an occupation the text names


@dataclass(frozen=True, slots=True)
class Need:
    """One concept asked for; weight 1 for a stated requirement, level 1 to 4 or None."""

    node: int
    weight: float
    level: int | None
    origin: Origin


MENTION = 0.8
MENTION_BESIDE_FACTS = 0.2  # the text speaks of it, but the agency has listed what it requires
IMPLIED_TOTAL = 1.2  # all skills implied by one occupation together
IMPLIED_MOST = 40


def needs_of(
    opportunity: Opportunity, graph: Graph, rarity: NDArray[np.float32]
) -> tuple[list[Need], dict[int, float]]:
    """The needs, and everything said about the opportunity (facts and text) as concept number → weight."""
    needs: dict[int, Need] = {}
    stated = ((Origin.REQUIRED, opportunity.required_skills), (Origin.DESIRED, opportunity.desired_skills))
    for origin, asked in stated:
        for skill in asked:
            node = graph.number.get(skill.uri)
            if node is not None and node not in needs:
                needs[node] = Need(node, 1.0, skill.level, origin)
    listed = any(need.origin is Origin.REQUIRED for need in needs.values())
    mentioned = coherent(graph, numbered(graph, opportunity.texts.said))
    wished = numbered(graph, opportunity.texts.optional)
    said = {**wished, **mentioned, **dict.fromkeys(needs, 1.0)}
    for origin, mentions in ((Origin.MENTIONED, mentioned), (Origin.MENTIONED_OPTIONAL, wished)):
        share = MENTION_BESIDE_FACTS if listed else MENTION
        for node, weight in mentions.items():
            if node not in needs and graph.concepts[node].kind == "skill":
                needs[node] = Need(node, weight * share, None, origin)
    if not listed:
        for node, weight in mentioned.items():
            if graph.concepts[node].kind == "occupation":
                skills = sorted(graph.essential.get(node, []), key=lambda n: (-rarity[n], n))[:IMPLIED_MOST]
                for skill_node in skills:
                    if skill_node not in needs:
                        needs[skill_node] = Need(skill_node, weight * IMPLIED_TOTAL / len(skills), None, Origin.IMPLIED)
    return list(needs.values()), said
