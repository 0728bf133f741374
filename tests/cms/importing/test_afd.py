"""Financings of the AFD become reference pages: one per project, of any country, with every line beside it."""

import csv
import io
import json
import os
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone, translation

from cms.importing.models import SourceRow
from cms.opportunities.models import Reference
from foundation.clocks.operations import tick
from search.documents.opportunities import opportunities as documents_of
from tests.cms import makers

pytestmark = pytest.mark.django_db

HEADER = (
    *("Id. Concours", "Id. Projet", "Titre du projet", "Description du projet", "Etat du projet", "Date d'octroi"),
    *("Libellé agence", "Libellé bénéficiaire primaire", "Pays de réalisation", "Région", "Latitude", "Longitude"),
    *("Libellé secteur économique  (CAD-5)", "Libellé CICID", "Groupe de produit", "Engagements bruts (euro)"),
    *("Versements (euro)", "Lien_Fiche_Projet", "Date mise à jour données projet"),
)
SECTOR = HEADER[12]


def financing(number: str = "CAL101201", **cells: str) -> dict[str, str]:
    row = dict.fromkeys(HEADER, "")
    row |= {
        "Id. Concours": number,
        "Id. Projet": "CAL1012",
        "Titre du projet": "Eau potable de Durrës",
        "Description du projet": "Réhabiliter la station de pompage.",
        "Etat du projet": "Exécution",
        "Date d'octroi": "2020-11-05",
        "Pays de réalisation": "ALBANIE",
        SECTOR: "ALIMENTATION EN EAU - SYSTEMES A GRANDE ECHELLE",
        "Libellé CICID": "Eau et assainissement",
        "Engagements bruts (euro)": "1000000.0",
        "Lien_Fiche_Projet": "http://www.afd.fr/base-projets/consulterProjet.action?idProjet=CAL1012",
    }
    return row | cells


def written(tmp_path: Path, *rows: dict[str, str]) -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER)
    writer.writeheader()
    writer.writerows(rows)
    path = tmp_path / "afd.csv"
    path.write_text(text.getvalue(), encoding="utf-8-sig")
    return path


def run(path: Path, *options: str) -> dict[str, object]:
    out, err = io.StringIO(), io.StringIO()
    call_command(
        "import_opportunities", str(path), "--format", "afd", "--organisation", "souss", *options,
        stdout=out, stderr=err,
    )  # fmt: skip
    return json.loads(out.getvalue()) | {"said": err.getvalue()}


def test_the_financings_of_a_project_become_one_page_with_their_sum(souss: makers.Agency, tmp_path: Path) -> None:
    makers.Concept.objects.create(uri="urn:un:isic:4:36", kind="sector", code="36")
    rows = [
        financing(),
        financing("CAL101202", **{"Engagements bruts (euro)": "500000.55", "Date d'octroi": "2019-01-02"}),
    ]
    assert run(written(tmp_path, *rows), "--publish") == {
        "created": 1, "updated": 0, "unchanged": 0, "rejected": 0, "said": "",
    }  # fmt: skip
    page = Reference.objects.get()
    assert (page.source, page.external_id, page.source_language, page.status) == ("afd", "CAL1012", "fr", "active")
    assert (page.amount_minor, page.currency, str(page.starts_on)) == (150_000_055, "EUR", "2019-01-02")
    assert [concept.code for concept in page.sectors.all()] == ["36"]
    kept = SourceRow.objects.get().raw["lines"]
    assert [line["Id. Concours"] for line in kept] == ["CAL101201", "CAL101202"]
    assert [line["Engagements bruts (euro)"] for line in kept] == ["1000000.0", "500000.55"]


def test_a_project_of_a_country_that_is_no_home_country_is_published_and_found(
    souss: makers.Agency, tmp_path: Path
) -> None:
    run(written(tmp_path, financing()), "--publish")
    page = Reference.objects.get()
    assert page.country == "AL"
    with translation.override("fr"):
        answer = Client().get(page.get_url())
    assert answer.status_code == 200 and "Albanie" in answer.content.decode()
    (document,) = documents_of([page.pk])
    assert document.values["country"] == "AL"


