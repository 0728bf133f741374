"""Reasons and gaps are true, figure by figure, and what is implied is never told as said."""

import re
from datetime import date
from pathlib import Path

from matching.ranking import reasons, reasons_concepts
from matching.ranking.facts import Person, Skill, Spoken, Texts
from matching.ranking.graph import Concept, Graph, Relation
from matching.ranking.pool import Pool
from matching.ranking.ranked import Match, ranked
from matching.ranking.remarks import SUBJECT_OF
from tests.matching.ranking import world


def pair(person, opportunity) -> Match:
    (match,) = ranked(person, Pool([opportunity], world.graph(), rates=world.RATES))
    return match


def codes(remarks) -> list[str]:
    return [remark.code for remark in remarks]


def named(remarks, code):
    (found,) = [remark for remark in remarks if remark.code == code]
    return found


def test_a_held_skill_is_a_reason_and_a_lacking_one_a_gap():
    match = pair(world.expert("haccp"), world.call("m", "haccp", "nursing"))
    held = named(match.reasons, "required_held")
    assert (held.concepts, held.params) == (("haccp",), {"count": 1, "asked": 2})
    assert named(match.gaps, "required_missing").concepts == ("nursing",)


def test_what_was_seen_at_work_is_said_where_it_is_asked_for_and_held_and_changes_no_score():
    plain = pair(world.expert("haccp", "drip-irrigation"), world.call("m", "haccp", "irrigation"))
    seen = frozenset({"drip-irrigation", "nursing"})
    match = pair(world.expert("haccp", "drip-irrigation", verified=seen), world.call("m", "haccp", "irrigation"))
    assert named(match.reasons, "verified").concepts == ("drip-irrigation",)
    assert "verified" not in codes(plain.reasons)
    assert match.score == plain.score
    elsewhere = pair(world.expert("haccp", verified=frozenset({"nursing"})), world.call("m", "haccp", "nursing"))
    assert "verified" not in codes(elsewhere.reasons)  # she does not name it: it stays a gap


def test_what_only_the_trade_implies_is_said_to_be_implied():
    match = pair(world.expert(occupations=("food-engineer",)), world.call("m", "haccp"))
    implied = named(match.reasons, "required_implied")
    assert (implied.concepts, implied.params["pairs"]) == (("haccp",), [["food-engineer", "haccp"]])
    assert "required_held" not in codes(match.reasons)


def test_a_near_skill_is_named_beside_the_one_that_was_asked():
    match = pair(world.expert("dairy"), world.call("m", "microbiology"))
    assert named(match.reasons, "required_near").params["pairs"] == [["dairy", "microbiology"]]
    assert codes(match.gaps) == []


def test_two_special_cases_of_one_thing_are_never_told_as_close():
    match = pair(world.expert("basin-irrigation"), world.call("m", "drip-irrigation"))
    assert codes(match.reasons) == ["field_near"]
    assert named(match.gaps, "required_missing").concepts == ("drip-irrigation",)
    assert 0 < match.features["essential_cover"] < 0.2


def test_the_general_thing_is_close_to_its_special_case():
    match = pair(world.expert("irrigation"), world.call("m", "drip-irrigation"))
    assert named(match.reasons, "required_near").params["pairs"] == [["irrigation", "drip-irrigation"]]


def tree(leaves: int) -> Graph:
    """A field with so many special cases."""
    names = [f"leaf{number}" for number in range(leaves)]
    return Graph(
        [Concept(name, "skill") for name in ("field", *names)], [Relation(name, "field", "broader") for name in names]
    )


def test_of_what_is_close_two_are_shown_and_the_rest_is_missing():
    pool = Pool([world.call("m", "leaf0", "leaf1", "leaf2")], tree(3))
    (match,) = ranked(world.expert("field"), pool)
    near = named(match.reasons, "required_near")
    assert (near.params["count"], len(near.params["pairs"])) == (2, 2)
    assert named(match.gaps, "required_missing").params["count"] == 1


