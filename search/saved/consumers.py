"""What is published finds the searches it concerns; words that change have them read anew; a visitor is asked."""

from django.utils import timezone

from cms.agencies.models import AgencyPage
from foundation.outbox.models import Event
from search.saved.models import SavedSearch
from search.saved.operations.finding import find_searches, look_back, read_again
from search.saved.operations.keeping import ask_to_confirm

WORDS_CHANGED = "taxonomy.changed"


def page_changed(event: Event) -> None:
    """An agency's page carries whether its calls are public, so all of them are looked at."""
    page_id = int(event.subject_id)
    agency = AgencyPage.objects.filter(pk=page_id).first()
    under = agency.get_children().live().order_by("pk").values_list("pk", flat=True) if agency else ()
    find_searches(page_ids=[page_id, *under], now=timezone.now())


def search_asked(event: Event) -> None:
    """Told twice, one mail is written: it has a key."""
    if search := SavedSearch.objects.select_related("subscriber__user").filter(pk=int(event.subject_id)).first():
        ask_to_confirm(search=search, now=timezone.now())


def words_changed(event: Event) -> None:
    """The last of several changes does it for all, and each step asks for the next."""
    if not Event.objects.filter(name=WORDS_CHANGED, pk__gt=event.pk).exists():
        _go_on()


def searches_read(event: Event) -> None:
    _go_on()


def _go_on() -> None:
    now = timezone.now()
    if not read_again(now=now) and (last := Event.objects.filter(name=WORDS_CHANGED).order_by("-pk").first()):
        look_back(since=last.at, now=now)
