"""Reasons and gaps about skills and trades; said, near and implied each under a code of its own."""

from collections import defaultdict

import numpy as np

from matching.ranking.features import PLACE_OF, Column
from matching.ranking.graph import IMPLIED
from matching.ranking.needs import Need, Origin
from matching.ranking.pool import Pool
from matching.ranking.remarks import Remarks
from matching.ranking.standing import Bearing

HELD = frozenset({"same", "narrower", "narrower_far"})
SURE = 0.35  # a mention below this weight is not spoken of
CLOSE = frozenset({"broader", "related", "part", "part_optional", "whole"})  # said to be close; siblings never are
NEAR = 0.45  # a concept farther than this counts as missing; the score still knows how far it is
WIDE = 12  # who names a field with more special cases than this ("IT") is close to none of them in particular
CLOSE_SHOWN = 2  # more than that reads as if everything were close to everything
WORTH_A_GAP = 0.25  # what only a text mentions is a gap when it is rare enough
SHOWN = 6
FIELD_NEAR = 0.6

# How a need is answered × where the need comes from → code and weight per concept.
REASONS = {
    ("held", Origin.REQUIRED): ("required_held", 5.0),
    ("held", Origin.DESIRED): ("desired_held", 2.5),
    ("held", Origin.MENTIONED): ("mentioned_held", 4.0),
    ("held", Origin.MENTIONED_OPTIONAL): ("desired_held", 2.0),
    ("held", Origin.IMPLIED): ("trade_held", 1.5),
    ("near", Origin.REQUIRED): ("required_near", 2.2),
    ("near", Origin.MENTIONED): ("mentioned_near", 1.8),
    ("implied", Origin.REQUIRED): ("required_implied", 1.8),
    ("implied", Origin.MENTIONED): ("mentioned_implied", 1.4),
}
GAPS = {
    Origin.REQUIRED: ("required_missing", 4.0),
    Origin.DESIRED: ("desired_missing", 1.2),
    Origin.MENTIONED: ("mentioned_missing", 1.6),
}
TRADES = {
    "same": ("occupation_same", 5.0),
    "narrower": ("occupation_same", 4.0),
    "broader": ("occupation_near", 2.5),
    "related": ("occupation_near", 2.5),
    "isco4": ("occupation_near", 2.2),
}


def concept_remarks(remarks: Remarks, standing: Bearing, pool: Pool, position: int, row: Column) -> None:
    """Skills held, near, implied and missing, levels, years, trades; nothing when no concept of the person is known."""
    if not standing.said:
        return
    if standing.person.kind == "investor":
        _interests(remarks, standing, pool, position)
        return
    groups: dict[tuple[str, Origin], list[Need]] = defaultdict(list)
    for need in pool.needs[position]:
        groups[_answer(standing, pool, need), need.origin].append(need)
    listed = any(need.origin is Origin.REQUIRED for need in pool.needs[position])
    _few_close(groups, pool)
    for (answer, origin), needs in groups.items():
        if not needs or (listed and origin is Origin.MENTIONED and answer != "held"):
            continue  # the agency has said what it requires; what its text only touches is no demand
        needs.sort(key=lambda need: _first(pool, need))
        if answer == "missing":
            _missing(remarks, pool, origin, needs)
        elif (answer, origin) in REASONS:
            _reason(remarks, standing, pool, REASONS[answer, origin], needs, position)
    _verified(remarks, standing, pool, position)
    _levels(remarks, standing, pool, position)
    _trade(remarks, standing, pool, position)
    field = row[PLACE_OF["field"]]
    if not remarks.reasons and not np.isnan(field) and field >= FIELD_NEAR:
        remarks.reason("field_near", float(field))


def _interests(remarks: Remarks, standing: Bearing, pool: Pool, position: int) -> None:
    """What an investor speaks of and the project too; what only the project speaks of is no gap: she does not do it."""
    said = pool.said[position]
    shared = [n for n in standing.said if said.get(n, 0.0) >= SURE and standing.said[n] >= SURE]
    shared.sort(key=lambda node: (-float(pool.rarity[node]), node))
    if shared:
        uris = tuple(pool.graph.concepts[node].uri for node in shared)
        remarks.reason("interest_shared", 1.5 + 0.5 * len(shared), uris[:SHOWN])


def _answer(standing: Bearing, pool: Pool, need: Need) -> str:
    strength = float(standing.reach.strengths[need.node])
    how = standing.reach.how(need.node)
    source = int(standing.reach.sources[need.node])
    if source < 0 or strength < NEAR or (how == "broader" and len(pool.graph.narrower[source]) > WIDE):
        return "missing"
    if how in HELD:
        return "held"
    return "implied" if how in IMPLIED else "near" if how in CLOSE else "missing"


