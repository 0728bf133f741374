"""The certificate as paper: two languages, one page whatever stands on it, and the same bytes for the same facts."""

import io

import pypdf
import pytest

from marketplace.outcomes.certificates import certificate_name, certificate_pdf, languages_of
from marketplace.outcomes.models import Certificate, Deliverable
from marketplace.outcomes.queries import agreed_terms
from tests.cms import makers as cms
from tests.marketplace.answers import makers as answers
from tests.marketplace.outcomes import makers

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "country", "pair"),
    [
        ("fr", "MA", ("fr", "ar")),
        ("ar", "MA", ("ar", "fr")),
        ("en", "MA", ("en", "ar")),
        ("fr", "SN", ("fr", "ar")),
        ("es", "SN", ("es", "fr")),
    ],
)
def test_it_speaks_the_language_of_the_person_and_that_of_the_country(language, country, pair):
    agency = cms.agency("Souss", country=country)
    mission = makers.agreed(agency)
    mission.language = language
    mission.save(update_fields=["language"])
    makers.completed(agency, mission)
    assert languages_of(Certificate.objects.select_related("application__organisation").get()) == pair


def test_the_longest_certificate_is_one_page_with_name_and_number():
    agency = cms.agency("Souss")
    skills = [cms.skill(f"compétence très longue numéro {number} de la liste") for number in range(9)]
    mission = makers.agreed(agency, makers.accepted(agency, person=answers.expert(name="Awa Diop")))
    terms = agreed_terms(mission)
    Deliverable.objects.bulk_create(
        [Deliverable(terms=terms, place=place, text="Un livrable décrit longuement " * 9) for place in range(2, 20)]
    )
    made = makers.completed(agency, mission, skills=skills)
    made.titles = dict.fromkeys(("fr", "ar"), "Former des techniciennes de laboratoire " * 5)
    pdf = certificate_pdf(certificate=made)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (842, 595)
    said = reader.pages[0].extract_text()
    assert "Awa Diop" in said
    assert made.entry.number in said
    assert made.entry.code in said
    assert pdf == certificate_pdf(certificate=made)
    assert certificate_name(made) == made.entry.number.replace("/", "-") + ".pdf"
