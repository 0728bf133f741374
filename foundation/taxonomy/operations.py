"""The taxonomy is loaded: a reading of a source becomes concepts, labels and relations, in one transaction."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F

from foundation.outbox.operations import record
from foundation.taxonomy.models import Concept, Description, Label, Region, Relation, Source, Version, WithdrawnLabel
from foundation.taxonomy.sources.rows import ConceptRow, Reading
from foundation.taxonomy.sources.starter import LANGUAGES, read_starter, rows

BATCH = 2000
Progress = Callable[[str, int], None]  # what is being written, how many


@dataclass(slots=True)
class Count:
    """What became of the rows of one kind."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0


@dataclass(slots=True)
class Loaded:
    kinds: dict[str, Count] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)  # URIs that relations name and no concept has

    def of(self, kind: str) -> Count:
        return self.kinds.setdefault(kind, Count())

    @property
    def changed(self) -> bool:
        return any(count.created or count.updated for count in self.kinds.values())


@transaction.atomic
def load(*, reading: Reading, source: str, now: dt.datetime, progress: Progress = lambda what, many: None) -> Loaded:
    """Write a reading; running it again changes nothing.

    Concepts merge by URI. A preferred label of staff or of the starter set stays preferred: the one
    of ESCO is kept beside it as an alternative. Labels that this source no longer has are taken away; what staff
    withdrew stays away, what staff wrote stays.
    """
    loaded = Loaded()
    for kind, many in reading.rejected_kinds.items():
        loaded.of(kind).rejected = many
    known = _write_concepts(reading, loaded, progress)
    _write_labels(reading, known, source, loaded, progress)
    _write_descriptions(reading, known, loaded, progress)
    _write_relations(reading, known, loaded, progress)
    if loaded.changed:
        bump_version(now=now)
    return loaded


@transaction.atomic
def load_starter(*, now: dt.datetime) -> Loaded:
    """Load what ships with the project: sectors, goals, the concepts of each field, and the regions."""
    loaded = load(reading=read_starter(), source=Source.STARTER, now=now)
    count = loaded.of("region")
    for row in rows("regions"):
        names = {f"name_{language}": row[language] for language in LANGUAGES}
        facts = {"country": row["country"], "latitude": float(row["latitude"]), "longitude": float(row["longitude"])}
        region, created = Region.objects.get_or_create(code=row["code"], defaults=names | facts)
        if created:
            count.created += 1
        elif changed := {name: new for name, new in (names | facts).items() if getattr(region, name) != new}:
            Region.objects.filter(pk=region.pk).update(**changed)
            count.updated += 1
        else:
            count.unchanged += 1
    return loaded


@transaction.atomic
def bump_version(*, now: dt.datetime) -> None:
    """Say that labels or relations changed: whoever caches them reads them anew."""
    version, _ = Version.objects.get_or_create(pk=1)
    Version.objects.filter(pk=1).update(number=F("number") + 1)
    record("taxonomy.changed", subject=version, now=now)


def _write_concepts(reading: Reading, loaded: Loaded, progress: Progress) -> dict[str, Concept]:
    known = {concept.uri: concept for concept in Concept.objects.all()}
    new, changed = [], []
    for row in reading.concepts.values():
        concept = known.get(row.uri)
        if concept is None:
            facts = {"code": row.code, "skill_type": row.skill_type, "reuse_level": row.reuse_level}
            new.append(Concept(uri=row.uri, kind=row.kind, **facts))
            loaded.of(row.kind).created += 1
        elif _take_over(concept, row):
            changed.append(concept)
            loaded.of(row.kind).updated += 1
        else:
            loaded.of(row.kind).unchanged += 1
    progress("concept", len(new) + len(changed))
    Concept.objects.bulk_create(new, batch_size=BATCH)
    Concept.objects.bulk_update(changed, ["code", "skill_type", "reuse_level"], batch_size=500)
    return known | {concept.uri: concept for concept in new}


def _take_over(concept: Concept, row: ConceptRow) -> bool:
    """Fill or renew the facts of a concept; return whether anything changed."""
    facts = {"code": row.code, "skill_type": row.skill_type, "reuse_level": row.reuse_level}
    changed = {name: value for name, value in facts.items() if value and getattr(concept, name) != value}
    for name, value in changed.items():
        setattr(concept, name, value)
    return bool(changed)


def _write_labels(reading: Reading, known: dict[str, Concept], source: str, loaded: Loaded, progress: Progress) -> None:
    labels = _Labels(source, loaded.of("label"))
    for row in reading.concepts.values():
        for language in row.preferred.keys() | row.alternatives.keys():
            first = row.preferred.get(language)
            for text in dict.fromkeys(filter(None, (first, *row.alternatives.get(language, ())))):
                labels.take(known[row.uri], language, text, first=text == first)
    read = {(known[uri].pk, language) for uri, row in reading.concepts.items() for language in row.alternatives}
    labels.drop_withdrawn(read)
    progress("label", labels.many())
    labels.write()