def test_the_search_finds_it_by_its_country_and_names_home_countries_first(
    souss: makers.Agency, tmp_path: Path
) -> None:
    rows = [financing()] + [
        financing(f"X{n}", **{"Id. Projet": f"X{n}", "Titre du projet": f"Eau {n}", "Pays de réalisation": country})
        for n, country in enumerate(["MADAGASCAR", "MADAGASCAR", "MAROC", "MULTI-PAYS"])
    ]
    run(written(tmp_path, *rows), "--publish")
    tick(now=timezone.now())
    with translation.override("fr"):
        everything = Client().get("/fr/search/?kind=reference").content.decode()
        albania = Client().get("/fr/search/?kind=reference&country=AL").content.decode()
    boxes = re.findall(r'name="country"[^>]*value="(\w*)"', everything)
    assert boxes == ["MA", "MG", "AL"]
    assert albania.count("Eau potable de Durr") == everything.count("Eau potable de Durr") > 0
    assert "Eau 0" not in albania


def test_a_project_of_several_countries_has_none_and_says_so(souss: makers.Agency, tmp_path: Path) -> None:
    report = tmp_path / "report.jsonl"
    path = written(tmp_path, financing(**{"Pays de réalisation": "MULTI-PAYS"}))
    run(path, "--publish", "--report", str(report))
    page = Reference.objects.get()
    assert page.country == ""
    assert Client().get(page.get_url()).status_code == 200
    remark = "The project lies in several countries: its page has none."
    assert json.loads(report.read_text())["remarks"] == [remark]
    assert run(path, "--publish")["unchanged"] == 1


def test_a_project_that_moves_to_another_country_is_found_there(souss: makers.Agency, tmp_path: Path) -> None:
    run(written(tmp_path, financing(**{"Pays de réalisation": "MULTI-PAYS"})), "--publish")
    assert run(written(tmp_path, financing(**{"Pays de réalisation": "COTE D'IVOIRE"})), "--publish")["updated"] == 1
    assert Reference.objects.get().country == "CI"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Engagements bruts (euro)": "beaucoup"}, "'beaucoup' is no amount."),
        ({"Pays de réalisation": "ATLANTIDE"}, "ATLANTIDE is no known country."),
        ({"Etat du projet": "Rêvé"}, "'Rêvé' is no known status."),
        ({"Titre du projet": " "}, "The project has no name."),
        ({"Date d'octroi": "bientôt"}, "'bientôt' is no date."),
    ],
)
def test_a_project_with_an_unreadable_line_is_rejected_whole(
    souss: makers.Agency, tmp_path: Path, cells: dict[str, str], reason: str
) -> None:
    path = written(tmp_path, financing(**cells), financing("X1", **{"Id. Projet": "X"}))
    said = run(path, "--publish")
    assert (said["created"], said["rejected"]) == (1, 1)
    assert f"afd.csv:2: CAL1012: {reason}" in str(said["said"])
    assert Reference.objects.get().external_id == "X"


def test_a_financing_that_stands_twice_counts_once(souss: makers.Agency, tmp_path: Path) -> None:
    said = run(written(tmp_path, financing(), financing()), "--publish")
    assert (said["created"], said["rejected"]) == (1, 1)
    assert "afd.csv:3: CAL101201: The financing stands already in line 2." in str(said["said"])
    assert Reference.objects.get().amount_minor == 100_000_000


def test_a_label_that_names_no_sector_leaves_it_to_the_wider_one(souss: makers.Agency, tmp_path: Path) -> None:
    makers.Concept.objects.create(uri="urn:un:isic:4:84", kind="sector", code="84")
    run(written(tmp_path, financing(**{SECTOR: "SECTEUR NON SPECIFIE", "Libellé CICID": "Gouvernance"})))
    assert [concept.code for concept in Reference.objects.get().sectors.all()] == ["84"]


def test_the_real_file_of_2080_financings_is_1492_projects(souss: makers.Agency) -> None:
    if not os.environ.get("JISR_DATA"):
        pytest.skip("JISR_DATA names no folder of real data")
    path = Path(os.environ["JISR_DATA"]) / "opportunities" / "afd_projects_fr_clean.csv"
    said = run(path)
    assert (said["created"], said["rejected"]) == (1492, 0), said["said"]
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    total = sum(round(float(row["Engagements bruts (euro)"]) * 100) for row in rows)
    assert sum(Reference.objects.exclude(amount_minor=None).values_list("amount_minor", flat=True)) == total
    assert sum(len(row.raw["lines"]) for row in SourceRow.objects.all()) == 2080
    assert Reference.objects.filter(country="MA").count() > 0
