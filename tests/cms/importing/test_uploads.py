"""In the CMS an agency sends its table, sees every line with its errors, confirms, and finds its drafts."""

import datetime as dt
import io
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Page

from cms.importing.models import Upload, UploadLine
from cms.importing.operations import uploads
from cms.importing.sources.jisr.cells import UnreadableCell, choice
from cms.importing.sources.jisr.columns import COLUMNS, LANGUAGES
from cms.importing.sources.jisr.reading import read
from cms.opportunities.models import Investment, MissionCall
from foundation.accounts.operations import erase_account
from foundation.clocks.operations import tick
from foundation.files.models import PrivateFile
from foundation.outbox.models import Event
from tests.cms import makers
from tests.cms.importing.test_agency_file import INVESTMENT, MISSION

pytestmark = pytest.mark.django_db


@pytest.fixture
def door(souss: makers.Agency) -> str:
    makers.region()
    return reverse("importing_start", args=[souss.page.pk])


def work() -> None:
    tick(now=timezone.now() + dt.timedelta(seconds=1))


def send(client: Client, door: str, *rows: dict[str, str], content: bytes | None = None) -> Upload:
    """Send a file and let the task read it."""
    if content is None:
        text = io.StringIO()
        header = list(dict.fromkeys(key for row in rows for key in row))
        text.write(",".join(header) + "\n")
        text.writelines(",".join(f'"{row.get(key, "")}"' for key in header) + "\n" for row in rows)
        content = text.getvalue().encode()
    answer = client.post(door, {"file": SimpleUploadedFile("calls.csv", content)})
    assert answer.status_code == 302, answer.content.decode()
    work()
    return Upload.objects.latest("pk")


def address(upload: Upload, name: str = "importing_upload") -> str:
    return reverse(name, args=[upload.public_id])


def test_a_table_is_shown_line_by_line_before_anything_is_written(
    souss: makers.Agency, door: str, signed_in: Any
) -> None:
    client = signed_in(souss.editor)
    upload = send(client, door, MISSION, INVESTMENT | {"answers_by": "x"})
    html = client.get(address(upload)).content.decode()
    assert 'data-line="2" data-outcome="created"' in html and 'data-line="3" data-outcome="rejected"' in html
    assert "“x” is no day. Write 2027-03-25 or 25/03/2027." in html
    assert 'data-count="created">1<' in html and 'data-count="rejected">1<' in html
    assert not MissionCall.objects.exists() and not PrivateFile.objects.exists()
    assert upload.state == "ready"


def test_the_first_page_names_itself_and_the_template_says_which_cells_must_be_filled_in(
    souss: makers.Agency, door: str, signed_in: Any
) -> None:
    client = signed_in(souss.editor)
    headings = re.findall(r"<h1[^>]*>(.*?)</h1>", client.get(door).content.decode(), re.DOTALL)
    assert len(headings) == 1 and "Import from a table" in headings[0]
    for language, words in (("fr", "les deux · à remplir obligatoirement"), ("ar", "كلاهما · إلزامي")):
        template = client.get(reverse("importing_template", args=[souss.page.pk, language, "csv"]))
        lines = template.content.decode().splitlines()
        assert [line.split(" · ")[1] for line in lines if f" · {words} · " in line] == ["number", "kind"]


def test_a_value_that_is_not_allowed_is_answered_with_names_in_the_readers_language() -> None:
    with translation.override("fr"), pytest.raises(UnreadableCell) as refused:
        choice("fee_unit", "année")
    assert str(refused.value).endswith(": par jour | pour la mission.")


def test_what_was_shown_is_written_once(souss: makers.Agency, door: str, signed_in: Any) -> None:
    client = signed_in(souss.editor)
    upload = send(client, door, MISSION, INVESTMENT, INVESTMENT | {"number": ""})
    for _again in range(2):
        answer = client.post(address(upload, "importing_confirm"))
        assert answer["Location"] == address(upload)
    assert Event.objects.filter(name="upload.advanced").count() == 3  # sent, read, confirmed
    work()
    client.post(address(upload, "importing_confirm"))
    work()
    upload.refresh_from_db()
    assert (upload.state, Page.objects.type(MissionCall, Investment).count()) == ("done", 2)
    call = MissionCall.objects.get()
    assert (call.live, call.owner, call.region) == (False, souss.editor, "MA-09")
    html = client.get(address(upload)).content.decode()
    assert 'data-line="2" data-outcome="created"' in html and 'data-count="rejected">1<' in html


def test_the_lines_of_a_long_file_are_worked_in_steps(souss: makers.Agency, door: str, signed_in: Any) -> None:
    client = signed_in(souss.editor)
    rows = [INVESTMENT | {"number": f"N{n}"} for n in range(uploads.SLICE + 1)]
    upload = send(client, door, *rows)
    assert upload.lines.filter(outcome="created").count() == len(rows)
    client.post(address(upload, "importing_confirm"))
    uploads.advance(upload_id=upload.pk, now=timezone.now())
    assert Investment.objects.count() == uploads.SLICE
    html = client.get(address(upload)).content.decode()
    assert f'max="{len(rows)}" value="{uploads.SLICE}"' in html and "data-busy" in html
    work()
    assert Investment.objects.count() == len(rows)


