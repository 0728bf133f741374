"""PDFs by typst: a source of ours, the words as JSON, our own fonts, tagged for screen readers (PDF/UA-1)."""

import io
import json
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"


def printed(source: str, words: dict[str, Any], *, of: str = "registry") -> bytes:
    """Return a PDF of `templates/<of>/print/<source>.typ`; the same words give the same bytes.

    Words never become source: typst reads them from one JSON value.
    """
    sources = TEMPLATES / of / "print"
    return typst.compile(
        str(sources / f"{source}.typ"),
        root=str(sources),
        sys_inputs={"words": json.dumps(words, ensure_ascii=False)},
        font_paths=[str(settings.PRINT_FONTS)],
        ignore_system_fonts=True,
        pdf_standards="ua-1",
    )


def qr_svg(address: str) -> str:
    """Return a QR code as SVG, with enough redundancy for a folded sheet."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False, svgns=True)
    return out.getvalue().decode()
