"""ESCO loads from the official files, merges by URI, and a torn line harms nothing but itself."""

import csv
import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from foundation.taxonomy.models import Concept, Description, Label, Relation, Source, Version
from tests import factories

ESCO = "http://data.europa.eu/esco"
SKILL, OTHER, JOB = f"{ESCO}/skill/s1", f"{ESCO}/skill/s2", f"{ESCO}/occupation/o1"
WHOLE = gzip.compress(
    f"uri,en\n{ESCO}/skill/s1,irrigation\n".encode(), mtime=0
)  # one name of the test in every process


def write(path: Path, header: list[str], *rows: list[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([header, *rows])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The official layout, small."""
    skill = ["conceptType", "conceptUri", "skillType", "reuseLevel", "preferredLabel", "altLabels"]
    kind, level = f"{ESCO}/skill-type/knowledge", f"{ESCO}/skill-reuse-level/cross-sector"
    for language, one, two in (
        ("fr", "irrigation", "hydrologie"),
        ("ar", "الري", ""),
        ("en", "irrigation", "hydrology"),
    ):
        write(
            tmp_path / f"skills_{language}.csv",
            skill,
            [
                "KnowledgeSkillCompetence",
                SKILL,
                kind,
                level,
                one,
                "arrosage\nirrigation agricole" if language == "fr" else "",
            ],
            ["KnowledgeSkillCompetence", OTHER, kind, level, two, ""],
        )
    job = ["conceptType", "conceptUri", "iscoGroup", "preferredLabel", "altLabels", "code", "description"]
    write(
        tmp_path / "occupations_fr.csv",
        job,
        ["Occupation", JOB, "2132", "agronome", "ingénieur agronome", "2132.1", "Les agronomes  conseillent."],
    )
    relation = ["occupationUri", "relationType", "skillType", "skillUri"]
    write(
        tmp_path / "occupationSkillRelations_en.csv",
        relation,
        [JOB, "essential", kind, SKILL],
        [JOB, "optional", kind, OTHER],
    )
    broader = ["conceptType", "conceptUri", "broaderType", "broaderUri"]
    write(tmp_path / "broaderRelationsSkillPillar_en.csv", broader, ["", SKILL, "", OTHER])
    return tmp_path


def counts(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, int]]:
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {line.pop("kind"): line for line in lines}


@pytest.mark.django_db
def test_the_official_files_load_with_labels_and_relations(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_esco", str(folder))
    loaded = counts(capsys)
    assert loaded["skill"] == {"created": 2, "updated": 0, "unchanged": 0, "rejected": 0}
    assert loaded["relation"]["created"] == 3
    irrigation = Concept.objects.get(uri=SKILL)
    assert (irrigation.skill_type, irrigation.reuse_level) == ("knowledge", "cross-sector")
    labels = set(irrigation.labels.filter(language="fr").values_list("text", "preferred"))
    assert labels == {("irrigation", True), ("arrosage", False), ("irrigation agricole", False)}
    assert irrigation.labels.get(language="ar").text == "الري"
    assert list(Description.objects.values_list("concept__uri", "language", "text")) == [
        (JOB, "fr", "Les agronomes conseillent.")
    ]
    assert set(Relation.objects.filter(source__uri=JOB).values_list("kind", "target__uri")) == {
        ("essential", SKILL),
        ("optional", OTHER),
    }


@pytest.mark.django_db
def test_loading_again_changes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_esco", str(folder))
    version = Version.objects.get().number
    capsys.readouterr()
    call_command("import_esco", str(folder))
    again = counts(capsys)
    assert all(kind["created"] == kind["updated"] == kind["rejected"] == 0 for kind in again.values())
    assert Version.objects.get().number == version


@pytest.mark.django_db
def test_our_labels_stay_preferred_and_those_of_esco_stand_beside_them(folder: Path) -> None:
    factories.concept("irrigation goutte à goutte", uri=SKILL, en="drip irrigation")
    call_command("import_esco", str(folder))
    labels = Label.objects.filter(concept__uri=SKILL)
    assert labels.get(language="fr", preferred=True).text == "irrigation goutte à goutte"
    assert labels.get(language="fr", text="irrigation").source == Source.ESCO
    assert labels.get(language="ar", preferred=True).text == "الري"


@pytest.mark.django_db
def test_a_label_that_esco_withdrew_goes(folder: Path) -> None:
    call_command("import_esco", str(folder))
    text = (folder / "skills_fr.csv").read_text(encoding="utf-8")
    (folder / "skills_fr.csv").write_text(text.replace("arrosage\n", ""), encoding="utf-8")
    call_command("import_esco", str(folder))
    assert not Label.objects.filter(text="arrosage").exists()
    assert Label.objects.filter(text="irrigation agricole").exists()


@pytest.mark.django_db
def test_a_torn_line_is_named_and_leaves_nothing_half_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (folder / "skills_fr.csv").open("a", encoding="utf-8") as lines:
        lines.write(f"KnowledgeSkillCompetence,{ESCO}/skill/s3,{ESCO}/skill-")
    with (folder / "occupations_fr.csv").open("a", encoding="utf-8") as lines:
        lines.write("Occupation,not a uri,2132,quelque chose,,2132.2,\n")
    call_command("import_esco", str(folder))
    out = capsys.readouterr()
    assert "skills_fr.csv:5: The line does not have all its columns." in out.err
    assert "occupations_fr.csv:3: 'not a uri' is not the URI of a concept." in out.err
    assert not Concept.objects.filter(uri=f"{ESCO}/skill/s3").exists()
    assert Concept.objects.filter(kind="skill").count() == 2


@pytest.mark.django_db
def test_a_file_torn_inside_quotes_is_named_and_the_lines_before_it_are_kept(folder: Path, capsys: Any) -> None:
    with (folder / "skills_fr.csv").open("a", encoding="utf-8") as lines:
        lines.write(f'KnowledgeSkillCompetence,{ESCO}/skill/s3,x,y,"pompage sol')
    call_command("import_esco", str(folder))
    assert "The file is torn here" in capsys.readouterr().err
    assert Concept.objects.filter(kind="skill").count() == 2


@pytest.mark.django_db
def test_a_torn_file_takes_no_label_away_that_its_lost_lines_would_have_said(folder: Path, capsys: Any) -> None:
    call_command("import_esco", str(folder))
    lines = (folder / "skills_fr.csv").read_text(encoding="utf-8").split(f"KnowledgeSkillCompetence,{OTHER}")
    (folder / "skills_fr.csv").write_text(f'{lines[0]}KnowledgeSkillCompetence,"{OTHER}', encoding="utf-8")
    capsys.readouterr()
    call_command("import_esco", str(folder))
    assert "The file is torn here" in capsys.readouterr().err
    assert Label.objects.filter(concept__uri=OTHER, language="fr", text="hydrologie", preferred=True).exists()


@pytest.mark.django_db
def test_relations_without_their_kind_are_refused_and_nothing_is_written(folder: Path) -> None:
    path = folder / "occupationSkillRelations_en.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("relationType", "type", 1), encoding="utf-8")
    with pytest.raises(CommandError, match="lacks the columns relationType"):
        call_command("import_esco", str(folder))
    assert Concept.objects.count() == 0


@pytest.mark.django_db
def test_a_nul_in_a_line_refuses_the_line(folder: Path, capsys: Any) -> None:
    with (folder / "skills_fr.csv").open("a", encoding="utf-8") as lines:
        lines.write(f"KnowledgeSkillCompetence,{ESCO}/skill/s3,x,y,pom\0page,\n")
    call_command("import_esco", str(folder))
    assert "skills_fr.csv:5: The line holds a NUL character." in capsys.readouterr().err
    assert not Concept.objects.filter(uri=f"{ESCO}/skill/s3").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("packed", [b"no gzip", WHOLE[:-8] + bytes(8), WHOLE[:10] + b"\xff" * 40])
def test_a_spoilt_archive_is_refused_by_name_and_nothing_is_written(tmp_path: Path, packed: bytes) -> None:
    (tmp_path / "skills_multilingual.csv.gz").write_bytes(packed)
    with pytest.raises(CommandError, match=r"skills_multilingual\.csv\.gz is no sound gzip file"):
        call_command("import_esco", str(tmp_path))
    assert Concept.objects.count() == 0


@pytest.mark.django_db
def test_a_relation_to_nobody_is_counted_and_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (folder / "occupationSkillRelations_en.csv").open("a", encoding="utf-8") as lines:
        lines.write(f"{JOB},essential,x,{ESCO}/skill/nowhere\n")
    call_command("import_esco", str(folder))
    out = capsys.readouterr()
    assert f"{ESCO}/skill/nowhere" in out.err
    assert Relation.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [["/nowhere"], ["{folder}", "--languages", "fr,de"]])
def test_wrong_use_is_answered_with_a_sentence_and_nothing_is_written(arguments: list[str], folder: Path) -> None:
    with pytest.raises(CommandError):
        call_command("import_esco", *[argument.format(folder=folder) for argument in arguments])
    assert Concept.objects.count() == 0


@pytest.mark.django_db
def test_a_folder_without_esco_is_an_error_that_says_what_it_looked_for(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"skills_fr\.csv"):
        call_command("import_esco", str(tmp_path))


@pytest.mark.django_db
@pytest.mark.skipif(not os.environ.get("JISR_DATA"), reason="JISR_DATA names no folder of real data")
def test_the_whole_of_esco_loads_from_the_merged_files(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_esco", str(Path(os.environ["JISR_DATA"]) / "esco"))
    loaded = counts(capsys)
    assert loaded["skill"]["created"] == 14_668  # 14,028 skills and 640 groups
    assert loaded["occupation"]["created"] == 3_658  # 3,039 occupations and 619 groups
    assert loaded["label"]["created"] > 200_000
    assert loaded["relation"]["created"] > 150_000
    if connection.vendor == "postgresql":  # else each reference is checked by a plan for the empty table of before
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
