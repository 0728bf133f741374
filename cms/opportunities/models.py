"""What agencies publish, where Django and every importer look for it: calls, investments, references."""

from cms.opportunities.calls import (
    Assessors,
    CallCriterion,
    CallLanguage,
    CallQuestion,
    CallSkill,
    MissionCall,
    MissionText,
)
from cms.opportunities.investments import Claim, Investment, InvestmentDocument, InvestmentText, NeededMission
from cms.opportunities.opportunity import FactRead, Opportunity, OpportunityQuerySet, OpportunityState, currencies
from cms.opportunities.references import Reference, ReferenceText

OPPORTUNITY_TYPES = (MissionCall, Investment, Reference)

__all__ = [
    "OPPORTUNITY_TYPES",
    "Assessors",
    "CallCriterion",
    "CallLanguage",
    "CallQuestion",
    "CallSkill",
    "Claim",
    "FactRead",
    "Investment",
    "InvestmentDocument",
    "InvestmentText",
    "MissionCall",
    "MissionText",
    "NeededMission",
    "Opportunity",
    "OpportunityQuerySet",
    "OpportunityState",
    "Reference",
    "ReferenceText",
    "currencies",  # the first migration names it here
]