def test_who_names_a_whole_field_is_close_to_no_corner_of_it():
    (match,) = ranked(world.expert("field"), Pool([world.call("m", "leaf0")], tree(13)))
    assert (codes(match.reasons), codes(match.gaps)) == ([], ["required_missing"])
    assert match.features["essential_cover"] > 0


def test_two_kinds_of_manufacturing_are_not_close_and_two_of_farming_are():
    textiles = world.expert("haccp", sectors=frozenset({"13"}))
    crops = world.expert("haccp", sectors=frozenset({"01"}))
    assert "sector_near" not in codes(pair(textiles, world.call("m", sectors=frozenset({"20"}))).reasons)
    assert "sector_near" in codes(pair(crops, world.call("m", sectors=frozenset({"02"}))).reasons)


def test_a_special_case_of_what_is_asked_counts_as_held():
    assert codes(pair(world.expert("drip-irrigation"), world.call("m", "irrigation")).reasons) == ["required_held"]


def test_what_the_text_mentions_is_not_told_as_required():
    match = pair(world.expert("haccp"), world.text_call("m", "haccp", "nursing"))
    assert codes(match.reasons) == ["mentioned_held"]
    assert codes(match.gaps) == ["mentioned_missing"]


def test_what_a_trade_named_in_the_text_implies_has_its_own_code():
    match = pair(world.expert("haccp"), world.text_call("m", "food-engineer"))
    assert codes(match.reasons) == ["trade_held"]


def test_the_same_trade_on_both_sides_is_a_reason():
    match = pair(world.expert(occupations=("midwife",)), world.text_call("m", "midwife"))
    assert match.reasons[0].code == "occupation_same"


def test_a_person_of_whom_nothing_is_known_gets_no_gap_of_skills():
    match = pair(Person(id="p", kind="expert"), world.call("m", "haccp"))
    assert (match.reasons, match.gaps) == ([], [])


def test_a_language_short_says_what_is_asked_and_what_is_there():
    match = pair(
        world.expert("haccp", languages=(Spoken("ar", "B1"),)), world.call("m", languages=(Spoken("ar", "B2"),))
    )
    assert named(match.gaps, "language_short").params == {"language": "ar", "asked": "B2", "have": "B1"}


def test_a_person_without_any_language_is_told_that_it_is_unsaid():
    match = pair(world.expert("haccp"), world.call("m", "haccp", languages=(Spoken("ar", "B2"),)))
    assert codes(match.gaps) == ["languages_unsaid"]


def test_a_level_below_the_asked_one_is_a_gap_with_both():
    mission = world.call("m", required_skills=(Skill("haccp", level=4),))
    match = pair(world.expert(skills=(Skill("haccp", level=2, years=12),)), mission)
    assert named(match.gaps, "level_short").params == {"asked": 4, "have": 2}
    assert named(match.reasons, "years").params == {"years": 12}


def test_days_on_which_she_is_not_free_are_counted():
    mission = world.call("m", starts_on=date(2027, 1, 1), ends_on=date(2027, 1, 10))
    match = pair(world.expert("haccp", available_from=date(2027, 1, 4)), mission)
    gap = named(match.gaps, "available_partly")
    assert (gap.params["free_days"], gap.params["days"]) == (7, 10)
    assert match.features["availability"] == 0.7


def test_the_ticket_is_short_by_the_exact_amount_in_the_projects_currency():
    match = pair(world.investor(), world.project("p", ticket_min_minor=27_738_280))
    gap = named(match.gaps, "ticket_short")
    assert (gap.params["short_minor"], gap.params["currency"]) == (1_500_000, "XOF")
    assert gap.params["rates_on"] == date(2026, 11, 2)


def test_a_ticket_that_meets_the_range_is_a_reason():
    match = pair(world.investor(), world.project("p", ticket_min_minor=26_238_280))
    assert codes(match.reasons) == ["ticket"]
    assert match.gaps == []
    assert match.features["ticket"] == 1.0


