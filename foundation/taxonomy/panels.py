"""What the desk shows staff of the shared words: how many proposed synonyms wait for them."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from foundation.panels.registry import Fragment
from foundation.taxonomy.models import ProposedLabel


def proposals(*, request: HttpRequest, subjects: list[Any]) -> Mapping[Any, Fragment]:
    """For staff who may decide them: the count of proposed synonyms, while there are any."""
    if not request.user.is_staff or not request.user.has_perm("taxonomy.change_proposedlabel"):  # type: ignore[union-attr]
        return {}
    count = ProposedLabel.objects.open().count()
    return {None: Fragment("taxonomy/_proposals_panel.html", {"count": count})} if count else {}
