"""A search is saved from its results, by members and by visitors, and changed, stopped and forgotten on pages."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import lxml.html
import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.accounts.models import User
from foundation.accounts.operations import erase_account, export_data
from foundation.notifications.models import Notification
from search.saved.models import Find, SavedSearch, Subscriber
from search.saved.operations.keeping import MOST, MOST_UNCONFIRMED, forget_unconfirmed
from search.saved.queries import manage_address
from tests import factories
from tests.search.saved.conftest import Publish, Save

WorkAt = Callable[..., dict[str, int]]
pytestmark = pytest.mark.django_db
VISITOR = {"email": "Mariam@Example.org", "rhythm": "at_once", "name": ""}


def look(response: Any) -> Any:
    assert response.status_code == 200
    return lxml.html.fromstring(response.content.decode())


def links(text: str, part: str) -> str:
    """Return the path of the first link to a part of the site in a mail."""
    found = re.search(rf"http://localhost:8000(/\w\w/{part}/\S+)", text)
    assert found, text
    return found[1]


def confirmed(client: Client, work_at: WorkAt, query: str = "?q=hangars", language: str = "fr") -> SavedSearch:
    """Save a search as a visitor, open the mail and say yes."""
    client.post(f"/{language}/search/save/{query}", VISITOR)
    work_at(seconds=1)
    client.post(links(mail.outbox[-1].body, "search/confirm"))
    return SavedSearch.objects.latest("pk")


def test_a_member_saves_what_she_searched_for_without_a_script(as_user: Any, awa: User, publish: Publish) -> None:
    client = as_user(awa)
    results = look(client.get("/fr/search/?q=hangars&country=MA&sort=newest&page=3&closed=1"))
    address = results.xpath("string(//a[@data-save]/@href)")
    assert address == "/fr/search/save/?q=hangars&country=MA"
    page = look(client.get(address))
    assert page.xpath("string(//*[@data-words])") == "hangars · Maroc"
    form = page.xpath("//main//form")[0]
    typed = dict(form.form_values())
    assert typed == {"name": "hangars · Maroc", "rhythm": "daily", "csrfmiddlewaretoken": typed["csrfmiddlewaretoken"]}
    response = client.post(address, typed | {"name": "Mes hangars"})
    assert response["Location"] == "/fr/account/searches/"
    search = SavedSearch.objects.get()
    assert (search.name, search.text, search.filters) == ("Mes hangars", "hangars", {"country": ["MA"]})
    assert (search.rhythm, search.language, search.subscriber.user) == ("daily", "fr", awa)
    assert search.confirmed_at is not None
    listed = look(client.get("/fr/account/searches/"))
    assert listed.xpath("//li/@data-search") == [search.public_id]
    assert "hangars · Maroc" in listed.text_content()


def test_a_search_that_asks_the_same_is_one(as_user: Any, awa: User) -> None:
    client = as_user(awa)
    client.post("/fr/search/save/?q=Hangars&kind=mission", {"name": "Un", "rhythm": "daily"})
    client.post("/ar/search/save/?kind=mission&q=hangars&sort=newest", {"name": "Deux", "rhythm": "weekly"})
    search = SavedSearch.objects.get()
    assert (search.name, search.rhythm, search.language) == ("Deux", "weekly", "ar")


def test_one_person_saves_twenty_searches(as_user: Any, awa: User, save: Save) -> None:
    for number in range(MOST):
        save(f"mot{number}")
    page = look(as_user(awa).post("/en/search/save/?q=more", {"name": "More", "rhythm": "daily"}))
    assert "One person may save 20 searches." in page.xpath("string(//*[@data-errors])")
    assert SavedSearch.objects.count() == MOST
    assert page.xpath("string(//input[@name='name']/@value)") == "More"


@pytest.mark.parametrize(
    "typed",
    [{"email": "nobody", "rhythm": "daily"}, {"email": "", "rhythm": "daily"}, {"email": "a@b.org", "rhythm": "x"}],
)
def test_what_cannot_be_is_said_and_saves_nothing(client: Client, typed: dict[str, str]) -> None:
    page = look(client.post("/en/search/save/?q=eau", typed))
    assert page.xpath("//*[@data-errors]")
    assert SavedSearch.objects.count() == Subscriber.objects.count() == 0


def test_a_visitor_is_asked_by_mail_and_told_after_her_yes(client: Client, work_at: WorkAt, publish: Publish) -> None:
    response = client.post("/ar/search/save/?q=hangars", VISITOR)
    assert response["Location"] == "/ar/search/save/asked/"
    assert work_at(seconds=1)["mail"] == 1
    (asking,) = mail.outbox
    assert asking.to == ["mariam@example.org"]
    address = links(asking.body, "search/confirm")
    assert address.startswith("/ar/")
    publish("Hangars")
    work_at(seconds=5)
    assert Find.objects.count() == 0
    client.get(address)
    assert SavedSearch.objects.confirmed().count() == 0  # mail programs open links
    assert look(client.post(address)).xpath("//@data-search")
    search = SavedSearch.objects.confirmed().get()
    page = publish("Hangars de Tata")
    work_at(seconds=5)
    work_at(minutes=4)
    told = mail.outbox[1]
    assert told.to == ["mariam@example.org"]
    assert page.slug in told.body
    listed = look(Client().get(links(told.body, "search/mine")))
    assert listed.xpath("//li/@data-search") == [search.public_id]
    assert look(client.post(address)).xpath("//@data-search")  # a second yes changes nothing
    assert SavedSearch.objects.count() == 1


def test_the_answer_is_the_same_whoever_owns_the_address(
    client: Client, work_at: WorkAt, awa: User, save: Save
) -> None:
    save("hangars")
    answers = []
    for email in ("awa@example.org", "new@example.org", "awa@example.org", "new@example.org"):
        response = client.post("/fr/search/save/?q=hangars", VISITOR | {"email": email}, follow=True)
        answers.append((response.redirect_chain, re.sub(r'"X-CSRFToken": "\w+"', "", response.content.decode())))
    assert answers.count(answers[0]) == 4
    work_at(seconds=1)
    assert sorted((sent.to[0], sent.subject) for sent in mail.outbox) == [
        ("awa@example.org", "Vous avez déjà cette recherche"),
        ("new@example.org", "Voulez-vous des e-mails sur une recherche dans Jisr ?"),
    ]
    assert not any("hangars" in sent.body for sent in mail.outbox)  # a stranger's words are not sent on


def test_an_address_is_asked_a_few_times_and_no_more(client: Client, work_at: WorkAt) -> None:
    for number in range(MOST_UNCONFIRMED + 3):
        assert client.post(f"/fr/search/save/?q=mot{number}", VISITOR).status_code == 302
    assert work_at(seconds=1)["mail"] == MOST_UNCONFIRMED
    assert SavedSearch.objects.count() == MOST_UNCONFIRMED


def test_asking_too_often_from_one_place_is_refused(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"save_search": "2/h/ip"}
    codes = [
        client.post(f"/fr/search/save/?q=mot{n}", VISITOR | {"email": f"a{n}@example.org"}).status_code
        for n in range(3)
    ]
    assert codes == [302, 302, 429]
    assert SavedSearch.objects.count() == 2


def test_what_nobody_confirms_is_forgotten_with_its_address(client: Client, work_at: WorkAt) -> None:
    client.post("/fr/search/save/?q=hangars", VISITOR)
    work_at(seconds=1)
    address = links(mail.outbox[0].body, "search/confirm")
    assert forget_unconfirmed(now=timezone.now() + dt.timedelta(days=6)) == 0
    assert forget_unconfirmed(now=timezone.now() + dt.timedelta(days=8)) == 1
    assert SavedSearch.objects.count() == Subscriber.objects.count() == Notification.objects.count() == 0
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_a_search_is_renamed_paused_and_deleted_on_its_page(
    as_user: Any, awa: User, save: Save, publish: Publish, work_at: WorkAt
) -> None:
    client, search = as_user(awa), save("hangars")
    address = f"/fr/account/searches/{search.public_id}/"
    client.post(address, {"do": "change", "name": "Autre", "rhythm": "weekly"})
    search.refresh_from_db()
    assert (search.name, search.rhythm) == ("Autre", "weekly")
    page = look(client.post(address, {"do": "change", "name": "", "rhythm": "weekly"}))
    assert page.xpath("//li//*[@data-errors]")
    publish("Hangars")
    work_at(seconds=5)
    assert Find.objects.count() == 1
    client.post(address, {"do": "pause"})
    publish("Hangars de Tata")
    work_at(seconds=5)
    assert Find.objects.count() == 0
    client.post(address, {"do": "resume"})
    publish("Hangars d'Agadir")
    work_at(seconds=5)
    assert Find.objects.count() == 1
    client.post(address, {"do": "delete"})
    assert SavedSearch.objects.count() == Find.objects.count() == 0


def test_nobody_elses_search_can_be_seen_or_touched(as_user: Any, awa: User, save: Save, client: Client) -> None:
    search = save("hangars")
    stranger = as_user(factories.user())
    for person in (stranger, as_user(factories.staff())):
        assert look(person.get("/fr/account/searches/")).xpath("//li/@data-search") == []
        assert person.post(f"/fr/account/searches/{search.public_id}/", {"do": "delete"}).status_code == 404
    assert client.post(f"/fr/account/searches/{search.public_id}/", {"do": "delete"}).status_code == 302
    for part in ("mine", "confirm", "stop"):
        assert client.get(f"/fr/search/{part}/{search.subscriber.public_id}/").status_code == 404
        assert client.get(f"/fr/search/{part}/{search.public_id}.x.fr.abc/").status_code == 404
    assert SavedSearch.objects.active().count() == 1


def test_one_link_is_not_good_for_another_purpose(client: Client, work_at: WorkAt) -> None:
    confirmed(client, work_at)
    token = links(mail.outbox[0].body, "search/confirm").split("/")[-2]
    assert client.get(f"/fr/search/mine/{token}/").status_code == 404
    assert client.post(f"/fr/search/stop/{token}/").status_code == 404


def test_a_mail_provider_stops_the_mails_with_one_post_and_a_person_can_undo_it(
    client: Client, work_at: WorkAt, publish: Publish
) -> None:
    search = confirmed(client, work_at)
    publish("Hangars")
    work_at(seconds=5)
    work_at(minutes=4)
    header = mail.outbox[-1].extra_headers["List-Unsubscribe"]
    address = header.strip("<>").removeprefix("http://localhost:8000")
    opened = look(Client().get(address))
    assert opened.xpath("string(//main//form//button)") == "Arrêter ces e-mails"
    assert SavedSearch.objects.active().count() == 1
    provider = Client(enforce_csrf_checks=True)
    page = look(provider.post(address, {"List-Unsubscribe": "One-Click"}))
    search.refresh_from_db()
    assert search.paused_at is not None
    assert "hangars" in page.text_content()
    assert look(provider.post(address, {"List-Unsubscribe": "One-Click"})).xpath("//@data-stopped") == []
    undo = page.xpath("string(//input[@name='undo']/@value)")
    assert provider.post(address, {"undo": "made-up"}).status_code == 404
    look(provider.post(address, {"undo": undo}))
    search.refresh_from_db()
    assert search.paused_at is None


def test_stopping_one_rhythm_leaves_the_others(
    as_user: Any, awa: User, save: Save, publish: Publish, work_at: WorkAt
) -> None:
    weekly, at_once = save("hangars", rhythm="weekly"), save("puits")
    publish("Puits")
    work_at(seconds=5)
    work_at(minutes=4)
    address = links(mail.outbox[-1].body, "search/stop")
    Client().post(address)
    weekly.refresh_from_db()
    at_once.refresh_from_db()
    assert (weekly.paused_at is None, at_once.paused_at is None) == (True, False)


def test_a_visitor_changes_hers_by_the_link_and_is_forgotten(client: Client, work_at: WorkAt, publish: Publish) -> None:
    search = confirmed(client, work_at)
    publish("Hangars")
    work_at(seconds=5)
    work_at(minutes=4)
    mine = links(mail.outbox[-1].body, "search/mine")
    person = Client()
    response = person.post(f"{mine}{search.public_id}/", {"do": "change", "name": "Autre", "rhythm": "daily"})
    assert response["Location"] == mine
    search.refresh_from_db()
    assert (search.name, search.rhythm) == ("Autre", "daily")
    assert person.post(f"{mine}forget/").status_code == 200
    assert SavedSearch.objects.count() == Subscriber.objects.count() == Notification.objects.count() == 0
    assert person.get(mine).status_code == 404
    stop = links(mail.outbox[-1].body, "search/stop")
    assert person.post(stop).status_code == 200
    assert person.get(stop).status_code == 404


def test_the_last_search_of_a_visitor_takes_her_address_along(client: Client, work_at: WorkAt) -> None:
    search = confirmed(client, work_at)
    mine = manage_address(search.subscriber, "fr")
    assert client.post(f"{mine}{search.public_id}/", {"do": "delete"}).status_code == 200
    assert Subscriber.objects.count() == Notification.objects.count() == 0


def test_twenty_searches_are_listed_in_as_many_queries_as_two(as_user: Any, awa: User, save: Save) -> None:
    client = as_user(awa)
    counts = []
    for some in (range(2), range(2, MOST)):
        for number in some:
            save(f"mot{number}", filters={"country": ["MA"], "region": ["MA-09"], "sdg": ["6"]})
        client.get("/fr/account/searches/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/fr/account/searches/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_person_takes_her_searches_along_and_erases_them(
    client: Client, awa: User, save: Save, publish: Publish, work_at: WorkAt
) -> None:
    save("hangars", filters={"country": ["MA"]})
    page = publish("Hangars")
    work_at(seconds=5)
    work_at(minutes=4)
    told = export_data(user=awa, now=timezone.now())["saved_searches"]
    assert [(each["name"], each["asked"], each["told"]) for each in told] == [
        ("hangars", "?q=hangars&country=MA", [page.public_id])
    ]
    before = Subscriber.objects.create(email="awa@example.org", since=timezone.now())  # from before her account
    assert before.searches.count() == 0
    erase_account(user=awa, now=timezone.now())
    assert SavedSearch.objects.count() == Subscriber.objects.count() == Notification.objects.count() == 0
