"""The one schema as Elasticsearch's document classes, and a document as the JSON that is stored.

Text comes as tokens, so that fields split at blanks only and keep neither positions nor norms. An erased document
stays as a row that holds nothing but its id and `gone`: its version refuses older writes for as long as the index
lives, while the server itself forgets the version of a deleted row after a minute (`index.gc_deletes`).
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from elasticsearch import dsl

from search.schema import VECTOR_LENGTH, Document, Field, FieldKind, Index, Passage

LAYOUT = 1  # grows when the mapping changes shape while the schema does not
STORED = ("passages", "fingerprint", "gone")  # what can be read back; all else is only searched
LONGEST_TOKEN = 120  # the whitespace analyser cuts at 255 UTF-16 units, of which a character may need two
# One shard: counts are exact, and 100,000 documents are a small one. Hits go further than `max_result_window` by a
# point in time.
SETTINGS: Mapping[str, Any] = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
FILLING: Mapping[str, Any] = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"}


def shape(index: Index) -> str:
    """Return what stored documents must have been made for to be read by this code."""
    return f"{index.shape}{LAYOUT}"


@cache
def document_class(index: Index) -> type[dsl.Document]:
    """Return the class of an index's documents, with a strict mapping: what the schema does not know is refused."""
    fields = {field.name: _field(field) for field in index.fields}
    fields |= {
        "key": dsl.Keyword(),
        "gone": dsl.Boolean(doc_values=False),
        "fingerprint": dsl.Keyword(index=False),
        "passages": dsl.Object(enabled=False),
        "vector": dsl.DenseVector(dims=VECTOR_LENGTH, index=True, similarity="cosine", index_options={"type": "flat"}),
    }
    meta = {"dynamic": dsl.MetaField("strict"), "_source": dsl.MetaField(includes=list(STORED))}
    return type(index.name.title(), (dsl.Document,), {**fields, "Meta": type("Meta", (), meta)})


def creation(index: Index, settings: Mapping[str, Any], aliases: Iterable[str]) -> dict[str, Any]:
    """Return the body with which an index is made."""
    made = dsl.Index(index.name).settings(**settings).aliases(**{alias: {} for alias in aliases})
    made.document(document_class(index))
    return made.to_dict()


def stored(index: Index, document: Document) -> dict[str, Any]:
    """Return a document as the server stores it.

    Raises:
        UnknownField: it has a field the index does not know.
    """
    body: dict[str, Any] = {
        "key": document.id,
        "fingerprint": document.fingerprint,
        "passages": [[p.language, p.text, p.marks] for p in document.passages],
    }
    if document.vector:
        body["vector"] = document.vector
    for name, value in document.values.items():
        kind = index.field(name).kind
        if value is None or value == "":
            continue
        if kind is FieldKind.TEXT:
            words = list(value)
            body[name] = " ".join(words if max(map(len, words), default=0) <= LONGEST_TOKEN else map(token, words))
        elif kind in (FieldKind.CONCEPTS, FieldKind.KEYWORDS):
            body[name] = sorted(set(value))
        else:
            body[name] = plain(value)
    for field in index.fields:
        if field.kind is FieldKind.BOOLEAN:
            body[field.name] = bool(document.values.get(field.name))
    return body


def token(word: str) -> str:
    """Return a token as it is stored and asked for: whole, or in place of an endless one its digest."""
    return word if len(word) <= LONGEST_TOKEN else hashlib.sha256(word.encode()).hexdigest()


def erased(key: str) -> dict[str, Any]:
    """Return what stays of a document that was erased."""
    return {"key": key, "gone": True}


def passages(source: Mapping[str, Any]) -> list[Passage]:
    """Return the passages of a stored document."""
    return [
        Passage(language, text, tuple((start, end, what) for start, end, what in marks))
        for language, text, marks in source.get("passages", ())
    ]


def plain(value: Any) -> Any:
    """Return a date in ISO's form, anything else as it is."""
    return value.isoformat() if isinstance(value, date) else value


def _field(field: Field) -> dsl.Field:
    if field.kind is FieldKind.TEXT:
        return dsl.Text(analyzer="whitespace", norms=False, index_options="docs")
    if field.kind is FieldKind.CONCEPTS:
        return dsl.Keyword(doc_values=False)
    if field.kind is FieldKind.DATE:
        return dsl.Date(format="strict_date")
    if field.kind is FieldKind.INTEGER:
        return dsl.Long()
    if field.kind is FieldKind.BOOLEAN:
        return dsl.Boolean()
    return dsl.Keyword()
