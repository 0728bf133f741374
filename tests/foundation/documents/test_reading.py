"""Files people send become text; what cannot be read says what to do instead."""

import io
import zipfile

import pytest

from foundation.documents import reading
from foundation.documents.errors import DocumentError, Encrypted, NoText, TooLarge, UnknownKind, Unreadable
from foundation.documents.reading import DOCX, PDF, TEXT, Document, read_document
from tests.foundation.documents import samples
from tests.foundation.documents.samples import FRENCH

ARABIC = (
    "مهندسة في السلامة الصحية للأغذية",
    "خبرة طويلة في مراقبة الجودة على مستوى المصانع",
    "اللغة العربية هي اللغة الأم، والفرنسية متقدمة",
    "أعمل منذ سنوات في تدقيق السلامة إلى جانب التعاونيات الصغيرة",
)
WORDPROCESSING = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_a_pdf_gives_the_text_of_its_pages_in_order() -> None:
    content = samples.pdf("Comptable, onze ans de pratique", "Langues : anglais B2")
    assert read_document(content, "cv.pdf") == Document(
        "Comptable, onze ans de pratique\n\nLangues : anglais B2", PDF, pages=2, poor=False
    )


def test_a_docx_gives_header_paragraphs_and_table_rows_in_order() -> None:
    content = samples.word(FRENCH, "Langues", header="Awa Traoré", rows=(("Français", "C2"), ("Anglais", "B2")))
    assert read_document(content, "cv.docx") == Document(
        f"Awa Traoré\n{FRENCH}\nLangues\nFrançais | C2\nAnglais | B2", DOCX, pages=0, poor=False
    )


def test_a_text_box_is_read_once_and_deleted_words_are_not() -> None:
    box = f"<w:txbxContent><w:p><w:r><w:t>{FRENCH}</w:t></w:r></w:p></w:txbxContent>"
    body = (
        f"<w:document {WORDPROCESSING} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><w:body><w:p>"
        f"<w:r><w:t>Profil</w:t></w:r><w:del><w:r><w:delText>menteur</w:delText></w:r></w:del><w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        f"</w:p><w:sectPr/></w:body></w:document>"
    )
    assert read_document(samples.word_with(body.encode())).text == f"Profil\n{FRENCH}"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_french_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert read_document(FRENCH.encode(encoding)) == Document(FRENCH, TEXT, pages=0, poor=False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "cp1256"])
def test_an_arabic_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert read_document(ARABIC[1].encode(encoding)).text == ARABIC[1]


def test_the_kind_is_judged_by_content_not_by_name() -> None:
    assert read_document(samples.pdf(FRENCH), "cv.txt").media_type == PDF
    assert read_document(samples.word(FRENCH), "cv.pdf").media_type == DOCX
    assert read_document(FRENCH.encode(), "cv.docx").media_type == TEXT


def test_arabic_read_backwards_from_a_pdf_is_turned_round() -> None:
    backwards = samples.pdf_of_code_points(*ARABIC)  # logical order drawn as one string, which the PDF reader reverses
    document = read_document(backwards)
    assert document.text.split("\n") == list(ARABIC)
    assert not document.poor


def test_presentation_forms_become_letters() -> None:
    drawn = "ﺳﻤﻴﺮﺓ ﺍﻟﺘﺎﺯﻱ ﻣﻬﻨﺪﺳﺔ ﺑﻴﺎﻧﺎﺕ ﻣﻜﺎﻧﻴﺔ"
    document = read_document(samples.pdf_of_code_points(*(line[::-1] for line in [drawn])))
    assert document.text == "سميرة التازي مهندسة بيانات مكانية"


def test_a_pdf_whose_letters_stand_apart_is_a_poor_reading() -> None:
    assert read_document(samples.pdf("C o m p t a b l e  a s s e r m e n t é e  à  D a k a r")).poor
    assert not read_document(samples.pdf(FRENCH)).poor


def test_a_word_broken_at_a_line_end_stays_one_compound() -> None:
    assert read_document(b"Responsable de la certi-\nfication ISO 22000").text == (
        "Responsable de la certi-fication ISO 22000"
    )


def test_a_pdf_with_a_password_asks_for_one_without() -> None:
    with pytest.raises(Encrypted, match="Save it without one"):
        read_document(samples.pdf(FRENCH, password="secret"))


def test_a_docx_with_a_password_asks_for_one_without() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(Encrypted):
        read_document(content)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\nnot a pdf at all",
        samples.pdf(FRENCH)[:300],
        samples.word(FRENCH)[:2000],
        samples.word_with(b"<w:document"),
        samples.word_with(b"<html><body/></html>"),
    ],
    ids=["no pdf", "torn pdf", "torn docx", "torn xml", "other xml"],
)
def test_a_broken_file_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Unreadable, match="broken"):
        read_document(content)


@pytest.mark.parametrize("content", [samples.scan(), b"", b"  \n 12 34 \n"], ids=["scan", "empty", "digits"])
def test_a_file_without_text_asks_for_text(content: bytes) -> None:
    with pytest.raises(NoText, match="Export it as PDF with text, or paste the text"):
        read_document(content)


def _archive(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(name, FRENCH)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
        b"{\\rtf1\\ansi Ing\\'e9nieure en s\\'e9curit\\'e9}",
        _archive("xl/workbook.xml"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
    ],
    ids=["picture", "rtf", "spreadsheet", "old Word"],
)
def test_another_kind_of_file_is_refused_by_its_content(content: bytes) -> None:
    with pytest.raises(UnknownKind):
        read_document(content, "cv.pdf")


def test_a_file_above_the_limit_is_not_even_looked_at(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    monkeypatch.setattr(reading, "media_type_of", lambda content: pytest.fail("looked at"))
    with pytest.raises(TooLarge):
        read_document(b"x" * 1001)


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_document(samples.pdf(*[FRENCH] * (reading.MOST_PAGES + 1)))


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_document(b"comptable " * 60_000)


def test_a_docx_that_unpacks_to_far_more_than_it_weighs_is_refused() -> None:
    bomb = samples.word_with(b"<w:document>" + b" " * 45_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(TooLarge):
        read_document(bomb)


def test_entities_of_a_docx_are_never_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "ha ha ha"><!ENTITY f SYSTEM "file:///etc/passwd">{laughs}]>'
        f"<w:document {WORDPROCESSING}><w:body><w:p><w:r><w:t>{FRENCH}&l9;&f;</w:t></w:r></w:p>"
        "<w:sectPr/></w:body></w:document>"
    )
    try:
        text = read_document(samples.word_with(xml.encode())).text
    except DocumentError:
        return
    assert "ha ha" not in text
    assert "root:" not in text


def test_a_reader_that_does_not_come_back_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(reading, "WORKER", slow)
    monkeypatch.setattr(reading, "TIME_LIMIT_S", 0.2)
    with pytest.raises(TooLarge):
        read_document(samples.pdf(FRENCH))


def test_a_reader_that_dies_is_a_broken_file(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    dying = tmp_path / "dying.py"
    dying.write_text("import os; os._exit(139)")
    monkeypatch.setattr(reading, "WORKER", dying)
    with pytest.raises(Unreadable):
        read_document(samples.pdf(FRENCH))
