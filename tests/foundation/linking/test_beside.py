"""The level and the years that stand beside a skill."""

import pytest

from foundation.linking.beside import stated
from foundation.text.sentences import words_of


def _stated(text: str, skill: str) -> tuple[str, int | None]:
    start = text.index(skill)
    return stated(text, words_of(text), [(start, start + len(skill))])[0]


@pytest.mark.parametrize(
    ("text", "skill", "stated"),
    [
        ("Douze ans d'expérience en HACCP.", "HACCP", ("", 12)),
        ("HACCP (8 ans), audit (3 ans)", "HACCP", ("", 8)),
        ("HACCP (8 ans), audit (3 ans)", "audit", ("", 3)),
        ("Maîtrise de l'irrigation, notions de topographie", "irrigation", ("3", None)),
        ("Maîtrise de l'irrigation, notions de topographie", "topographie", ("1", None)),
        ("Excel: advanced", "Excel", ("3", None)),
        ("Llevo diecisiete años de experiencia en enfermería", "enfermería", ("", 17)),
        ("More than twenty-two years of experience in irrigation", "irrigation", ("", 22)),
        ("لي خبرة خمس عشرة سنة في الري", "الري", ("", 15)),
        ("أعمل في الري منذ سنتين", "الري", ("", 2)),
        ("Arrivée à dix-neuf ans, j'exerce la comptabilité", "comptabilité", ("", None)),
        ("Abidjan | 39 ans | comptabilité", "comptabilité", ("", None)),
        ("Gestion des rappels (deux en cinq ans), traçabilité", "traçabilité", ("", None)),
        ("Un prêt remboursé en dix ans, puis la comptabilité", "comptabilité", ("", None)),
    ],
)
def test_level_and_years_are_taken_only_where_stated(text: str, skill: str, stated: tuple[str, int | None]) -> None:
    assert _stated(text, skill) == stated
