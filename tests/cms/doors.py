"""The editor's form as a browser posts it."""

import datetime as dt
import json
from typing import Any

from django.test import Client
from django.utils import translation

from tests.cms.makers import TODAY

FIVE_FACTS = {
    "city": "Tiznit",
    "starts_on": TODAY + dt.timedelta(days=60),
    "ends_on": TODAY + dt.timedelta(days=90),
    "answers_by": TODAY + dt.timedelta(days=40),
}
ROWS = (
    *("texts", "skills", "languages", "questions", "criteria"),
    *("claims", "documents", "needed_missions", "comments"),
)


def form(rows: dict[str, list[dict[str, Any]]], **fields: Any) -> dict[str, Any]:
    """Return POST data of a page's editor: rows by formset, then plain fields; None leaves a field out."""
    data: dict[str, Any] = {}
    for name in ROWS:
        given = rows.get(name, [])
        stored = sum(1 for row in given if row.get("id"))
        data |= {f"{name}-TOTAL_FORMS": len(given), f"{name}-INITIAL_FORMS": stored}
        data |= {f"{name}-MIN_NUM_FORMS": 0, f"{name}-MAX_NUM_FORMS": 1000}
        for number, row in enumerate(given):
            for field, value in ({"id": "", "ORDER": number + 1} | row).items():
                data[f"{name}-{number}-{field}"] = value
    return data | {name: value for name, value in fields.items() if value is not None}


def text(language: str = "fr", title: str = "Former des techniciennes", **fields: Any) -> dict[str, Any]:
    """Return a row of text; its body is an empty stream unless blocks are given as (type, value)."""
    blocks = fields.pop("body", [])
    row = {"language": language, "title": title, "summary": "Deux mois auprès d'une coopérative.", **fields}
    row["body-count"] = len(blocks)
    for number, (kind, value) in enumerate(blocks):
        if kind == "paragraph":
            value = json.dumps({"blocks": [_draftail(value)], "entityMap": {}})
        row |= {f"body-{number}-deleted": "", f"body-{number}-order": number, f"body-{number}-type": kind}
        row |= {f"body-{number}-value": value, f"body-{number}-id": ""}
    return row


def _draftail(words: str) -> dict[str, Any]:
    return {"key": "a", "text": words, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}


def mission(texts: list[dict[str, Any]] | None = None, **fields: Any) -> dict[str, Any]:
    """Return a call with the five facts; other rows by their name, other fields as given."""
    rows = {"texts": texts if texts is not None else [text()]}
    rows |= {name: fields.pop(name) for name in ROWS if name in fields}
    return form(rows, **(FIVE_FACTS | {"source_language": "fr"} | fields))


def post(client: Client, address: str, data: dict[str, Any], action: str = "") -> Any:
    return client.post(address, data | ({action: "1"} if action else {}))


def errors(response: Any) -> dict[str, Any]:
    """Return the errors of the form a response shows again: by field, and per row of a formset; in English."""
    with translation.override("en"):
        return _errors(response.context["form"])


def _errors(page_form: Any) -> dict[str, Any]:
    found = {name: [str(sentence) for sentence in sentences] for name, sentences in page_form.errors.items()}
    for name, formset in page_form.formsets.items():
        for number, row in enumerate(formset.errors):
            for field, sentences in row.items():
                found[f"{name}-{number}-{field}"] = [str(sentence) for sentence in sentences]
        for sentence in formset.non_form_errors():
            found.setdefault(name, []).append(str(sentence))
    return found
