"""Tables that strangers send are read in a process of their own, within limits, and never evaluated."""

import io
import zipfile

import openpyxl
import pytest

from foundation.documents import tables
from foundation.documents.errors import Encrypted, TooLarge, UnknownKind, Unreadable
from foundation.documents.tables import OLE, read_table


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """Return an archive with one part replaced or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, part)
    return target.getvalue()


def test_lines_keep_their_place_and_empty_ones_go() -> None:
    assert read_table(b"a;b\n\n1;2,5\n") == [(1, ["a", "b"]), (3, ["1", "2,5"])]
    assert read_table(b"sep=;\na;b\n1;2\n") == [(2, ["a", "b"]), (3, ["1", "2"])]
    assert read_table(b'a,b\n"1\n2",3\n4,5\n') == [(1, ["a", "b"]), (2, ["1\n2", "3"]), (4, ["4", "5"])]
    assert [line[0] for line in read_table(workbook(["a"], [], ["b"]))] == [1, 3]


def test_a_workbook_that_unpacks_to_far_more_than_it_weighs_is_refused() -> None:
    bomb = with_part(workbook(["a"]), "xl/worksheets/sheet1.xml", b"<x>" + b" " * 160_000_000)
    assert len(bomb) < 1_000_000
    with pytest.raises(TooLarge):
        read_table(bomb)


def test_entities_that_multiply_are_not_expanded() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    with pytest.raises(Unreadable):
        read_table(with_part(workbook(["a"]), "xl/worksheets/sheet1.xml", laughs))


def test_more_lines_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_LINES", 2)
    for content in (b"a\nb\nc\n", workbook(["a"], ["b"], ["c"])):
        with pytest.raises(TooLarge, match="2"):
            read_table(content)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (OLE + b"old", UnknownKind),
        (OLE + "EncryptedPackage".encode("utf-16-le"), Encrypted),
        (with_part(b"PK\x05\x06" + bytes(18), "a.txt", b"x"), UnknownKind),
        (b"<html></html>", UnknownKind),
        ("a,b".encode("utf-16"), Unreadable),
    ],
    ids=["old", "encrypted", "archive", "page", "utf-16"],  # the archive's bytes hold the time: no name for xdist
)
def test_what_is_no_table_is_refused(content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read_table(content)
