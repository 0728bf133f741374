"""Every route as visitor, stranger, other agency, member and staff: no errors, and nothing that is not theirs."""

import json
import re
import sys
from urllib.parse import quote

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import translation

from tests.sweeps.world import World, make_world, routes

PUBLIC = {  # what anybody may read without an account
    "account_login", "account_signup", "account_reset_password", "account_reset_password_done", "account_inactive",
    "account_email_verification_sent", "account_confirm_email", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "account_logout", "privacy", "search", "health_live", "health_ready",
    "set_language", "verify", "verify_entry",
    "answer_by_link",  # tells a strange browser to give its address
    "account_confirm_login_code", "mfa_login_webauthn", "", "wagtail_serve", "organisation_register",
    "search_save", "search_asked", "questions", "figures", "figures_csv",
    "roster_invited", "search_confirm", "search_stop", "search_mine", "notifications_stop",  # by the link of a mail
    "outcome", "outcome_more", "profile_refresh",
    "calendar_feed",  # whoever holds the private address
}  # fmt: skip
PART_NAMES = re.compile(r"<(?:\w+:)?(\w+)>")
ASKED = (
    "q", "p", "page", "id", "kind", "country", "region", "sector", "sdg", "language", "ticket", "closing", "sort",
    "state", "name_fr", "next", "show", "uri", "suggestion", "concept",
    "link",
    "number", "code", "on", "volume", "year", "direction", "nature", "reply_to",
)  # fmt: skip
FOREIGN = ("/cms/", "/admin/")
HARMLESS = {
    "/cms/jsi18n/",
    "/cms/sprite/",
    "/admin/jsi18n/",
    "/admin/login/",
}  # words and icons, and the way to the login
FAILS_ON_PURPOSE = {"wagtailadmin_error_test"}


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def get(client: Client, address: str, asked: dict[str, str] | None = None) -> HttpResponseBase:
    """Fetch a page; a file that comes piece by piece is read to its end, which closes it."""
    response = client.get(address, asked)
    if response.streaming:
        list(response)
    return response


def answers(world: World) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    with translation.override("fr"):
        known = routes()
    for person in world.people:
        client = world.client(person)
        for route in known:
            address = route.address(world.values)
            if address.endswith("account/logout/"):
                continue  # signs the person out in the middle of the sweep
            response = get(client, address)
            rows.append({"route": route.name, "address": address, "person": person, "status": response.status_code})
            if not address.startswith(FOREIGN) and says_none(response):
                rows[-1]["says_none"] = True
    return rows


def says_none(response: HttpResponseBase) -> bool:
    """Tell whether a page shows what is not there as Python writes it."""
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return is_page and not response.streaming and re.search(rb">\s*None\s*<", response.content) is not None  # type: ignore[attr-defined]


def test_no_route_fails_and_none_opens_to_a_visitor_unless_it_is_public(
    world: World, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = answers(world)
    if request.config.getoption("--routes"):
        with capsys.disabled():
            sys.stdout.write("\n" + "\n".join(json.dumps(row) for row in rows) + "\n")
    failed = [row for row in rows if row["status"] >= 500 and row["route"] not in FAILS_ON_PURPOSE]  # type: ignore[operator]
    assert failed == []
    assert [row for row in rows if "says_none" in row] == []
    opened = {
        row["route"]
        for row in rows
        if row["person"] == "visitor" and row["status"] == 200 and not str(row["address"]).startswith(FOREIGN)
    }
    assert opened - PUBLIC == set()


TEAM = {"member", "coordinator"}
THEIRS = {  # who opens what belongs to one application; to everybody else it is not there
    "submission": {"applicant"},
    "submission_calendar": {"applicant"},
    "answer": TEAM,
    "message_file": {"applicant", *TEAM},
    "conversation": {"applicant"},
    "conversation_desk": TEAM,
    "judge": {"assessor"},
}


def test_an_application_opens_to_its_person_and_to_who_answers_it_alone(world: World) -> None:
    with translation.override("fr"):
        known = {route.name: route.address(world.values) for route in routes() if route.name in THEIRS}
    assert set(known) == set(THEIRS)
    for person in world.people:
        client = world.client(person)
        for name, address in known.items():
            expected = 200 if person in THEIRS[name] else 302 if person in ("visitor", "closed account") else 404
            assert (name, person, get(client, address).status_code) == (name, person, expected)


def test_the_admin_areas_are_shut_to_those_without_duties(world: World) -> None:
    rows = [row for row in answers(world) if str(row["address"]).startswith(FOREIGN)]
    opened = {row["address"] for row in rows if row["person"] in ("visitor", "stranger") and row["status"] == 200}
    assert opened <= HARMLESS


def test_odd_characters_and_numbers_in_an_address_are_no_failure(world: World) -> None:
    client, failed = world.client("member"), []
    with translation.override("fr"):
        known = [route for route in routes() if not route.address(world.values).startswith(FOREIGN)]
    for odd in ("\0", "99999999999999999999"):  # PostgreSQL stores no NUL, and its numbers have an end
        asked = dict.fromkeys(ASKED, odd)
        for route in known:
            odd_address = quote(route.address(dict.fromkeys(PART_NAMES.findall(route.pattern), odd)))
            for address in {odd_address, route.address(world.values)}:
                if not address.endswith("account/logout/") and get(client, address, asked).status_code >= 500:
                    failed.append(address)
    assert failed == []
