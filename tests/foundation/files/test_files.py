"""A private file and its row stay or go together, and only its owner gets it."""

import os
import time
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from foundation.accounts.operations import erase_account
from foundation.files.models import PrivateFile
from foundation.files.operations import clean_name, erase_file, keep_file, sweep
from foundation.files.queries import FileData
from tests import factories
from tests.factories import NOW


def _keep(owner, name: str = "cv.pdf", content: bytes = b"%PDF-1.7 words") -> PrivateFile:
    return keep_file(owner=owner, name=name, content=content, media_type="application/pdf", now=NOW)


def _on_disk(settings) -> list[Path]:
    root = Path(settings.PRIVATE_ROOT)
    return [path for path in root.rglob("*") if path.is_file()] if root.exists() else []


@pytest.mark.django_db
def test_the_owner_downloads_the_file_as_an_attachment_nobody_caches(as_user) -> None:
    owner = factories.user()
    file = _keep(owner, name="سيرة.pdf")
    answer = as_user(owner).get(f"/fr/account/files/{file.public_id}/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 words"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%D8%B3")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Type"] == "application/pdf"


@pytest.mark.django_db
def test_a_stranger_staff_and_a_visitor_do_not_get_it(as_user) -> None:
    address = f"/fr/account/files/{_keep(factories.user()).public_id}/"
    assert as_user(factories.user()).get(address).status_code == 404
    assert as_user(factories.staff()).get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.django_db
def test_a_file_whose_bytes_are_gone_is_not_found(as_user, settings) -> None:
    owner = factories.user()
    file = _keep(owner)
    _on_disk(settings)[0].unlink()
    assert as_user(owner).get(f"/fr/account/files/{file.public_id}/").status_code == 404


@pytest.mark.django_db
def test_bytes_lie_outside_the_media_folder_under_a_name_that_says_nothing(settings) -> None:
    file = _keep(factories.user(), name="Awa Traoré.pdf")
    (path,) = _on_disk(settings)
    assert "Awa" not in str(path)
    assert not path.is_relative_to(settings.MEDIA_ROOT)
    assert oct(os.stat(path).st_mode)[-3:] == "600"
    assert (file.size, file.sha256) == (14, PrivateFile.digest(b"%PDF-1.7 words"))


@pytest.mark.django_db
def test_a_transaction_that_fails_leaves_no_bytes_behind(settings) -> None:
    owner = factories.user()

    def fail() -> None:
        with transaction.atomic():
            _keep(owner)
            assert len(_on_disk(settings)) == 1
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert PrivateFile.objects.count() == 0
    assert _on_disk(settings) == []


@pytest.mark.django_db
def test_a_savepoint_that_fails_leaves_no_bytes_behind_and_spares_the_others(settings) -> None:
    owner = factories.user()
    with transaction.atomic():
        kept = _keep(owner, content=b"kept")
        try:
            with transaction.atomic():
                _keep(owner, content=b"lost")
                raise LookupError
        except LookupError:
            pass
    assert [path.read_bytes() for path in _on_disk(settings)] == [b"kept"]
    assert PrivateFile.objects.get() == kept


@pytest.mark.django_db
def test_bytes_leave_the_disk_after_the_commit_and_not_before(settings, django_capture_on_commit_callbacks) -> None:
    file = _keep(factories.user())
    with django_capture_on_commit_callbacks(execute=True):
        erase_file(file=file)
        assert len(_on_disk(settings)) == 1
    assert _on_disk(settings) == []
    assert PrivateFile.objects.count() == 0


@pytest.mark.django_db
def test_an_erasure_that_is_rolled_back_keeps_row_and_bytes(settings) -> None:
    file = _keep(factories.user())
    try:
        with transaction.atomic():
            erase_file(file=file)
            raise LookupError
    except LookupError:
        pass
    assert PrivateFile.objects.get() == file
    assert len(_on_disk(settings)) == 1


@pytest.mark.django_db
def test_erasing_an_account_takes_its_bytes_and_no_others(settings, django_capture_on_commit_callbacks) -> None:
    settings.PERSON_DATA = ["foundation.accounts.queries.AccountData", "foundation.files.queries.FileData"]
    leaver = factories.user()
    _keep(leaver, content=b"mine")
    _keep(factories.user(), content=b"theirs")
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(user=leaver, now=NOW)
    assert [path.read_bytes() for path in _on_disk(settings)] == [b"theirs"]


@pytest.mark.django_db
def test_the_export_names_the_files() -> None:
    owner = factories.user()
    file = _keep(owner)
    _keep(factories.user())
    assert FileData.export(owner) == [
        {
            "id": file.public_id,
            "name": "cv.pdf",
            "media_type": "application/pdf",
            "size": 14,
            "sha256": file.sha256,
            "created_at": NOW.isoformat(),
        }
    ]


@pytest.mark.django_db
def test_the_sweep_removes_old_bytes_that_no_row_knows(settings) -> None:
    _keep(factories.user())
    root = Path(settings.PRIVATE_ROOT)
    old, new = root / "zz" / "old", root / "zz" / "new"
    old.parent.mkdir()
    for path in (old, new):
        path.write_bytes(b"lost")
    os.utime(old, (time.time() - 7200,) * 2)
    known = next(path for path in _on_disk(settings) if path not in (old, new))
    os.utime(known, (time.time() - 7200,) * 2)
    assert sweep() == 1
    assert not old.exists()
    assert new.exists()
    assert known.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\Users\\Awa\\cv.pdf", "cv.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\u202egpj.exe", "abgpj.exe"),
        ("x" * 300 + ".docx", "x" * 195 + ".docx"),
        ("", "file"),
    ],
)
def test_a_file_name_loses_folders_and_tricks_and_keeps_its_ending(name: str, kept: str) -> None:
    assert clean_name(name=name) == kept
