"""Terms of reference become a draft in the CMS; a file that cannot be read leaves nothing behind."""

import io
from pathlib import Path
from typing import Any

import docx
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Page, Revision

from cms.opportunities.models import FactRead, MissionCall
from foundation.outbox.models import Event
from foundation.taxonomy.models import ProposedLabel
from tests.cms import makers
from tests.cms.doors import mission, post, text

pytestmark = pytest.mark.django_db


def sample(language: str = "fr") -> bytes:
    path = Path(settings.BASE_DIR) / "demo" / "opportunities" / f"terms_of_reference_{language}.txt"
    return path.read_bytes()


def upload(client: Any, agency: makers.Agency, content: bytes, name: str = "termes.txt") -> Any:
    address = reverse("opportunities_from_file", args=[agency.page.pk])
    return client.post(address, {"file": SimpleUploadedFile(name, content)})


def as_docx(content: str) -> bytes:
    document, file = docx.Document(), io.BytesIO()
    for line in content.splitlines():
        document.add_paragraph(line)
    document.save(file)
    return file.getvalue()


@pytest.fixture
def littoral(db: Any) -> makers.Agency:
    makers.region("CI-BS", "Bas-Sassandra")
    return makers.agency("Littoral", country="CI")


def test_a_file_becomes_a_draft_with_its_facts_marked(littoral: makers.Agency, signed_in: Any) -> None:
    waste, compost = makers.skill("gestion des déchets"), makers.skill("compostage")
    client = signed_in(littoral.editor)
    response = upload(client, littoral, sample())

    call = MissionCall.objects.get()
    assert response.url == reverse("wagtailadmin_pages:edit", args=[call.pk])
    assert (call.live, call.source_language, call.country, call.region, call.city) == (
        False, "fr", "CI", "CI-BS", "San-Pédro",
    )  # fmt: skip
    assert (call.fee_minor, call.currency, call.fee_unit, call.compensation) == (140_000, "XOF", "day", "fee")
    assert (call.seats, call.days_per_week, call.work_mode) == (2, 4, "hybrid")
    assert [(row.concept_id, row.importance, row.level) for row in call.skills.order_by("sort_order")] == [
        (waste.pk, "required", 3), (compost.pk, "required", 3),
    ]  # fmt: skip
    assert [(row.language, row.level) for row in call.languages.all()] == [("fr", "C1")]
    marked = dict(FactRead.objects.filter(page_id=call.pk).values_list("field", "evidence"))
    assert marked["answers_by"] == "Réponse aux candidats : au plus tard le 12 mars 2027"
    assert {"title", "region", "city", "fee_minor", "skills", "languages"} <= set(marked)
    assert not Event.objects.filter(name="page.changed", subject_id=str(call.pk)).exists()

    editor = client.get(response.url).content.decode()
    assert "Réponse aux candidats : au plus tard le 12 mars 2027" in editor
    assert 'value="140000"' in editor


def test_a_word_file_in_arabic_is_read_too(signed_in: Any) -> None:
    makers.region("MA-08", "Drâa-Tafilalet", "درعة تافيلالت")
    bassin = makers.agency("Bassin")
    upload(signed_in(bassin.editor), bassin, as_docx(sample("ar").decode()), "شروط.docx")
    call = MissionCall.objects.get()
    assert (call.source_language, call.region, call.city, call.fee_minor) == ("ar", "MA-08", "الرشيدية", 300_000)


def test_an_editor_who_replaces_a_skill_that_was_read_proposes_its_words(
    littoral: makers.Agency, signed_in: Any
) -> None:
    makers.skill("gestion des déchets")
    compost, right = makers.skill("compostage"), makers.skill("valorisation organique")
    client = signed_in(littoral.editor)
    address = upload(client, littoral, sample()).url
    call = MissionCall.objects.get()
    texts = [text(title="Gérer les déchets", id=call.texts.get().pk)]
    stored = [
        {"id": row.pk, "concept": row.concept_id, "importance": row.importance, "level": row.level}
        for row in call.skills.order_by("sort_order")
    ]
    assert [row.words for row in call.skills.order_by("sort_order")] == ["gestion des déchets", "compostage"]
    post(client, address, mission(texts, skills=stored, compensation="", covers=[]))
    assert not ProposedLabel.objects.exists()

    stored[1]["concept"] = right.pk
    for _ in range(2):
        assert post(client, address, mission(texts, skills=stored, compensation="", covers=[])).status_code == 302
    proposal = ProposedLabel.objects.get()
    assert (proposal.words, proposal.language, proposal.people) == ("compostage", "fr", 1)
    assert (proposal.meant, proposal.chosen) == (compost, right)


def test_the_draft_is_published_as_any_other(littoral: makers.Agency, signed_in: Any) -> None:
    client = signed_in(littoral.moderator)
    address = upload(client, littoral, sample()).url
    call = MissionCall.objects.get()
    row = text(title="Gérer les déchets", id=call.texts.get().pk)
    response = post(client, address, mission([row], compensation="", covers=[]), "action-publish")
    assert response.status_code == 302
    call.refresh_from_db()
    assert call.live


def test_after_a_look_the_marks_are_gone(littoral: makers.Agency, signed_in: Any) -> None:
    client = signed_in(littoral.editor)
    upload(client, littoral, sample())
    call = MissionCall.objects.get()
    client.post(reverse("opportunities_look_taken", args=[call.pk]))
    assert not FactRead.objects.exists()
    assert "data-facts-read" not in client.get(reverse("wagtailadmin_pages:edit", args=[call.pk])).content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog"),
        ("empty.txt", b"   \n"),
        ("picture.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 64),
        ("huge.txt", b"a" * (10 * 1024 * 1024 + 1)),
        ("torn.docx", b"PK\x03\x04" + b"\0" * 100),
    ],
)
def test_a_file_that_cannot_be_read_leaves_nothing_behind(
    littoral: makers.Agency, signed_in: Any, name: str, content: bytes
) -> None:
    pages, revisions = Page.objects.count(), Revision.objects.count()
    response = upload(signed_in(littoral.editor), littoral, content, name)
    assert response.status_code == 200
    assert "data-errors" in response.content.decode()
    assert (Page.objects.count(), Revision.objects.count(), FactRead.objects.count()) == (pages, revisions, 0)


def test_only_the_agencys_people_upload_there(littoral: makers.Agency, souss: makers.Agency, signed_in: Any) -> None:
    for person in (souss.moderator, makers.person()):
        response = upload(signed_in(person), littoral, sample())
        assert response.status_code == 404
    assert not MissionCall.objects.exists()
