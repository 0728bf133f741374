"""A list of experts is invitations: who is in it confirms for herself, says no for good, or is forgotten."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from foundation.accounts.operations import erase_account, export_data
from foundation.clocks.operations import tick
from foundation.notifications.models import Notification
from foundation.organisations.models import Membership, Organisation, Role
from marketplace.profiles.models import ExpertProfile, Suggestion
from marketplace.profiles.operations.blocking import block
from marketplace.profiles.operations.keeping import start_profile
from marketplace.rosters.models import Refusal, Roster, RosterInvitation
from marketplace.rosters.operations import A_DAY, forget_expired
from tests import factories

pytestmark = pytest.mark.django_db
HEADER = "e-mail;name;language;headline;city;skills\n"
AWA = "awa@example.org;Awa Traoré;fr;Ingénieure;Lyon;HACCP, poterie\n"
KARIM = "karim@example.org;كريم;العربية;;;\n"


@pytest.fixture
def agency() -> Organisation:
    return factories.organisation(factories.user(language="en"), name="Agence Souss")


@pytest.fixture
def own(agency: Organisation, as_user: Any) -> Client:
    return as_user(agency.memberships.get().user)


def upload(client: Client, agency: Organisation, content: str | bytes, name: str = "experts.csv") -> str:
    data = content.encode() if isinstance(content, str) else content
    answer = client.post(f"/en/organisations/{agency.slug}/experts/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 200
    return answer.content.decode()


def signed(page: str) -> str:
    (found,) = re.findall(r'name="list" value="([^"]+)"', page)
    return found


def send(client: Client, agency: Organisation, content: str) -> Any:
    page = upload(client, agency, HEADER + content)
    return client.post(f"/en/organisations/{agency.slug}/experts/send/", {"list": signed(page)}, follow=True)


def work() -> None:
    """Once for what happened, once more for the mails it led to."""
    for _ in range(2):
        tick(now=timezone.now())


def mailed() -> list[Any]:
    """The invitations that left, by address; others are told other things."""
    return sorted((one for one in mail.outbox if "/account/invited/" in one.body), key=lambda one: one.to)


def link_to(address: str) -> str:
    told = Notification.objects.get(kind="roster.invitation", email=address)
    return told.url


def counts(client: Client, agency: Organisation) -> list[list[str]]:
    page = client.get(f"/en/organisations/{agency.slug}/experts/").content.decode()
    rows = re.findall(r"<tr data-roster.*?</tr>", page)
    return [re.findall(r"<td>(\d+)</td>", row) for row in rows]


def test_a_list_is_looked_at_before_anything_is_kept_or_sent(own: Client, agency: Organisation) -> None:
    page = upload(own, agency, HEADER + AWA + KARIM)
    assert "2 lines can be sent." in page and "Awa Traoré" in page and "poterie" in page
    assert not Roster.objects.exists() and not RosterInvitation.objects.exists()
    work()
    assert mailed() == []


def test_each_is_written_to_once_in_her_language_and_told_who_gave_the_address(
    own: Client, agency: Organisation
) -> None:
    page = send(own, agency, AWA + KARIM).content.decode()
    assert "2 people are invited." in page
    work()
    work()
    french, arabic = mailed()
    assert (french.to, arabic.to) == (["awa@example.org"], ["karim@example.org"])
    assert french.extra_headers["Content-Language"] == "fr" and arabic.extra_headers["Content-Language"] == "ar"
    assert "Agence Souss" in french.body and "Awa Traoré" in french.body and "/fr/account/invited/" in french.body
    assert "#no" in french.body
    assert counts(own, agency) == [["2", "0", "2"]]


def test_nothing_of_a_list_is_a_profile_until_its_person_confirms_it(
    own: Client, agency: Organisation, as_user: Any
) -> None:
    haccp = factories.concept("HACCP")
    send(own, agency, AWA)
    work()
    assert not ExpertProfile.objects.exists() and not Suggestion.objects.exists()
    link = link_to("awa@example.org")
    visitor = Client().get(link).content.decode()
    assert "Lyon" in visitor and "?next=/fr/account/invited/" in visitor
    assert Client().post(link, {"take": "yes"}).status_code == 200
    assert not ExpertProfile.objects.exists()

    awa = factories.user(email="awa@example.org")
    client = as_user(awa)
    assert client.post(link, {"take": "yes"})["Location"] == "/fr/account/expert/cv/"
    profile = ExpertProfile.objects.get(user=awa)
    assert (profile.consent, profile.headline, profile.city, profile.skills.count()) == (False, "", "", 0)
    rows = profile.suggestions.open().values_list("field", "value", "sure", "origin", "evidence")
    assert list(rows) == [
        ("headline", "Ingénieure", False, "roster", "Agence Souss: Ingénieure"),
        ("city", "Lyon", False, "roster", "Agence Souss: Lyon"),
        ("skill", haccp.uri, False, "roster", "Agence Souss: HACCP"),
        ("language", "fr", False, "roster", "Agence Souss: fr"),
    ]
    page = client.get("/fr/account/expert/cv/").content.decode()
    assert "Agence Souss: HACCP" in page and " checked" not in page
    client.post(
        "/fr/account/expert/cv/suggestions/", {"shown": ["city:Lyon", f"skill:{haccp.uri}"], "accept": ["city:Lyon"]}
    )
    profile.refresh_from_db()
    assert (profile.city, profile.headline, profile.skills.count()) == ("Lyon", "", 0)
    assert counts(own, agency) == [["1", "1", "0"]]
    row = RosterInvitation.objects.get()
    assert (row.email, row.facts) == ("", {})
    assert not Notification.objects.filter(kind="roster.invitation").exists()
    assert Client().get(link).status_code == 404


def test_who_says_no_is_forgotten_and_never_invited_again_by_anybody(
    own: Client, agency: Organisation, as_user: Any
) -> None:
    other = factories.organisation(factories.user(), name="Agence Deux")
    theirs = as_user(other.memberships.get().user)
    send(own, agency, AWA + KARIM)
    send(theirs, other, AWA)
    work()
    mail.outbox.clear()
    links = [told.url for told in Notification.objects.filter(email="awa@example.org").order_by("pk")]
    answer = Client().post(links[0], {"decline": "yes"})
    assert answer.status_code == 200 and "data-errors" not in answer.content.decode()
    assert not Notification.objects.filter(email="awa@example.org").exists()
    assert not RosterInvitation.objects.filter(email="awa@example.org").exists()
    assert "awa" not in str(list(Refusal.objects.values()) + list(RosterInvitation.objects.values())).lower()
    assert [Client().get(link).status_code for link in links] == [404, 404]
    RosterInvitation.objects.exclude(email="karim@example.org").delete()  # thirty days later
    page = send(theirs, other, AWA.replace("awa@", "AWA@")).content.decode()
    assert "1 person is invited." in page
    work()
    assert mailed() == []
    assert counts(own, agency) == [["2", "0", "2"]]
    assert counts(theirs, other) == [["1", "0", "1"], ["1", "0", "1"]]


def test_opening_the_link_answers_nothing(own: Client, agency: Organisation) -> None:
    send(own, agency, AWA)
    work()
    link = link_to("awa@example.org")
    for _ in range(2):
        assert Client().get(f"{link}?decline=yes").status_code == 200
    assert not Refusal.objects.exists() and RosterInvitation.objects.get().answered_at is None
    assert Client().get(link[:-3] + "xx/").status_code == 404


def test_a_member_is_not_revealed_and_reads_it_in_her_own_language(
    own: Client, agency: Organisation, as_user: Any
) -> None:
    clean = re.compile(r'value="[^"]+"|Token": "[^"]+"')
    before = clean.sub("", upload(own, agency, HEADER + AWA))
    awa = factories.user(email="awa@example.org", language="es")
    assert clean.sub("", upload(own, agency, HEADER + AWA)) == before
    assert "1 person is invited." in send(own, agency, AWA).content.decode()
    work()
    told = Notification.objects.get(kind="roster.invitation")
    assert (told.recipient, told.language, told.email) == (awa, "es", "")
    assert mailed()[0].to == ["awa@example.org"]


def test_a_member_who_keeps_away_from_the_organisation_is_not_written_to(own: Client, agency: Organisation) -> None:
    awa = factories.user(email="awa@example.org")
    start_profile(user=awa, kind="expert", now=timezone.now())
    block(user=awa, organisation=agency, now=timezone.now())
    assert "1 person is invited." in send(own, agency, AWA).content.decode()
    work()
    assert mailed() == []


def test_unanswered_invitations_are_deleted_after_thirty_days(own: Client, agency: Organisation) -> None:
    send(own, agency, AWA)
    work()
    link, now = link_to("awa@example.org"), timezone.now()
    assert forget_expired(now=now + dt.timedelta(days=29)) == 0
    tick(now=now + dt.timedelta(days=31))
    assert not RosterInvitation.objects.exists()
    assert not Notification.objects.filter(kind="roster.invitation").exists()
    assert Client().get(link).status_code == 404
    assert counts(own, agency) == [["1", "0", "1"]]


def test_a_list_sent_twice_by_one_click_is_one_and_nobody_is_written_to_twice(
    own: Client, agency: Organisation
) -> None:
    kept = signed(upload(own, agency, HEADER + AWA))
    for _ in range(2):
        own.post(f"/en/organisations/{agency.slug}/experts/send/", {"list": kept})
    assert Roster.objects.count() == 1
    send(own, agency, AWA)
    work()
    assert len(mailed()) == 1
    assert counts(own, agency) == [["1", "0", "1"], ["1", "0", "1"]]


def test_an_organisation_invites_so_many_a_day(own: Client, agency: Organisation) -> None:
    many = "".join(f"p{number}@example.org;P {number};fr;;;\n" for number in range(A_DAY - 1))
    assert f"{A_DAY - 1} people are invited." in send(own, agency, many).content.decode()
    page = send(own, agency, AWA + KARIM).content.decode()
    assert "at most 200 people a day, and 1 are left today" in page
    assert Roster.objects.count() == 1


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ASSESSOR, Role.VIEWER])
def test_only_owners_and_moderators_bring_lists(agency: Organisation, as_user: Any, role: str) -> None:
    person = factories.user()
    Membership.objects.create(organisation=agency, user=person, role=role, since=timezone.now())
    for part in ("", "template/"):
        assert as_user(person).get(f"/en/organisations/{agency.slug}/experts/{part}").status_code == 404
    assert as_user(person).post(f"/en/organisations/{agency.slug}/experts/send/", {"list": "x"}).status_code == 404


def test_an_organisation_nobody_verified_invites_nobody(as_user: Any) -> None:
    owner = factories.user(language="en")
    waiting = factories.organisation(owner, verified=False)
    client = as_user(owner)
    assert 'type="file"' not in client.get(f"/en/organisations/{waiting.slug}/experts/").content.decode()
    assert "once your organisation is verified" in send(client, waiting, AWA).content.decode()
    assert not Roster.objects.exists()


def test_a_list_of_another_person_or_changed_on_the_way_is_not_sent(
    own: Client, agency: Organisation, as_user: Any
) -> None:
    kept = signed(upload(own, agency, HEADER + AWA))
    other = factories.organisation(factories.user())
    theirs = as_user(other.memberships.get().user)
    assert theirs.post(f"/en/organisations/{other.slug}/experts/send/", {"list": kept}).status_code == 404
    answer = own.post(f"/en/organisations/{agency.slug}/experts/send/", {"list": kept[:-1] + "_"})
    assert "Choose the file again" in answer.content.decode()
    assert not Roster.objects.exists()


def test_an_account_takes_what_lists_say_along_and_erases_it(own: Client, agency: Organisation) -> None:
    awa = factories.user(email="awa@example.org")
    send(own, agency, AWA)
    work()
    data = export_data(user=awa, now=timezone.now())["rosters"]["invitations"]
    assert [(row["organisation"], row["facts"]["city"]) for row in data] == [(agency.slug, "Lyon")]
    erase_account(user=awa, now=timezone.now())
    assert not RosterInvitation.objects.exists()
    erase_account(user=factories.user(), now=timezone.now())


def test_the_desk_leads_those_who_may_there(own: Client, agency: Organisation, as_user: Any) -> None:
    assert f"/en/organisations/{agency.slug}/experts/" in own.get("/en/desk/").content.decode()
    assert "/experts/" not in as_user(factories.user()).get("/en/desk/").content.decode()


@pytest.mark.parametrize("language", ["fr", "ar", "en", "es"])
def test_the_template_is_read_again_in_every_language(own: Client, agency: Organisation, language: str) -> None:
    answer = own.get(f"/{language}/organisations/{agency.slug}/experts/template/")
    assert answer["Content-Disposition"] == 'attachment; filename="jisr-experts.csv"'
    page = upload(own, agency, answer.content + AWA.encode())
    assert "1 line can be sent." in page and "These columns are not read" not in page


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_pages_speak_both_directions(own: Client, agency: Organisation, language: str) -> None:
    send(own, agency, AWA)
    work()
    assert own.get(f"/{language}/organisations/{agency.slug}/experts/").status_code == 200
    address = f"/{language}/organisations/{agency.slug}/experts/"
    file = SimpleUploadedFile("x.csv", (HEADER + AWA + "x;;;;;\n").encode())
    assert own.post(address, {"file": file}).status_code == 200
    link = link_to("awa@example.org").replace("/fr/", f"/{language}/")
    assert Client().get(link).status_code == 200
    assert Client().post(link, {"decline": "yes"}).status_code == 200
