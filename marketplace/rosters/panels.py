"""What the desk shows of lists of experts: the door for those who may send one."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from foundation.base.locales import active_language
from foundation.organisations.models import Organisation
from foundation.panels.registry import Fragment


def doors(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """For owners and moderators of verified organisations: where they invite experts."""
    organisations = Organisation.objects.moderated_by(request.user).verified().order_by("slug")  # type: ignore[arg-type]
    language = active_language()
    rows = [(organisation.slug, organisation.name(language)) for organisation in organisations]
    return {None: Fragment("rosters/_doors.html", {"rows": rows})} if rows else {}
