"""Every route as everybody from visitor to staff: no errors, and nothing that is not theirs."""

import json
import re
import sys
from collections.abc import Iterable
from urllib.parse import quote

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone, translation

from marketplace.answers.models import AnswerLink
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
LOGOUT = "logout/"  # of the site or of the CMS, which ends the session whatever it answers: not in the midst of a sweep
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


def answers(world: World, people: Iterable[str] = (), under: str | tuple[str, ...] = "") -> list[dict[str, object]]:
    """Walk every route below `under` as each of `people`; without them as everybody."""
    rows: list[dict[str, object]] = []
    with translation.override("fr"):
        known = [route for route in routes() if route.address(world.values).startswith(under)]
    for person in people or world.people:
        client = world.client(person)
        for route in known:
            address = route.address(world.values)
            if address.endswith(LOGOUT):
                continue
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


NO_SESSION = {"visitor", "closed account"}  # sent to sign in; a closed account cannot
TEAM = {"owner", "member", "coordinator"}
MISSION = {"on a mission", *TEAM}
OFFICE = {"owner", "member"}  # the register is the team's own
THEIRS = {  # of the answer contract, who opens what; to everybody else it is not there
    "submission": {"applicant"},
    "submission_calendar": {"applicant"},
    "application_document": {"applicant", *TEAM},
    "conversation": {"applicant"},
    "message_file": {"applicant", *TEAM},
    "my_receipt": {"applicant"},
    "my_words": {"applicant"},
    "call_invitation": {"invited"},
    "answer": TEAM,
    "answers_export": TEAM,
    "conversation_desk": TEAM,
    "question": TEAM,
    "call_invitations": TEAM,
    "call_invite": TEAM,
    "people": {"assessor", *TEAM},
    "judge": {"assessor"},
    "judge_document": {"assessor"},
    "phone_list": {"coordinator"},
    "phone_agency": {"coordinator"},
    "organisation_coordination": {"coordinator"},
    "organisation_details": {"owner"},
    "organisation_team": {"assessor", *OFFICE},
    "late_answers": {"staff"},
    "late_call": {"staff"},
    "missions_unconfirmed": {"staff"},
    "contract_call": TEAM,
    "register": OFFICE,
    "register_entry": OFFICE,
    "register_piece": OFFICE,
    "register_receipt": OFFICE,
    "register_enter": OFFICE,
    "register_table": OFFICE,
    "register_year": OFFICE,
    "mission_terms": MISSION,
    "mission_terms_new": MISSION,
    "mission_preparation": MISSION,
    "mission_preparation_change": TEAM,
    "mission_cancel": MISSION,
    "mission_complete": TEAM,
}
ACTS = {  # what only takes a form
    "submission_shown": {"applicant"},
    "question_withdraw": {"asker"},
    "call_invitation_withdraw": TEAM,
    "judge_give": TEAM,
    "judge_take": TEAM,
    "nudge": {"staff"},
    "register_code": OFFICE,
    "register_act": OFFICE,
    "call_repeat": {"staff", *OFFICE},
    "organisation_name_coordinator": {"owner"},
    "organisation_end_coordinator": {"owner"},
    "organisation_invite": {"owner"},
    "organisation_member": {"owner"},
    "organisation_withdraw_invitation": {"owner"},
    "organisation_single_editor": {"owner"},
    "organisation_again": {"owner"},
    "organisation_withdraw": {"owner"},
    "organisation_phone": {"assessor", *OFFICE},
}


def _known(world: World, names: Iterable[str], language: str = "fr") -> dict[str, str]:
    with translation.override(language):
        known = {route.name: route.address(world.values) for route in routes() if route.name in names}
    assert set(known) == set(names)
    return known


def test_what_belongs_to_the_answer_contract_opens_to_those_it_concerns_alone(world: World) -> None:
    known, wrong = _known(world, THEIRS), []
    for person in world.people:
        client = world.client(person)
        for name, address in known.items():
            expected = 200 if person in THEIRS[name] else 302 if person in NO_SESSION else 404
            status = get(client, address).status_code
            if status != expected:
                wrong.append((name, person, status))
    assert wrong == []


def test_whom_it_does_not_concern_cannot_act_on_it_either(world: World) -> None:
    known, wrong = _known(world, {**THEIRS, **ACTS}), []
    for person in world.people:
        client = world.client(person)
        for name, address in known.items():
            if person in {**THEIRS, **ACTS}[name]:
                continue
            status = client.post(address).status_code
            if status not in (302 if person in NO_SESSION else 404, 405):
                wrong.append((name, person, status))
    assert wrong == []


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_page_of_an_owner_opens_in_french_and_in_arabic(world: World, language: str) -> None:
    hers = _known(world, [name for name, people in THEIRS.items() if "owner" in people], language)
    assert {"organisation_details", "organisation_team"} <= set(hers)
    client = world.client("owner")
    for name, address in hers.items():
        response = get(client, address)
        assert (name, response.status_code, says_none(response)) == (name, 200, False)
        if response.headers["Content-Type"].startswith("text/html"):
            head = f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"'
            assert (name, head in response.content.decode()) == (name, True)  # type: ignore[attr-defined]
    team = client.get(hers["organisation_team"]).content.decode()
    for asked in ("new@example.org", "asked@example.org", "late@example.org"):
        assert asked in team
    assert hers["organisation_details"] in team


@pytest.mark.parametrize("state", ["used", "expired"])
def test_a_used_and_an_expired_link_say_so_to_everybody_and_show_nothing_of_what_was_sent(
    world: World, state: str
) -> None:
    link = AnswerLink.objects.get(submission__public_id=world.values["submission"])
    ended = {"used_at": timezone.now()} if state == "used" else {"expires_at": timezone.now()}
    AnswerLink.objects.filter(pk=link.pk).update(**ended)
    sent = link.submission
    secret = {sent.person.name, sent.person.email, sent.number, "Former des techniciennes", "douze ans", "Agence Une"}
    own_head = {sent.person.name, sent.person.email}  # who is signed in stands at the head of every page
    address = _known(world, ["answer_by_link"])["answer_by_link"]
    own = world.client("member").get(_known(world, ["answer"])["answer"]).content.decode()
    assert len([word for word in secret if word in own]) >= 5  # so that it is worth looking for
    for person in world.people:
        client = world.client(person)
        for response in (client.get(address), client.post(address, {"do": "shortlist"})):
            body = response.content.decode()
            assert (person, response.status_code) == (person, 410)
            assert f'data-link-state="{state}"' in body
            found = {word for word in secret if word in body}
            assert (person, found - (own_head if person == "applicant" else set())) == (person, set())


def test_the_admin_areas_are_shut_to_those_without_duties(world: World) -> None:
    rows = answers(world, ("visitor", "stranger"), FOREIGN)
    assert {row["address"] for row in rows if row["status"] == 200} <= HARMLESS


def test_odd_characters_and_numbers_in_an_address_are_no_failure(world: World) -> None:
    client, failed = world.client("member"), []
    with translation.override("fr"):
        known = [route for route in routes() if not route.address(world.values).startswith(FOREIGN)]
    for odd in ("\0", "99999999999999999999"):  # PostgreSQL stores no NUL, and its numbers have an end
        asked = dict.fromkeys(ASKED, odd)
        for route in known:
            odd_address = quote(route.address(dict.fromkeys(PART_NAMES.findall(route.pattern), odd)))
            for address in {odd_address, route.address(world.values)}:
                if not address.endswith(LOGOUT) and get(client, address, asked).status_code >= 500:
                    failed.append(address)
    assert failed == []
