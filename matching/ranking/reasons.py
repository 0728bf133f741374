"""What speaks for and against a match, drawn from the same facts as the score."""

import numpy as np

from matching.ranking.facts import SUITS, Opportunity, Person
from matching.ranking.features import Column
from matching.ranking.pool import Pool
from matching.ranking.profile import said_sectors
from matching.ranking.reasons_concepts import concept_remarks
from matching.ranking.reasons_investment import investment_remarks
from matching.ranking.reasons_mission import mission_remarks
from matching.ranking.remarks import Remarks
from matching.ranking.sectors import SAME_SECTION, WHOLE_SECTION, is_narrow, is_shared, nearness, sector_vector
from matching.ranking.standing import Bearing


def explain(standing: Bearing, pool: Pool, position: int, row: Column) -> Remarks:
    """Reasons and gaps of one pair, best first; `row` is its line of the feature matrix."""
    person, opportunity = standing.person, pool.opportunities[position]
    remarks = Remarks()
    if opportunity.kind is not None and opportunity.kind != SUITS[person.kind]:
        remarks.gap("kind_other", 10, kind=opportunity.kind)
    concept_remarks(remarks, standing, pool, position, row)
    asked = opportunity.sectors | said_sectors(pool.graph, pool.said[position])
    _sector(remarks, person, standing.sector_codes, asked)
    _home(remarks, person, opportunity)
    if person.kind == "expert":
        mission_remarks(remarks, person, opportunity, pool.rates)
    else:
        investment_remarks(remarks, person, opportunity, pool.rates)
    return remarks.best_first()


def _sector(remarks: Remarks, person: Person, own: frozenset[str], asked: frozenset[str]) -> None:
    """Only sectors that both sides state; one concluded from concepts moves the score, not the words."""
    if not (own and asked):
        return
    codes = sorted(asked)
    near = nearness(sector_vector(own), np.array([sector_vector([code]) for code in codes]))
    shared = [code for code, value in zip(codes, near, strict=True) if is_shared(value)]
    beside = [
        code
        for code, value in zip(codes, near, strict=True)
        if SAME_SECTION <= value < WHOLE_SECTION and is_narrow(code)
    ]
    if shared:
        remarks.reason("sector_shared", 2.0, sectors=shared, kind=person.kind)
    elif beside:
        remarks.reason("sector_near", 0.8, sectors=beside, kind=person.kind)
    elif person.kind == "investor":
        remarks.gap("sector_other", 1.5, sectors=codes)


def _home(remarks: Remarks, person: Person, opportunity: Opportunity) -> None:
    if not opportunity.country or opportunity.country != person.home_country:
        return
    if opportunity.region and opportunity.region in person.home_regions:
        remarks.reason("home_region", 1.1, region=opportunity.region, country=opportunity.country)
    else:
        remarks.reason("home_country", 0.6, country=opportunity.country)
