"""A log line: JSON, with the request's id that follows into later work, and nothing personal."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError
from django.test import Client

from config.settings.logs import logging_settings
from foundation.accounts.models import User
from foundation.base import request_ids
from foundation.base.logs import Json, Line
from foundation.clocks.models import Clock
from foundation.clocks.operations import run_clocks
from foundation.notifications.operations import notify, send_due
from foundation.outbox.models import Event
from foundation.outbox.operations import deliver_due, record
from tests import factories
from tests.factories import NOW

ID = "0f8fad5b-d9cb-469f-a165-70867728950e"
QUOTED = "duplicate key breaks awa@example.org\nDETAIL:  Key (name)=(Awa Diop) already exists."
heard: list[str] = []


class Lines(io.StringIO):
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What all loggers write as JSON during a test."""
    written = Lines()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Json())
    root, level = logging.getLogger(), logging.getLogger().level
    ours = [logging.getLogger(name) for name in ("jisr", "foundation", "django")]
    levels = [logger.level for logger in ours]
    root.addHandler(handler)
    for logger in (root, *ours):
        logger.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)
    for logger, former in zip(ours, levels, strict=True):
        logger.setLevel(former)


def hear(event: Event) -> None:
    heard.append(request_ids.current())
    logging.getLogger("foundation.test").warning("heard of %s", event.name)


def hear_and_record(event: Event) -> None:
    from django.db import transaction

    with transaction.atomic():
        record("other.happened", subject=User.objects.get(pk=event.subject_id), now=event.at)


def refuse(event: Event) -> None:
    raise IntegrityError(QUOTED)


@pytest.mark.django_db
def test_an_access_line_says_route_and_person_and_nothing_that_is_private(client: Client, lines: Lines) -> None:
    person = factories.user("awa@example.org", name="Awa Diop")
    client.force_login(person)
    response = client.get("/fr/search/?q=cancer+awa@example.org", REMOTE_ADDR="203.0.113.9", HTTP_X_REQUEST_ID=ID)
    (line,) = [row for row in lines.rows() if row["logger"] == "jisr.access"]
    assert response["X-Request-ID"] == line["request_id"] == ID
    assert (line["route"], line["method"], line["status"], line["user"]) == ("search", "GET", 200, person.public_id)
    assert line["duration_ms"] > 0
    assert line["queries"] > 0
    for private in ("awa", "Diop", "203.0.113.9", "cancer", client.cookies["sessionid"].value):
        assert private not in lines.getvalue()


@pytest.mark.django_db
def test_paths_with_their_signed_links_are_not_logged(client: Client, lines: Lines) -> None:
    client.get("/fr/invited/c2VjcmV0:1vN:signature/")
    client.get("/fr/nowhere/c2VjcmV0:1vN:signature/")
    assert "nowhere" not in lines.getvalue()
    assert "signature" not in lines.getvalue()
    said = [row["message"] for row in lines.rows() if row["logger"] == "django.request"]
    assert said


@pytest.mark.parametrize("offered", ["", "short", "x" * 65, 'a"}\n{"level": "ERROR"', "../../etc/passwd", "معرف-الطلب"])
def test_an_id_that_is_none_is_replaced(client: Client, offered: str) -> None:
    answered = client.get("/health/live", HTTP_X_REQUEST_ID=offered)["X-Request-ID"]
    assert answered != offered
    assert len(answered) == 32


@pytest.mark.django_db
def test_an_id_follows_through_the_outbox_and_what_is_recorded_there(settings: Any, lines: Lines) -> None:
    heard.clear()
    settings.OUTBOX_CONSUMERS = {
        "thing.happened": [f"{__name__}.hear_and_record"],
        "other.happened": [f"{__name__}.hear", f"{__name__}.refuse"],
    }
    with request_ids.working_for(ID):
        record("thing.happened", subject=factories.user("awa@example.org"), now=NOW)
    assert request_ids.current() == ""
    deliver_due(now=NOW)
    assert heard == [ID]
    assert request_ids.current() == ""
    assert set(Event.objects.filter(name__contains="happened").values_list("request_id", flat=True)) == {ID}
    told = [row for row in lines.rows() if row["logger"].startswith("foundation.")]
    assert {row["request_id"] for row in told} == {ID}
    (failed,) = [row for row in told if row["level"] == "ERROR"]
    assert "IntegrityError" in failed["trace"]
    assert "awa" not in lines.getvalue()
    assert "Diop" not in lines.getvalue()


@pytest.mark.django_db
def test_an_event_of_a_request_carries_the_id_of_the_answer(client: Client) -> None:
    client.force_login(factories.user())
    data = {"name_fr": "Agence", "country": "MA", "email": "a@example.org", "kind": "agency"}
    answer = client.post("/fr/account/organisations/new/", data, HTTP_X_REQUEST_ID=ID)
    assert answer.status_code in (200, 302, 404)
    assert set(Event.objects.values_list("request_id", flat=True)) <= {ID}


@pytest.mark.django_db
def test_clocks_and_mails_have_ids_of_their_own(settings: Any, lines: Lines, mailoutbox: list[Any]) -> None:
    settings.CLOCK_HANDLERS = {"test": {"path": f"{__name__}.rings"}}
    clock = Clock.objects.create(handler="test", subject_id="1", due_at=NOW)
    run_clocks(now=NOW)
    told = notify(key="k", kind="test", email="awa@example.org", language="fr", subject="s", text="t", now=NOW)
    assert send_due(now=NOW) == 1
    assert heard == [f"clock-{clock.pk}-1"]
    assert [row.get("request_id") for row in lines.rows() if "left" in row["message"]] == [f"mail-{told.public_id}"]
    assert "awa" not in lines.getvalue()


def rings(*, subject_id: str, now: Any) -> None:
    heard[:] = [request_ids.current()]


@pytest.mark.django_db
def test_a_mail_server_that_names_an_address_is_quoted_without_it(
    lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    import smtplib

    def refused(_self: Any) -> None:
        raise smtplib.SMTPRecipientsRefused({"awa@example.org": (550, b"no such user <awa@example.org>")})

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refused)
    notify(key="k", kind="test", email="awa@example.org", language="fr", subject="s", text="t", now=NOW)
    send_due(now=NOW)
    (line,) = [row for row in lines.rows() if row["level"] == "ERROR"]
    assert "SMTPRecipientsRefused" in line["trace"]
    assert "awa@example.org" not in lines.getvalue()


def test_a_line_for_people_holds_the_same_and_leaves_out_the_same() -> None:
    record_ = logging.LogRecord("a.b", logging.WARNING, "", 0, "%s was refused", ("awa@example.org",), None)
    with request_ids.working_for(ID):
        said = Line().format(record_)
    assert said.endswith(f"WARNING a.b [{ID}] [address] was refused")
    assert Line().format(record_).endswith("WARNING a.b [address] was refused")


def test_an_unknown_form_of_logs_stops_the_start_and_names_the_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISR_LOG_FORMAT", "xml")
    with pytest.raises(ImproperlyConfigured, match="JISR_LOG_FORMAT is 'xml': choose one of json, line"):
        logging_settings(style="line", level="WARNING")
