"""Each person is told by mail as often as she chose, of each kind; the quiet way unless the kind says otherwise."""

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.accounts.operations import erase_account, export_data
from foundation.notifications.choosing import ChoiceError, choose
from foundation.notifications.kinds import Rhythm, known_kinds
from foundation.notifications.models import Choice, Notification
from foundation.notifications.operations import send_due
from foundation.outbox.models import Event
from tests import factories
from tests.factories import NOW
from tests.foundation.notifications.telling import tell
from tests.pages import look_at

pytestmark = pytest.mark.django_db
PAGE = "/fr/account/notifications/choices/"


def _choose(client: Client, **rhythms: str) -> None:
    """Send the page of choices as a browser does, with some fields changed ("test__daily" is "test.daily")."""
    form = client.get(PAGE).context["form"]
    typed = {name: field.initial for name, field in form.fields.items()}
    answer = client.post(PAGE, typed | {name.replace("__", "."): rhythm for name, rhythm in rhythms.items()})
    assert answer.status_code == 302


def test_every_kind_has_its_own_code_and_a_whole_sentence_why() -> None:
    for code, kind in known_kinds().items():
        assert code == kind.code
        assert str(kind.why).endswith(".")
        assert str(kind.label)
        assert kind.allows(kind.rhythm)
        assert kind.allows(Rhythm.SITE)


def test_a_kind_offers_only_the_rhythms_it_allows_and_an_earlier_choice_counts_as_the_nearest(as_user) -> None:
    person = factories.user(language="fr")
    field = as_user(person).get(PAGE).context["form"].fields["test.links"]
    assert [value for value, _label in field.choices] == ["at_once", "site"]
    for earlier, counts in (("daily", "at_once"), ("weekly", "at_once"), ("at_once", "at_once"), ("site", "site")):
        Choice.objects.update_or_create(user=person, kind="test.links", defaults={"rhythm": earlier, "chosen_at": NOW})
        told = tell(earlier, kind="test.links", recipient=person, text="https://example.org/link")
        assert (told.rhythm, told.text) == (counts, "https://example.org/link" if counts == "at_once" else "")
        assert as_user(person).get(PAGE).context["form"].fields["test.links"].initial == counts


def test_a_rhythm_that_a_kind_does_not_allow_is_refused_and_changes_nothing() -> None:
    person = factories.user()
    with pytest.raises(ChoiceError):
        choose(user=person, rhythms={"test": "daily", "test.links": "weekly"}, now=NOW)
    assert Choice.objects.count() == 0


def test_a_kind_nobody_declared_is_an_error_that_says_where_to_and_writes_nothing() -> None:
    with pytest.raises(LookupError, match=r"declare it in a kinds\.py named by NOTIFICATION_KINDS"):
        tell(kind="test.unknown")
    assert Notification.objects.count() == 0


def test_unless_chosen_otherwise_a_kind_is_told_as_it_says() -> None:
    person = factories.user()
    rhythms = [tell(kind, kind=kind, recipient=person).rhythm for kind in ("test", "test.daily", "test.quiet")]
    assert rhythms == ["at_once", "daily", "site"]
    assert send_due(now=NOW) == 1
    assert Notification.objects.shown_to(person).count() == 3


def test_a_person_who_wants_no_mail_of_a_kind_finds_it_in_the_site_alone(as_user) -> None:
    person = factories.user(language="fr")
    client = as_user(person)
    _choose(client, test="site")
    tell(recipient=person)
    tell("b", kind="test.daily", recipient=person)
    assert send_due(now=NOW) == 0
    assert "Bonjour" in client.get("/fr/account/notifications/").content.decode()
    assert [(choice.kind, choice.rhythm) for choice in Choice.objects.all()] == [("test", "site")]  # only what changed


def test_a_mail_that_waits_does_not_leave_once_its_kind_is_stopped() -> None:
    told = tell()
    choose(user=told.recipient, rhythms={"test": "site"}, now=NOW)
    assert send_due(now=NOW) == 0
    told.refresh_from_db()
    assert (told.by_mail, told.mailed_at) == (False, None)


def test_what_is_essential_leaves_whatever_was_chosen(as_user) -> None:
    person = factories.user(language="fr")
    as_user(person).post(PAGE, {"quiet": "yes"})
    tell(recipient=person)
    tell("b", kind="test.decided", recipient=person, subject="Décidé")
    assert send_due(now=NOW) == 1
    assert mail.outbox[0].subject == "Décidé"
    assert set(Choice.objects.values_list("rhythm", flat=True)) == {"site"}


@pytest.mark.parametrize("rhythms", [{"test.decided": "site"}, {"search.alert": "daily"}, {"x": "site"}, {"test": "x"}])
def test_what_cannot_be_chosen_is_refused_and_changes_nothing(rhythms: dict[str, str]) -> None:
    person = factories.user()
    with pytest.raises(ChoiceError, match="cannot be chosen here"):
        choose(user=person, rhythms={"test": "daily"} | rhythms, now=NOW)
    assert Choice.objects.count() == 0


def test_a_rhythm_that_does_not_exist_is_refused_on_the_page_and_changes_nothing(as_user) -> None:
    client = as_user(factories.user(language="fr"))
    answer = client.post(PAGE, {"test": "hourly"})
    assert answer.status_code == 200
    assert "data-errors" in answer.content.decode()
    assert Choice.objects.count() == 0


def test_choosing_the_same_again_writes_nothing_and_tells_nobody() -> None:
    person = factories.user()
    assert choose(user=person, rhythms={"test": "weekly", "test.daily": "daily"}, now=NOW) == ["test"]
    assert choose(user=person, rhythms={"test": "weekly"}, now=NOW) == []
    assert Event.objects.filter(name="notifications.chosen").count() == 1


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_page_names_every_kind_and_says_which_leave_no_choice(as_user, settings, language: str) -> None:
    settings.DUTIES_OF = ["tests.kinds.every_duty"]
    client = as_user(factories.user(language=language))
    answer = client.get(f"/{language}/account/notifications/choices/")
    look_at(PAGE, answer)
    page = answer.content.decode()
    assert [code for code in known_kinds() if f'data-kind="{code}"' not in page] == []
    assert 'name="test"' in page
    assert 'name="test.decided"' not in page
    assert f'href="/{language}/account/searches/"' in page


def test_a_visitor_signs_in_before_choosing() -> None:
    assert Client().get(PAGE).status_code == 302
    assert Client().post(PAGE, {"quiet": "yes"}).status_code == 302
    assert Choice.objects.count() == 0


def test_choices_take_one_query_however_many_were_made(as_user, django_assert_num_queries) -> None:
    person = factories.user(language="fr")
    client = as_user(person)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as none:
        client.get(PAGE)
    choose(user=person, rhythms=dict.fromkeys(("test", "test.daily", "agency.call"), Rhythm.WEEKLY), now=NOW)
    with django_assert_num_queries(len(none)):
        client.get(PAGE)


def test_choices_are_exported_and_go_with_the_account() -> None:
    person = factories.user()
    choose(user=person, rhythms={"test": "weekly"}, now=NOW)
    [kept] = export_data(user=person, now=NOW)["notification_choices"]
    assert kept == {"kind": "test", "how_often": "weekly", "chosen_at": NOW.isoformat()}
    erase_account(user=person, now=NOW)
    assert Choice.objects.count() == 0
