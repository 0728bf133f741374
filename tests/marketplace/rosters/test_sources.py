"""A CSV of experts is read with what is wrong beside each line; a hostile file gets a sentence."""

import pytest
from django.utils import translation

from foundation.base.errors import DomainError
from marketplace.rosters.sources import MOST_BYTES, MOST_LINES, read_sheet

HEADER = "e-mail,name,language,headline,city,skills\n"


@pytest.mark.parametrize(
    "header",
    [
        "Courriel;Nom;Langue;Titre;Ville;Compétences",
        "E-MAIL\tfull name\tLANGUAGE\theadline\tcity\tskills",
        "correo electrónico,nombre,idioma,titular,ciudad,competencias",
        "البريد الإلكتروني;الاسم;اللغة;العنوان المهني;المدينة;المهارات",
    ],
)
def test_columns_are_named_in_any_language_and_parted_in_any_way(header: str) -> None:
    sign = next(sign for sign in ";\t," if sign in header)
    line = sign.join(("Awa@Example.org ", " Awa  Traoré", "français", "Ingénieure", "Lyon", "HACCP | irrigation"))
    (one,) = read_sheet(f"{header}\n{line}\n".encode()).lines
    assert (one.number, one.email, one.name, one.language) == (2, "awa@example.org", "Awa Traoré", "fr")
    assert (one.headline, one.city, one.skills, one.errors) == ("Ingénieure", "Lyon", ["HACCP", "irrigation"], [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_usual_encodings_are_read(encoding: str) -> None:
    text = "e-mail;name;language;city\nawa@example.org;Awa Traoré;fr;Orléans\n"
    assert read_sheet(text.encode(encoding)).lines[0].city == "Orléans"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("awa,Awa,fr,,,", "This is no e-mail address."),
        ("awa@example.org,,fr,,,", "The name is missing."),
        ("awa@example.org,Awa,klingon,,,", "Say in which language we write"),
        ("awa@example.org,Awa,,,,", "Say in which language we write"),
        ('awa@example.org,"=HYPERLINK(""http://x"")",fr,,,', "run as a formula"),
        ("awa@example.org,Awa,fr,@SUM(A1),,", "run as a formula"),
        ("awa@example.org,Awa,fr,,+33 Lyon,", "run as a formula"),
        (f"awa@example.org,Awa,fr,{'x' * 161},,", "A cell is too long."),
        (f"awa@example.org,Awa,fr,,,{'|'.join(str(n) for n in range(41))}", "At most 40 skills"),
        ("awa@example.org", "The name is missing."),
        ("first@example.org,First,fr,,,", "stands in line 2 already"),
    ],
)
def test_what_is_wrong_stands_beside_its_line(line: str, said: str) -> None:
    sheet = read_sheet(f"{HEADER}FIRST@example.org,First,fr,,,\n{line}\n".encode())
    assert sheet.lines[0].errors == []
    assert said in " ".join(sheet.lines[1].errors)
    assert sheet.good == [sheet.lines[0]]


def test_columns_that_nobody_reads_are_named() -> None:
    assert read_sheet(b"e-mail,name,language,phone\na@example.org,A,fr,1\n").unread == ["phone"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"\n\n  \n", "The file is empty."),
        (HEADER.encode(), "nobody below it"),
        (b"name,city\nAwa,Lyon\n", "Missing: e-mail · language."),
        (b"x" * (MOST_BYTES + 1), "too large"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "no CSV file that can be read"),
        (b"PK\x03\x04" + bytes(200), "CSV UTF-8"),
        (HEADER.encode() + b'"awa@example.org,Awa,fr\n', "torn"),
        (HEADER.encode() + b"x" * 200_000, "torn"),
        (HEADER.encode() + b"a@example.org,A,fr,,,\n" * (MOST_LINES + 1), "at most 200 are read at once"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(DomainError) as refused:
        read_sheet(content)
    assert said in str(refused.value)


def test_control_characters_are_taken_out() -> None:
    (one,) = read_sheet(HEADER.encode() + "a@example.org,A\u202ewa\u200b B,fr,,,\n".encode()).lines
    assert one.name == "A wa B"


def test_missing_columns_are_named_as_in_the_readers_template() -> None:
    with translation.override("ar"), pytest.raises(DomainError) as refused:
        read_sheet(b"headline,city\nA,Lyon\n")
    assert "البريد الإلكتروني · الاسم · اللغة" in str(refused.value)
