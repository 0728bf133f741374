"""/{lang}/figures/: how agencies answer, for everybody, as a page and as CSV."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.base.locales import active_language
from foundation.base.spreadsheets import csv_line
from marketplace.contract.tables import COLUMNS, Table, shown_table


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    table = _table()
    return render(request, "contract/figures.html", {"table": table, "dataset": _dataset(request, table)})


@require_safe
def figures_csv(request: HttpRequest) -> HttpResponse:
    """The same with fixed column names (UTF-8); names in the language of the address."""
    rows = [COLUMNS, *(line.cells() for line in _table().lines)]
    text = "".join(csv_line(cells, delimiter=",") for cells in rows)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="jisr-figures.csv"'
    return response


def _table() -> Table:
    return shown_table(language=active_language(), now=timezone.now())


def _dataset(request: HttpRequest, table: Table) -> SafeString:
    """The page as a schema.org Dataset; "<" cannot end the script it stands in."""
    said = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": _("How agencies answer"),
        "description": _("Calls, answers, days to an answer and what was left unanswered, by country and agency."),
        "url": request.build_absolute_uri(reverse("figures")),
        "inLanguage": active_language(),
        "isAccessibleForFree": True,
        "dateModified": table.at.isoformat(timespec="seconds"),
        "creator": {"@type": "Organization", "name": "Jisr"},
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": "text/csv",
                "contentUrl": request.build_absolute_uri(reverse("figures_csv")),
            }
        ],
    }
    return mark_safe(json.dumps(said, ensure_ascii=False).replace("<", "\\u003c"))