def test_a_moderator_may_publish_what_is_complete(souss: makers.Agency, door: str, signed_in: Any) -> None:
    client = signed_in(souss.moderator)
    upload = send(client, door, MISSION, INVESTMENT | {"answers_by": ""})
    html = client.get(address(upload)).content.decode()
    assert 'name="publish"' in html and "Say by which day everybody gets an answer." in html
    client.post(address(upload, "importing_confirm"), {"publish": "on"})
    work()
    assert MissionCall.objects.get().live and not Investment.objects.get().live


def test_an_editor_who_may_not_publish_is_not_asked_and_cannot(souss: makers.Agency, door: str, signed_in: Any) -> None:
    client = signed_in(souss.editor)
    upload = send(client, door, MISSION)
    assert 'name="publish"' not in client.get(address(upload)).content.decode()
    client.post(address(upload, "importing_confirm"), {"publish": "on"})
    work()
    upload.refresh_from_db()
    assert upload.state == "ready" and not MissionCall.objects.exists()


def test_nobody_else_sees_or_confirms_a_file(
    souss: makers.Agency, bassin: makers.Agency, door: str, signed_in: Any
) -> None:
    upload = send(signed_in(souss.editor), door, MISSION)
    for person in (souss.moderator, bassin.moderator, makers.person()):
        client = signed_in(person)
        assert client.get(address(upload)).status_code == 404
        assert client.post(address(upload, "importing_confirm")).status_code == 404
        assert client.post(address(upload, "importing_drop")).status_code == 404
    for person in (bassin.moderator, makers.person()):
        assert signed_in(person).get(door).status_code == 404
        assert signed_in(person).post(door, {"file": SimpleUploadedFile("a.csv", b"x")}).status_code == 404
    assert Upload.objects.get().state == "ready"


def test_who_left_the_agency_writes_nothing_any_more(souss: makers.Agency, door: str, signed_in: Any) -> None:
    client = signed_in(souss.editor)
    upload = send(client, door, MISSION)
    client.post(address(upload, "importing_confirm"))
    souss.editor.groups.clear()
    work()
    assert not MissionCall.objects.exists()
    (line,) = upload.lines.all()
    assert (line.result, line.errors) == ("rejected", [["", "You may not add pages to this agency."]])


def test_a_file_that_cannot_be_read_says_why_and_leaves_nothing(
    souss: makers.Agency, door: str, signed_in: Any
) -> None:
    client = signed_in(souss.editor)
    upload = send(client, door, content="numéro".encode("latin-1"))
    assert "Line 1 is not in UTF-8." in client.get(address(upload)).content.decode()
    assert (upload.state, UploadLine.objects.count(), PrivateFile.objects.count()) == ("refused", 0, 0)


def test_errors_are_said_in_the_language_of_the_person(souss: makers.Agency, door: str, signed_in: Any) -> None:
    souss.editor.language = "ar"
    souss.editor.save(update_fields=["language"])
    client = signed_in(souss.editor)
    upload = send(client, door, MISSION | {"ends_on": "2037-02-20"})
    html = client.get(address(upload)).content.decode()
    assert "اليوم الأخير" in html and "The last day lies before the first." not in html


def test_a_file_is_forgotten_after_a_day(souss: makers.Agency, door: str, signed_in: Any) -> None:
    client = signed_in(souss.editor)
    upload = send(client, door, MISSION)
    later = timezone.now() + dt.timedelta(days=1, hours=1)
    assert not Upload.objects.kept(later).exists()
    tick(now=later)
    assert not Upload.objects.exists() and client.get(address(upload)).status_code == 404


def test_a_file_can_be_dropped_and_goes_with_its_person(souss: makers.Agency, door: str, signed_in: Any) -> None:
    client = signed_in(souss.editor)
    client.post(address(send(client, door, MISSION), "importing_drop"))
    assert not Upload.objects.exists()
    send(client, door, MISSION)
    erase_account(user=souss.editor, now=timezone.now())
    assert not Upload.objects.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_is_explained_and_its_example_is_a_good_line(
    souss: makers.Agency, door: str, signed_in: Any, language: str
) -> None:
    client = signed_in(souss.editor)
    sheets = client.get(reverse("importing_template", args=[souss.page.pk, language, "xlsx"])).content
    book = openpyxl.load_workbook(io.BytesIO(sheets))
    sheet, explained = book.worksheets
    assert [cell.value for cell in sheet[1]] == [column.header(language) for column in COLUMNS]
    assert [row[1].value for row in explained.iter_rows(min_row=3)] == [column.key for column in COLUMNS]
    assert sheet.sheet_view.rightToLeft is (language == "ar")
    text = client.get(reverse("importing_template", args=[souss.page.pk, language, "csv"])).content
    lines = text.decode("utf-8-sig").replace("# 1", "1", 1).replace("# 2", "2", 1)
    assert [row.number for row in read(lines.encode()).rows] == ["1", "2"]
    upload = send(client, door, content=lines.encode())
    assert [(line.outcome, line.errors, line.lacks) for line in upload.lines.order_by("line")] == [
        ("created", [], []), ("created", [], []),
    ]  # fmt: skip


def test_the_door_stands_on_the_agencys_page_and_beside_ones_calls(
    souss: makers.Agency, door: str, signed_in: Any
) -> None:
    client = signed_in(souss.editor)
    assert door in client.get(reverse("wagtailadmin_explore", args=[souss.page.pk])).content.decode()
    assert door in client.get(reverse("opportunities_mine")).content.decode()
    assert door in client.get(reverse("wagtailadmin_home")).content.decode()
