"""What names in an agency's file mean: regions, sectors, skills, languages, each by any of its names or its code."""

from dataclasses import dataclass
from functools import cache

from cms.opportunities.queries import LANGUAGES, language_names, skills_called
from foundation.base.places import country_name, is_country
from foundation.taxonomy.models import Concept, Label, Region
from foundation.text.folding import fold


@dataclass(frozen=True, slots=True)
class Names:
    """Folded name or code → what it stands for, read once for a whole file."""

    country: str
    countries: dict[str, str]  # the names of the agency's country
    regions: dict[str, str]
    sectors: dict[str, int]
    skills: dict[str, int]  # by URI
    languages: dict[str, str]

    def skills_called(self, words: str) -> list[int]:
        """Return the skills of this address or name; several where a name is not enough."""
        return [self.skills[words]] if words in self.skills else skills_called(words)


def names_for(country: str) -> Names:
    """Read the names that the file of an agency of a country may use."""
    regions: dict[str, str] = {}
    for region in Region.objects.filter(country=country):
        regions |= dict.fromkeys((fold(region.code), *(fold(region.name(code)) for code in LANGUAGES)), region.code)
    labels = Label.objects.filter(concept__kind="sector").order_by("preferred", "pk")
    sectors = {fold(text): pk for text, pk in labels.values_list("text", "concept_id")}
    sectors |= {fold(code): pk for code, pk in Concept.objects.filter(kind="sector").values_list("code", "pk")}
    known = {fold(country): country} if is_country(country) else {}
    known |= {fold(country_name(country, language)): country for language in LANGUAGES}
    skills = dict(Concept.objects.filter(kind="skill").values_list("uri", "pk"))
    return Names(country, known, regions, sectors, skills, languages_by_name())


@cache
def languages_by_name() -> dict[str, str]:
    """Return folded name (in each of ours) or tag → tag of the world's languages."""
    found = {fold(name): tag for tag, name in language_names()}
    return found | {fold(tag): tag for tag, _name in language_names()}
