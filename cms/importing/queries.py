"""What names in an agency's file mean, by any of them or a code; how far a sent file is; what a person has sent."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Count, Q

from cms.importing.models import Upload, UploadLine
from cms.opportunities.queries import LANGUAGES, language_names
from foundation.accounts.models import User
from foundation.base.places import country_name, is_country
from foundation.taxonomy.models import Concept, Label, Region
from foundation.taxonomy.queries import concepts_called
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
        return [self.skills[words]] if words in self.skills else concepts_called(words, kind="skill")


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


@dataclass(frozen=True, slots=True)
class Progress:
    """How many lines a sent file has, how many its present stage is done with, and how many came to what."""

    total: int
    done: int
    outcomes: dict[str, int]  # what would become of them; once written, what became of them


def progress_of(upload: Upload) -> Progress:
    """Count the lines of a sent file, in one query."""
    names = UploadLine.Outcome.values
    rejected = Q(result="", outcome=UploadLine.Outcome.REJECTED)
    written = upload.state in (Upload.State.WRITING, Upload.State.DONE)
    column = "result" if written else "outcome"
    counts = {name: Count("pk", filter=Q(**{column: name})) for name in names}
    if written:
        counts["rejected"] = Count("pk", filter=Q(result="rejected") | rejected)
    found = upload.lines.aggregate(total=Count("pk"), **counts)
    total = found.pop("total")
    return Progress(total, sum(found.values()), found)


class UploadData:
    """The files a person has sent for import, as long as they are kept."""

    name = "sent_files"

    @staticmethod
    def export(user: User) -> list[dict[str, Any]]:
        uploads = Upload.objects.filter(owner=user).order_by("pk")
        return [
            {
                "id": upload.public_id,
                "name": upload.name,
                "state": upload.state,
                "sent_at": upload.sent_at.isoformat(),
                "expires_at": upload.expires_at.isoformat(),
            }
            for upload in uploads
        ]

    @staticmethod
    def erase(user: User) -> None:
        """The pages that were made of them are the agency's and stay."""
        Upload.objects.filter(owner=user).delete()
