"""No address of the CMS shows one agency anything of another: every one is asked, with every id it takes."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page

from tests.cms import makers

pytestmark = pytest.mark.django_db
NOT_ASKED = {"wagtailadmin_logout", "wagtailadmin_login", "wagtailadmin_sprite", "wagtailadmin_javascript_catalog"}


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    keys: tuple[str, ...]


def addresses() -> list[Address]:
    """Return every named address below /cms/, with the arguments it takes."""
    resolver = next(
        pattern
        for pattern in get_resolver().url_patterns
        if isinstance(pattern, URLResolver) and str(pattern.pattern) == "cms/"
    )
    found = {Address(name, keys) for name, keys in _walk(resolver, "", ())}
    return sorted(found, key=lambda address: (address.name, address.keys))


def _walk(resolver: URLResolver, space: str, keys: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    keys = (*keys, *_keys(resolver.pattern))
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern, inner, keys)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{space}{pattern.name}", (*keys, *_keys(pattern.pattern))


def _keys(pattern: Any) -> tuple[str, ...]:
    converters = getattr(pattern, "converters", {})
    return tuple(converters) or tuple(getattr(pattern, "regex", re.compile("")).groupindex)


@pytest.fixture
def zebra(db: Any) -> dict[str, Any]:
    """The other agency, full of things that all carry its name."""
    agency = makers.agency("Zebra")
    collection = agency.organisation.standing.collection
    picture = io.BytesIO()
    Picture.new("RGB", (8, 8)).save(picture, "PNG")
    image = Image.objects.create(
        title="Zebra image", file=SimpleUploadedFile("zebra.png", picture.getvalue()), collection=collection
    )
    document = Document.objects.create(
        title="Zebra document", file=SimpleUploadedFile("zebra.pdf", b"%PDF"), collection=collection
    )
    draft = makers.call(agency, texts={"fr": "Zebra draft"}, publish=False)
    draft.owner = agency.editor
    draft.save_revision(user=agency.editor, log_action=True)
    agency.page.permissions_for_user(agency.moderator)
    submitted = makers.call(agency, texts={"fr": "Zebra submitted"}, publish=False)
    submitted.save_revision(user=agency.editor)
    submitted.get_workflow().start(submitted, agency.editor)
    state = submitted.current_workflow_state
    return {
        "agency": agency,
        "image": image,
        "document": document,
        "draft": draft,
        "submitted": submitted,
        "state": state,
        "task_state": state.current_task_state,
        "revision": draft.latest_revision,
        "collection": collection,
    }


def arguments(address: Address, zebra: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield arguments that name what is Zebra's, wherever an address takes an id."""
    pages = (zebra["draft"].pk, zebra["submitted"].pk, zebra["agency"].page.pk)
    ids = {
        "page": [*pages],
        "image": [zebra["image"].pk],
        "document": [zebra["document"].pk],
        "user": [zebra["agency"].editor.pk],
        "workflow": [zebra["state"].workflow_id],
        "task": [zebra["task_state"].task_id],
        "collection": [zebra["collection"].pk],
        "group": [zebra["agency"].organisation.editors_id],
    }
    space = address.name
    about = next(
        (kind for kind in ("image", "document", "user", "group", "collection", "workflow", "task") if kind in space),
        "page",
    )
    values: dict[str, list[Any]] = {
        "page_id": ids["page"], "page_to_move_id": ids["page"], "parent_page_id": ids["page"],
        "destination_id": [zebra["agency"].page.pk], "image_id": ids["image"], "document_id": ids["document"],
        "revision_id": [zebra["revision"].pk], "revision_id_a": ["earliest"], "revision_id_b": [zebra["revision"].pk],
        "task_state_id": [zebra["task_state"].pk], "workflow_id": ids["workflow"], "task_id": ids["task"],
        "pk": ids[about], "id": ids[about], "object_id": ids["page"], "instance_id": ids["page"],
        "content_type_id": [zebra["revision"].content_type_id], "site_id": [1], "upload_id": [1],
        "app_label": ["opportunities"], "model_name": ["missioncall" if "bulk" not in space else "page"],
        "app_name": ["opportunities"], "content_type_app_name": ["opportunities"],
        "content_type_model_name": ["missioncall"], "action": ["delete", "publish", "unpublish", "move"],
        "action_name": ["approve", "reject"], "action_type": ["delete"], "locale_id": [1], "slug": ["zebra"],
        "filter_spec": ["width-8"], "parent_pk": ids["page"], "user_id": ids["user"], "page_class": ["x"],
    }  # fmt: skip
    longest = max((len(values.get(key, [1])) for key in address.keys), default=1)
    for number in range(longest):
        yield {key: values.get(key, [1])[number % len(values.get(key, [1]))] for key in address.keys}


