"""What the outbox tells becomes the work of the index: the row is read again, then written or forgotten."""

from collections.abc import Iterable

from wagtail.models import Page

from cms.agencies.models import AgencyPage
from foundation.outbox.models import Event
from search.documents.people import PROFILE_TYPES
from search.engines.base import RebuildOvertaken
from search.indexing.operations import index_pages, index_profiles, rebuild


def page_changed(event: Event) -> None:
    """Index the page; an agency's page carries whether its calls are public, so all of them are made again."""
    page_id = int(event.subject_id)
    index_pages(page_ids=[page_id, *_under(AgencyPage.objects.filter(pk=page_id).values_list("path", flat=True))])


def page_removed(event: Event) -> None:
    """Forget the page; what lay under it is announced page by page."""
    index_pages(page_ids=[int(event.subject_id)])


def organisation_changed(event: Event) -> None:
    """Make the documents of all its calls again: they carry its names."""
    paths = AgencyPage.objects.filter(organisation_id=int(event.subject_id)).values_list("path", flat=True)
    index_pages(page_ids=_under(paths))


def profile_changed(event: Event) -> None:
    """Index the profile, or forget it when consent was withdrawn or it is gone."""
    model = next(model for model in PROFILE_TYPES if model._meta.label == event.subject_type)
    index_profiles(model=model, pks=[event.subject_id])


def taxonomy_changed(event: Event) -> None:
    """Make everything anew: any document may mean something else now. The last of several changes does it for all."""
    if Event.objects.filter(name=event.name, pk__gt=event.pk).exists():
        return
    try:
        rebuild()
    except RebuildOvertaken:  # one that began later reads the later taxonomy
        return


def _under(paths: Iterable[str]) -> list[int]:
    page_ids: list[int] = []
    for path in list(paths):
        page_ids += Page.objects.filter(path__startswith=path).exclude(path=path).values_list("pk", flat=True)
    return page_ids
