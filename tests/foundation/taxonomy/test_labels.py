"""Staff edit labels in the admin, with history; the linker and the finders follow, and loading respects it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.accounts.operations import erase_account
from foundation.linking.queries import link
from foundation.taxonomy.models import Concept, Label, LabelChange, Source, Version, WithdrawnLabel
from foundation.taxonomy.operations import load
from foundation.taxonomy.queries import find_concepts
from foundation.taxonomy.sources.rows import ConceptRow, Reading
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
WHY = "Seen in many CVs"


@pytest.fixture
def irrigation() -> Concept:
    Version.objects.create(pk=1, number=1)
    return factories.concept("irrigation", ar="الري", en="irrigation systems")


@pytest.fixture
def desk(as_user: Any) -> Client:
    return as_user(factories.staff(name="Nadia", language="en"))


def page_of(concept: Concept) -> str:
    return f"/admin/taxonomy/concept/{concept.pk}/change/"


def post(desk: Client, concept: Concept, do: str, label: Label | None = None, **typed: Any) -> Any:
    sent = {"do": do, "why": WHY, **typed} | ({"label": label.pk} if label else {})
    return desk.post(page_of(concept), sent)


def labels_of(concept: Concept, language: str = "fr") -> list[tuple[str, bool, str]]:
    rows = concept.labels.filter(language=language).order_by("pk")
    return list(rows.values_list("text", "preferred", "source"))


def history_of(concept: Concept) -> list[tuple[str, str, str, str, str]]:
    rows = concept.changes.order_by("pk")
    return [(row.language, row.action, row.before, row.after, row.why) for row in rows]


def reading(uri: str, first: str, *others: str, language: str = "fr") -> Reading:
    row = ConceptRow(uri, "skill", preferred={language: first}, alternatives={language: list(others)})
    return Reading(concepts={uri: row})


def test_a_label_that_staff_adds_is_linked_found_and_in_the_history(desk: Client, irrigation: Concept) -> None:
    assert link("Dix ans d'arrosage raisonné", "fr") == []
    answer = post(desk, irrigation, "add", language="fr", text="  arrosage   raisonné ")
    assert answer["Location"] == page_of(irrigation)
    assert labels_of(irrigation) == [("irrigation", True, "starter"), ("arrosage raisonné", False, "staff")]
    assert history_of(irrigation) == [("fr", "added", "", "arrosage raisonné", WHY)]
    assert [mention.uri for mention in link("Dix ans d'arrosage raisonné", "fr")] == [irrigation.uri]
    assert [one.pk for one in find_concepts("arros", "fr", kinds=("skill",), limit=5)] == [irrigation.pk]
    assert Version.objects.get().number == 2
    page = desk.get(page_of(irrigation)).content.decode()
    assert "Nadia" in page and WHY in page and "arrosage raisonné" in page


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("fr", "   ", "Write the label."),
        ("fr", "x" * 301, "A label has at most 300 characters."),
        ("fr", "السقي", "written in Latin letters"),
        ("en", "Водоснабжение", "written in Latin letters"),
        ("ar", "arrosage", "written in Arabic letters"),
        ("fr", "Irrigation", "This concept already has this label."),
        ("fr", "projets", "everyday word"),
        ("fr", "assistance technique", "everyday word"),
        ("fr", "compostage", "label of “composting” already"),
        ("de", "Bewässerung", "not one of the available choices"),
    ],
)
def test_a_wrong_label_is_refused_in_a_sentence_and_nothing_changes(
    desk: Client, irrigation: Concept, language: str, text: str, said: str
) -> None:
    factories.concept("compostage", en="composting")
    before = (Label.objects.count(), Version.objects.get().number)
    answer = post(desk, irrigation, "add", language=language, text=text)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert (Label.objects.count(), Version.objects.get().number) == before
    assert not LabelChange.objects.exists()


def test_a_reason_is_asked_for(desk: Client, irrigation: Concept) -> None:
    answer = desk.post(page_of(irrigation), {"do": "add", "language": "fr", "text": "arrosage"})
    assert "Say why" in answer.content.decode()
    assert 'value="arrosage"' in answer.content.decode()
    assert labels_of(irrigation) == [("irrigation", True, "starter")]


def test_two_concepts_may_share_a_label_when_both_are_meant_and_other_kinds_never_clash(
    desk: Client, irrigation: Concept
) -> None:
    factories.concept("arrosage")
    factories.concept("aspersion", kind="sector")
    post(desk, irrigation, "add", language="fr", text="arrosage", shared="on")
    post(desk, irrigation, "add", language="fr", text="aspersion")
    assert [text for text, _, _ in labels_of(irrigation)] == ["irrigation", "arrosage", "aspersion"]


def test_a_name_in_latin_letters_may_stand_in_arabic_when_another_language_has_it(desk: Client) -> None:
    sql = factories.concept("SQL", en="SQL")
    post(desk, sql, "add", language="ar", text="SQL")
    assert labels_of(sql, "ar") == [("SQL", False, "staff")]


def test_another_label_is_made_preferred_and_stays_so_when_the_sources_are_loaded_again(
    desk: Client, irrigation: Concept
) -> None:
    esco = reading(irrigation.uri, "irrigation agricole", "arrosage")
    load(reading=esco, source=Source.ESCO, now=NOW)
    arrosage = irrigation.labels.get(text="arrosage")
    assert post(desk, irrigation, "prefer", arrosage).status_code == 302
    assert history_of(irrigation) == [("fr", "preferred", "irrigation", "arrosage", WHY)]
    for source, text in ((Source.STARTER, reading(irrigation.uri, "irrigation")), (Source.ESCO, esco)):
        load(reading=text, source=source, now=NOW)
    assert labels_of(irrigation) == [
        ("irrigation", False, "starter"), ("irrigation agricole", False, "esco"), ("arrosage", True, "staff"),
    ]  # fmt: skip
    assert "the preferred one already" in post(desk, irrigation, "prefer", arrosage).content.decode()


@pytest.mark.parametrize("source", [Source.ESCO, Source.STARTER])
def test_what_staff_withdrew_stays_away_and_what_staff_wrote_stays(
    desk: Client, irrigation: Concept, source: Source
) -> None:
    source_text = reading(irrigation.uri, "irrigation", "arrosage", "Sage")
    load(reading=source_text, source=source, now=NOW)
    post(desk, irrigation, "add", language="fr", text="goutte à goutte")
    post(desk, irrigation, "withdraw", irrigation.labels.get(text="Sage"))
    post(desk, irrigation, "change", irrigation.labels.get(text="arrosage"), text="arrosage des cultures")
    kept = labels_of(irrigation)
    assert [text for text, _, _ in kept] == ["irrigation", "arrosage des cultures", "goutte à goutte"]
    number = Version.objects.get().number
    loaded = load(reading=source_text, source=source, now=NOW)
    assert labels_of(irrigation) == kept
    assert not loaded.changed and Version.objects.get().number == number
    assert history_of(irrigation)[1:] == [
        ("fr", "withdrawn", "Sage", "", WHY), ("fr", "changed", "arrosage", "arrosage des cultures", WHY),
    ]  # fmt: skip
    post(desk, irrigation, "add", language="fr", text="Sage")  # staff may think again
    assert not WithdrawnLabel.objects.filter(text="Sage").exists()
    assert link("Sage", "fr") != []


def test_the_label_that_names_a_concept_is_not_withdrawn(desk: Client, irrigation: Concept) -> None:
    post(desk, irrigation, "add", language="fr", text="arrosage")
    named, only = irrigation.labels.get(text="irrigation"), factories.concept("drainage")
    assert "Make another one preferred first." in post(desk, irrigation, "withdraw", named).content.decode()
    assert "only label of the concept" in post(desk, only, "withdraw", only.labels.get()).content.decode()
    assert Label.objects.count() == 5


def test_a_label_withdrawn_meanwhile_is_said_so(desk: Client, irrigation: Concept) -> None:
    gone = Label(pk=999_999)
    answer = desk.post(page_of(irrigation), {"do": "change", "label": gone.pk, "text": "x", "why": WHY}, follow=True)
    assert "Somebody has withdrawn this label" in answer.content.decode()


def test_history_is_written_once(desk: Client, irrigation: Concept) -> None:
    post(desk, irrigation, "add", language="fr", text="arrosage")
    row = LabelChange.objects.get()
    row.why = "otherwise"
    with pytest.raises(TypeError):
        row.save()
    erase_account(user=row.by, now=NOW)
    assert LabelChange.objects.get().by is None
    assert desk.get(f"/admin/taxonomy/labelchange/{row.pk}/change/").status_code in (302, 404)


@pytest.mark.parametrize("typed", ["IRRIG", "ري", "irrigation sys", "urn:test:skill"])
def test_concepts_are_found_in_the_admin_by_a_label_in_any_language(
    desk: Client, irrigation: Concept, typed: str
) -> None:
    other = factories.concept("comptabilité", uri="urn:other")
    page = desk.get("/admin/taxonomy/concept/", {"q": typed}).content.decode()
    assert page_of(irrigation) in page and page_of(other) not in page
    assert "irrigation systems" in page


def test_the_pages_ask_as_many_questions_for_many_rows_as_for_few(desk: Client, irrigation: Concept) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.get(address)
        return len(queries)

    for address in (page_of(irrigation), "/admin/taxonomy/concept/"):
        post(desk, irrigation, "add", language="fr", text=f"arrosage {'a' * len(address)}")
        asked(address)
        few = asked(address)
        for number in range(20):
            factories.concept(f"savoir {number}")
            post(desk, irrigation, "add", language="fr", text=f"arrosage numéro {number} {address[-4:]}")
        assert asked(address) == few


def test_only_staff_with_the_right_changes_labels(as_user: Any, irrigation: Concept) -> None:
    from django.contrib.auth.models import Permission

    reader = factories.user(is_staff=True, language="en")
    reader.user_permissions.add(Permission.objects.get(codename="view_concept"))
    desk = as_user(reader)
    page = desk.get(page_of(irrigation)).content.decode()
    assert "الري" in page and 'name="why"' not in page
    assert post(desk, irrigation, "add", language="fr", text="arrosage").status_code == 403
    assert as_user(factories.user()).get(page_of(irrigation)).status_code == 302
    assert labels_of(irrigation) == [("irrigation", True, "starter")]