def test_a_currency_without_a_rate_leaves_the_ticket_unknown():
    match = pair(world.investor(), world.project("p", ticket_min_minor=1, currency="GBP"))
    assert match.features["ticket"] is None
    assert (match.reasons, match.gaps) == ([], [])


def test_a_sector_that_was_only_concluded_gives_no_reason():
    match = pair(world.expert("haccp"), world.call("m", "haccp", sectors=frozenset({"10"})))
    assert match.features["sector"] == 0.8
    assert "sector_shared" not in codes(match.reasons)


def test_risk_place_stage_and_goals_of_an_investor_are_said():
    wish = {
        "risk": "low",
        "countries": frozenset({"SN"}),
        "stages": frozenset({"growth"}),
        "sdgs": frozenset({"2", "6"}),
    }
    match = pair(
        world.investor(**wish), world.project("p", risk="high", country="SN", stage="idea", sdgs=frozenset({"6"}))
    )
    assert set(codes(match.reasons)) == {"place_country", "impact"}
    assert set(codes(match.gaps)) == {"risk_high", "stage_other"}
    assert (match.features["risk"], match.features["place"], match.features["impact"]) == (0.0, 1.0, 1.0)


def test_another_kind_of_opportunity_says_so_first():
    assert pair(world.expert("haccp"), world.project("p")).gaps[0].code == "kind_other"


def test_a_mention_in_a_cv_is_as_good_as_said():
    person = Person(id="p", kind="expert", texts=Texts(said={"haccp": 0.9}))
    assert codes(pair(person, world.call("m", "haccp")).reasons) == ["required_held"]


def test_reasons_stand_in_the_order_in_which_they_matter():
    person = world.expert(
        "haccp",
        home_country="SN",
        languages=(Spoken("fr", "C2"),),
        sectors=frozenset({"10"}),
        work_modes=frozenset({"remote"}),
        days_per_week=5,
        available_from=date(2026, 1, 1),
        compensation_wish="volunteer",
    )
    mission = world.call(
        "m",
        "haccp",
        country="SN",
        languages=(Spoken("fr", "B2"),),
        sectors=frozenset({"10"}),
        work_mode="remote",
        days_per_week=2,
        starts_on=date(2027, 1, 1),
        compensation="volunteer",
    )
    assert codes(pair(person, mission).reasons) == [
        "required_held",
        "sector_shared",
        "languages_met",
        "home_country",
        "available",
        "work_mode",
        "days_met",
        "volunteer",
    ]


def test_every_reason_has_its_place_in_the_order():
    folder = Path(reasons.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("reasons*.py")))
    given = set(re.findall(r"remarks\.reason\(\s*\"(\w+)\"", source))
    given |= {code for code, _ in (*reasons_concepts.REASONS.values(), *reasons_concepts.TRADES.values())}
    assert given == set(SUBJECT_OF)


def test_remarks_stand_best_first():
    match = pair(
        world.expert("haccp", "food-audit", home_country="SN"), world.call("m", "haccp", "food-audit", country="SN")
    )
    assert codes(match.reasons) == ["required_held", "home_country"]
    gaps = pair(world.expert("haccp"), world.call("m", "nursing", work_mode="onsite")).gaps
    assert [gap.weight for gap in gaps] == sorted((gap.weight for gap in gaps), reverse=True)


def test_an_investor_is_not_told_what_skills_she_lacks():
    person = world.investor(texts=Texts(said={"haccp": 0.9}))
    project = world.project("p", texts=Texts(said={"haccp": 0.9, "nursing": 0.9}))
    match = pair(person, project)
    assert named(match.reasons, "interest_shared").concepts == ("haccp",)
    assert match.gaps == []
    assert match.features["essential_cover"] is None


def test_a_sector_that_both_texts_name_is_a_reason():
    person = world.investor(texts=Texts(said={"isic:10": 0.9}))
    match = pair(person, world.project("p", texts=Texts(said={"isic:10": 0.9})))
    assert named(match.reasons, "sector_shared").params == {"sectors": ["10"], "kind": "investor"}
