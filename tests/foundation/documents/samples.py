"""Small files made by hand, so that every test knows exactly what is in them."""

import io
import zipfile

import docx
from reportlab.pdfgen import canvas

FRENCH = "Ingénieure en sécurité des aliments, douze ans d'expérience à Lyon."


def pdf(*pages: str, password: str = "") -> bytes:
    """A PDF of one line a page (Latin letters)."""
    out = io.BytesIO()
    drawing = canvas.Canvas(out, encrypt=password or None)
    for line in pages:
        drawing.drawString(72, 720, line)
        drawing.showPage()
    drawing.save()
    return out.getvalue()


def scan() -> bytes:
    """A page with a drawing and no text."""
    out = io.BytesIO()
    drawing = canvas.Canvas(out)
    drawing.rect(100, 100, 300, 300, fill=1)
    drawing.showPage()
    drawing.save()
    return out.getvalue()


def pdf_of_code_points(*lines: str) -> bytes:
    """A one-page PDF that draws each code point of the lines in the order given, with a map back to Unicode."""
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        + b"".join(
            b"1 beginbfrange <%02X00> <%02XFF> <%02X00> endbfrange\n" % (high, high, high)
            for high in sorted({ord(char) >> 8 for line in lines for char in line})
        )
        + b"endcmap end end"
    )
    shown = b"".join(b"<%s> Tj 0 -20 Td\n" % b"".join(b"%04X" % ord(char) for char in line) for line in lines)
    content = b"BT /F1 12 Tf 72 720 Td\n" + shown + b"ET"
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >> stream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /U /Encoding /Identity-H"
        b" /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /U /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
        b" /Supplement 0 >> /DW 600 >>",
        b"<< /Length %d >> stream\n%s\nendstream" % (len(cmap), cmap),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, len(out))
    )


def word(*lines: str, header: str = "", rows: tuple[tuple[str, ...], ...] = ()) -> bytes:
    """A DOCX of paragraphs, then a table."""
    document = docx.Document()
    if header:
        document.sections[0].header.paragraphs[0].text = header
    for line in lines:
        document.add_paragraph(line)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word_with(document_xml: bytes) -> bytes:
    """A DOCX whose main part is replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word("x"))) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            body = document_xml if entry.filename == "word/document.xml" else source.read(entry)
            target.writestr(entry.filename, body)
    return out.getvalue()