def asked(zebra: dict[str, Any]) -> Iterator[str]:
    pages = f"id={zebra['draft'].pk}&id={zebra['submitted'].pk}"
    for address in addresses():
        if address.name.split(":")[-1] in NOT_ASKED:
            continue
        for kwargs in arguments(address, zebra):
            try:
                url = reverse(address.name, kwargs=kwargs)
            except NoReverseMatch:
                continue
            yield url
            if "bulk" in url:
                yield f"{url}?{pages}"
                yield url.replace("/page/", "/image/") + f"?id={zebra['image'].pk}"
                yield url.replace("/page/", "/document/") + f"?id={zebra['document'].pk}"
            else:
                yield f"{url}?q=zebra&p=1"
    yield "/cms/api/main/pages/?fields=*&for_explorer=0"
    yield f"/cms/api/main/pages/{zebra['draft'].pk}/"
    yield f"/cms/api/main/images/{zebra['image'].pk}/"
    yield f"/cms/api/main/documents/{zebra['document'].pk}/"
    yield f"/cms/choose-page/{zebra['agency'].page.pk}/"


def leaks(client: Client, zebra: dict[str, Any]) -> list[str]:
    """Return the addresses whose answer names something that is Zebra's alone."""
    secret = re.compile(
        r"zebra (?:draft|submitted|image|document)|zebra\.(?:png|pdf)|editor of zebra|moderator of zebra", re.I
    )
    found = []
    for url in asked(zebra):
        response = client.get(url)
        if response.get("Content-Type", "").startswith(("text/", "application/json")):
            text = b"".join(response).decode() if response.streaming else response.content.decode()
            if secret.search(text.replace("?q=zebra", "")):
                found.append(f"{url} ({response.status_code}): {secret.search(text).group()}")  # type: ignore[union-attr]
        elif response.status_code == 200 and "image" in response.get("Content-Type", "") and "/images/" in url:
            found.append(f"{url}: the picture itself")
    return found


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("role", ["editor", "moderator"])
def test_no_address_of_the_cms_names_what_is_anothers(
    souss: makers.Agency, zebra: dict[str, Any], signed_in: Any, role: str
) -> None:
    client = signed_in(getattr(souss, role))
    client.raise_request_exception = False
    assert len(addresses()) > 150
    assert leaks(client, zebra) == []


@pytest.mark.filterwarnings("ignore")
def test_the_sweep_finds_what_an_administrator_may_see(zebra: dict[str, Any], signed_in: Any) -> None:
    client = signed_in(makers.administrator())
    client.raise_request_exception = False
    assert len(leaks(client, zebra)) > 30


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("who", ["visitor", "person"])
def test_who_is_in_no_team_gets_nothing(zebra: dict[str, Any], signed_in: Any, who: str) -> None:
    client = signed_in(makers.person()) if who == "person" else Client()
    client.raise_request_exception = False
    allowed = {404} if who == "person" else {302, 404}
    for url in asked(zebra):
        response = client.get(url)
        assert response.status_code in allowed, f"{url} {response.status_code}"
        if response.status_code == 302:
            assert "/account/login/" in response.url or response.url.startswith("/cms/login/"), url


def test_another_agency_changes_nothing(souss: makers.Agency, zebra: dict[str, Any], signed_in: Any) -> None:
    client, draft = signed_in(souss.moderator), zebra["draft"]
    attempts = [
        reverse("wagtailadmin_pages:edit", args=[draft.pk]),
        reverse("wagtailadmin_pages:delete", args=[draft.pk]),
        reverse("wagtailadmin_pages:copy", args=[draft.pk]),
        reverse("wagtailadmin_pages:move_confirm", args=[draft.pk, souss.page.pk]),
        reverse("wagtailadmin_pages:lock", args=[draft.pk]),
        reverse("wagtailadmin_pages:add", args=["opportunities", "missioncall", zebra["agency"].page.pk]),
        reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", zebra["task_state"].pk]),
        reverse("wagtailimages:delete", args=[zebra["image"].pk]),
        reverse("wagtaildocs:delete", args=[zebra["document"].pk]),
        reverse("opportunities_look_taken", args=[draft.pk]),
    ]
    before = Page.objects.count()
    for url in attempts:
        response = client.post(url, {"action-publish": "1"})
        assert response.status_code in (302, 403, 404), url
        if response.status_code == 302:
            assert response.url.startswith("/cms/") and "zebra" not in response.url.lower(), url
    assert (Page.objects.count(), Image.objects.count(), Document.objects.count()) == (before, 1, 1)
    draft.refresh_from_db()
    assert (draft.live, draft.locked) == (False, False)


@pytest.mark.parametrize("named", ["²", "abc", "9" * 30, ""])
def test_an_id_that_is_no_number_names_nothing(souss: makers.Agency, signed_in: Any, named: str) -> None:
    for model in ("page", "image", "document"):
        app = {"page": "wagtailcore", "image": "wagtailimages", "document": "wagtaildocs"}[model]
        url = reverse("wagtail_bulk_action", args=[app, model, "delete"])
        assert signed_in(souss.moderator).get(url, {"id": named}).status_code == 404


@pytest.mark.parametrize("name", ["unpublish", "delete", "copy"])
def test_a_moderator_leaves_the_agencys_own_page_where_it_is(souss: makers.Agency, signed_in: Any, name: str) -> None:
    url = reverse(f"wagtailadmin_pages:{name}", args=[souss.page.pk])
    signed_in(souss.moderator).post(url, {"new_title": "x", "new_slug": "x"})
    souss.page.refresh_from_db()
    assert souss.page.live and Page.objects.filter(depth=5).count() == 1