class _Labels:
    """The labels as they stand, and what a source changes of them."""

    def __init__(self, source: str, count: Count) -> None:
        self._source = source
        self._count = count
        self._stored: dict[tuple[int, str, str], Label] = {}
        self._preferred: dict[tuple[int, str], Label] = {}
        for label in Label.objects.order_by("pk").iterator(chunk_size=BATCH):
            self._stored[label.concept_id, label.language, label.text] = label
            if label.preferred:
                self._preferred[label.concept_id, label.language] = label
        withdrawn = WithdrawnLabel.objects.values_list("concept_id", "language", "text")
        self._withdrawn = {(concept, language, text.casefold()) for concept, language, text in withdrawn}
        self._new: list[Label] = []
        self._moved: dict[int, Label] = {}  # stored ones that became preferred, or no longer are
        self._seen: set[int] = set()
        self._gone: list[int] = []

    def take(self, concept: Concept, language: str, text: str, *, first: bool) -> None:
        """Add a label or keep it; the first of a concept leads unless a better source's does."""
        label = self._stored.get((concept.pk, language, text))
        if label is None and (concept.pk, language, text.casefold()) in self._withdrawn:
            self._count.unchanged += 1
            return
        holder = self._preferred.get((concept.pk, language))
        leads = first and (holder is None or holder is label or _yields(holder, self._source))
        if label is None:
            label = Label(concept=concept, language=language, text=text, preferred=leads, source=self._source)
            self._new.append(label)
            self._count.created += 1
        else:
            self._seen.add(label.pk)
            if leads and not label.preferred:
                label.preferred = True
                self._moved[label.pk] = label
                self._count.updated += 1
            else:
                self._count.unchanged += 1
        if leads:
            if holder is not None and holder is not label:
                holder.preferred = False
                if holder.pk:
                    self._moved[holder.pk] = holder
            self._preferred[concept.pk, language] = label

    def drop_withdrawn(self, read: set[tuple[int, str]]) -> None:
        """Mark for deletion what this source once said and says no more.

        `read` are the concepts with the languages they were read in: what a torn or missing file would have said of
        others stays.
        """
        self._gone = [
            label.pk
            for label in self._stored.values()
            if label.source == self._source
            and (label.concept_id, label.language) in read
            and label.pk not in self._seen
        ]
        self._count.updated += len(self._gone)

    def many(self) -> int:
        return len(self._new) + len(self._moved) + len(self._gone)

    def write(self) -> None:
        for start in range(0, len(self._gone), 500):
            Label.objects.filter(pk__in=self._gone[start : start + 500]).delete()
        moved = sorted(self._moved.values(), key=lambda label: label.preferred)  # room for the new one first
        for preferred in (False, True):
            pks = [label.pk for label in moved if label.preferred is preferred]
            for start in range(0, len(pks), 500):
                Label.objects.filter(pk__in=pks[start : start + 500]).update(preferred=preferred)
        Label.objects.bulk_create(self._new, batch_size=BATCH)


def _yields(holder: Label, source: str) -> bool:
    """Whether a preferred label gives way: ESCO's to everybody's, the starter's to staff and to its own renewal."""
    rank = {Source.ESCO: 0, Source.STARTER: 1, Source.STAFF: 2}
    return rank[Source(holder.source)] <= rank[Source(source)]


def _write_descriptions(reading: Reading, known: dict[str, Concept], loaded: Loaded, progress: Progress) -> None:
    if not any(row.descriptions for row in reading.concepts.values()):
        return
    stored = {(row.concept_id, row.language): row for row in Description.objects.all()}
    count = loaded.of("description")
    new, changed = [], []
    for row in reading.concepts.values():
        concept = known[row.uri]
        for language, text in row.descriptions.items():
            description = stored.get((concept.pk, language))
            if description is None:
                new.append(Description(concept=concept, language=language, text=text))
            elif description.text != text:
                description.text = text
                changed.append(description)
            else:
                count.unchanged += 1
    count.created += len(new)
    count.updated += len(changed)
    progress("description", len(new) + len(changed))
    Description.objects.bulk_create(new, batch_size=BATCH)
    Description.objects.bulk_update(changed, ["text"], batch_size=500)


def _write_relations(reading: Reading, known: dict[str, Concept], loaded: Loaded, progress: Progress) -> None:
    count = loaded.of("relation")
    stored = set(Relation.objects.values_list("source_id", "target_id", "kind"))
    new = []
    for source_uri, target_uri, kind in sorted(reading.relations):
        source, target = known.get(source_uri), known.get(target_uri)
        if source is None or target is None:
            count.rejected += 1
            loaded.unknown.add(target_uri if target is None else source_uri)
        elif (source.pk, target.pk, kind) in stored:
            count.unchanged += 1
        else:
            new.append(Relation(source=source, target=target, kind=kind))
            count.created += 1
    progress("relation", len(new))
    Relation.objects.bulk_create(new, batch_size=BATCH)
