"""PDFs by typst: a source of ours, the words as JSON, our own fonts, tagged for screen readers (PDF/UA-1)."""

import io
import json
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings

SOURCES = Path(settings.BASE_DIR) / "templates" / "registry" / "print"


def printed(source: str, words: dict[str, Any]) -> bytes:
    """Return a PDF of `templates/registry/print/<source>.typ`; the same words give the same bytes.

    Words never become source: typst reads them from one JSON value.
    """
    return typst.compile(
        str(SOURCES / f"{source}.typ"),
        root=str(SOURCES),
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