def _few_close(groups: dict[tuple[str, Origin], list[Need]], pool: Pool) -> None:
    """Keep the weightiest close ones; what else is required counts as missing, what a text mentions beside is left."""
    for origin in (Origin.REQUIRED, Origin.MENTIONED):
        close = sorted(groups["near", origin], key=lambda need: _first(pool, need))
        if origin is Origin.MENTIONED:
            close = [need for need in close if _worth(pool, need) >= WORTH_A_GAP]
        else:
            groups["missing", origin] += close[CLOSE_SHOWN:]
        groups["near", origin] = close[:CLOSE_SHOWN]


def _worth(pool: Pool, need: Need) -> float:
    return need.weight * float(pool.rarity[need.node])


def _first(pool: Pool, need: Need) -> tuple[float, int]:
    return -_worth(pool, need), need.node


def _reason(
    remarks: Remarks, standing: Bearing, pool: Pool, entry: tuple[str, float], needs: list[Need], position: int
) -> None:
    code, weight = entry
    uris = [pool.graph.concepts[need.node].uri for need in needs]
    own = [pool.graph.concepts[int(standing.reach.sources[need.node])].uri for need in needs]
    value = sum(_worth(pool, need) for need in needs)
    asked = sum(need.origin == needs[0].origin for need in pool.needs[position])
    params = {"count": len(needs), "asked": asked}
    if code.endswith(("_near", "_implied")):
        params["pairs"] = [list(pair) for pair in zip(own, uris, strict=True)][:SHOWN]  # type: ignore[assignment]
    remarks.reason(code, weight * min(2.0, 0.3 + value), tuple(uris[:SHOWN]), **params)


def _missing(remarks: Remarks, pool: Pool, origin: Origin, needs: list[Need]) -> None:
    if origin not in GAPS:
        return
    if origin is Origin.MENTIONED:
        needs = [need for need in needs if _worth(pool, need) >= WORTH_A_GAP]
    if needs:
        code, weight = GAPS[origin]
        value = sum(_worth(pool, need) for need in needs)
        uris = tuple(pool.graph.concepts[need.node].uri for need in needs)
        remarks.gap(code, weight * min(2.0, 0.3 + value), uris[:SHOWN], count=len(needs))


def _verified(remarks: Remarks, standing: Bearing, pool: Pool, position: int) -> None:
    """What is asked and held, and was seen at work: the skill itself, or the narrower one that answers it."""
    seen: dict[str, None] = {}
    for need in sorted(pool.needs[position], key=lambda need: _first(pool, need)):
        if need.origin is Origin.IMPLIED or _answer(standing, pool, need) != "held":
            continue
        asked = pool.graph.concepts[need.node].uri
        own = pool.graph.concepts[int(standing.reach.sources[need.node])].uri
        seen |= dict.fromkeys(uri for uri in (asked, own) if uri in standing.person.verified)
    if seen:
        remarks.reason("verified", 3.0, tuple(seen)[:SHOWN], count=len(seen))


def _levels(remarks: Remarks, standing: Bearing, pool: Pool, position: int) -> None:
    """Level and years as stated, for needs that a stated skill answers."""
    stated = {pool.graph.number[s.uri]: s for s in standing.person.skills if s.uri in pool.graph.number}
    longest: tuple[float, str] | None = None
    for need in pool.needs[position]:
        skill = stated.get(int(standing.reach.sources[need.node]))
        if skill is None or standing.reach.how(need.node) not in HELD or need.origin is Origin.IMPLIED:
            continue
        uri = pool.graph.concepts[need.node].uri
        if need.level and skill.level and skill.level < need.level:
            remarks.gap("level_short", 1.0 + need.level - skill.level, (uri,), asked=need.level, have=skill.level)
        elif need.level and skill.level and need.level >= 3:
            remarks.reason("level_met", 0.5 + 0.3 * need.level, (uri,), asked=need.level, have=skill.level)
        if skill.years and skill.years >= 3 and (longest is None or skill.years > longest[0]):
            longest = (skill.years, skill.uri)
    if longest:
        remarks.reason("years", min(2.5, 0.5 + longest[0] / 6), (longest[1],), years=longest[0])


def _trade(remarks: Remarks, standing: Bearing, pool: Pool, position: int) -> None:
    """The nearest trade that both sides name."""
    best: tuple[float, str, int, int] | None = None
    for node, weight in pool.said[position].items():
        source = int(standing.reach.sources[node])
        if pool.graph.concepts[node].kind != "occupation" or source < 0 or weight < SURE:
            continue
        how, strength = standing.reach.how(node), float(standing.reach.strengths[node])
        if how in TRADES and strength >= NEAR and (best is None or strength > best[0]):
            best = (strength, how, node, source)
    if best:
        strength, how, node, source = best
        code, weight = TRADES[how]
        asked, own = pool.graph.concepts[node].uri, pool.graph.concepts[source].uri
        if code == "occupation_near":
            remarks.reason(code, weight, (asked,), pairs=[[own, asked]])
        else:
            remarks.reason(code, weight, (asked,))
