"""Named places on pages below, filled by packages above: one settings list, one batched call per page."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.module_loading import import_string

PLACES = (
    *("home", "opportunity", "agency", "person", "applying", "submission", "answering", "coordinating", "figures"),
    *("editor", "desk", "entry"),
)


@dataclass(frozen=True, slots=True)
class Fragment:
    """What a panel shows for one subject: a template and its context."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


# A panel is called once per page with all subjects of the page, and answers fragments by subject key
# (the subject's primary key; None where the place has no subject: home and desk).
Panel = Callable[..., Mapping[Any, Fragment]]


@cache
def _panel(path: str) -> Panel:
    return import_string(path)


def panels_for(place: str, *, request: HttpRequest, subjects: Iterable[Any] = ()) -> dict[Any, list[str]]:
    """Return the rendered panels of a place by subject key, in the order of the settings.

    Raises:
        LookupError: the place is not one of PLACES.
    """
    if place not in PLACES:
        raise LookupError(f"{place!r} is no place for panels; the places are {', '.join(PLACES)}.")
    subjects = list(subjects)
    rendered: dict[Any, list[str]] = {}
    for path in settings.PANELS[place]:
        for key, fragment in _panel(path)(request=request, subjects=subjects).items():
            html = render_to_string(fragment.template, fragment.context, request=request)
            rendered.setdefault(key, []).append(html)
    return rendered
