"""Skills are found by typing in any language, and suggested from the text."""

from typing import Any

import pytest
from django.urls import reverse

from cms.opportunities.models import CallSkill
from tests.cms import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def irrigation() -> Any:
    return makers.skill("irrigation goutte à goutte", ar="الري بالتنقيط", en="drip irrigation", es="riego por goteo")


def test_the_chooser_answers_in_the_editors_language(souss: makers.Agency, signed_in: Any, irrigation: Any) -> None:
    client = signed_in(souss.editor)
    assert client.get(reverse("skill_chooser:choose")).status_code == 200
    listed = client.get(reverse("skill_chooser:choose_results"), {"q": "goutte", "multiple": "1"}).content.decode()
    assert "drip irrigation" in listed
    chosen = client.get(reverse("skill_chooser:chosen", args=[irrigation.pk])).json()
    assert chosen["result"] == {"id": str(irrigation.pk), "title": "drip irrigation", "edit_url": None}
    several = client.get(reverse("skill_chooser:chosen_multiple"), {"id": [irrigation.pk], "multiple": "1"}).json()
    assert [row["title"] for row in several["result"]] == ["drip irrigation"]


def test_the_editor_suggests_what_the_text_speaks_of(souss: makers.Agency, signed_in: Any) -> None:
    welding, compost = makers.skill("soudure à l'arc"), makers.skill("compostage")
    call = makers.call(souss, texts={"fr": "Enseigner la soudure à l'arc et le compostage"}, publish=False)
    call.skills = [CallSkill(concept=compost)]
    call.save_revision()
    client, edit = signed_in(souss.editor), reverse("wagtailadmin_pages:edit", args=[call.pk])
    page = client.get(edit).content.decode()
    assert f"concept={welding.pk}" in page and f"concept={compost.pk}" not in page

    response = client.post(reverse("opportunities_add_skill", args=[call.pk]) + f"?concept={welding.pk}", {"city": "x"})
    assert response.url == edit
    call.refresh_from_db()
    draft = call.get_latest_revision_as_object()
    assert [(row.concept_id, row.importance, row.origin) for row in draft.skills.all()] == [
        (compost.pk, "required", "typed"), (welding.pk, "desired", "suggested"),
    ]  # fmt: skip
    assert draft.city == call.city
    assert f"concept={welding.pk}" not in client.get(edit).content.decode()


def test_adding_a_skill_twice_adds_it_once(souss: makers.Agency, signed_in: Any) -> None:
    welding = makers.skill("soudure")
    call = makers.call(souss)
    client, address = signed_in(souss.editor), reverse("opportunities_add_skill", args=[call.pk])
    for _ in range(2):
        client.post(f"{address}?concept={welding.pk}")
    call.refresh_from_db()
    assert call.get_latest_revision_as_object().skills.count() == 1
    assert call.skills.count() == 0  # the public page changes when the draft is published


@pytest.mark.parametrize("concept", ["", "x", "-1", "99999999999999999999", "0"])
def test_a_concept_that_is_none_adds_nothing(souss: makers.Agency, signed_in: Any, concept: str) -> None:
    call = makers.call(souss)
    revisions = call.revisions.count()
    response = signed_in(souss.editor).post(reverse("opportunities_add_skill", args=[call.pk]) + f"?concept={concept}")
    assert (response.status_code, call.revisions.count()) == (302, revisions)


def test_another_agency_adds_nothing(souss: makers.Agency, bassin: makers.Agency, signed_in: Any) -> None:
    welding, call = makers.skill("soudure"), makers.call(souss)
    address = reverse("opportunities_add_skill", args=[call.pk]) + f"?concept={welding.pk}"
    assert signed_in(bassin.moderator).post(address).status_code == 404
    call.refresh_from_db()
    assert call.get_latest_revision_as_object().skills.count() == 0
