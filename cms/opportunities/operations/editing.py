"""A draft is changed beside the editor's form: skills are added, corrections proposed, marks of a file taken away."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.opportunities.models import CallSkill, FactRead, MissionCall
from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.taxonomy.models import Concept
from foundation.taxonomy.proposals import propose_label


def require_editable(*, page: Page, by: User | None) -> None:
    """Refuse who may not edit a page, or while somebody looks at it; without a person (a command) the latter only.

    Raises:
        DomainError: with the reason.
    """
    if by is not None and not page.permissions_for_user(by).can_edit():
        raise DomainError(_("You may not edit this page."))
    lock = page.get_lock()
    if lock is not None and (by is None or lock.for_user(by)):
        raise DomainError(_("This page is locked while somebody looks at it. Try again when it is free."))


@transaction.atomic
def add_skills(*, call: MissionCall, concepts: list[Concept], by: User) -> MissionCall:
    """Add suggested skills to the draft of a call, as desired ones, the level left open; those listed are left alone.

    Raises:
        DomainError: the person may not edit it, or it is locked while somebody looks at it.
    """
    call = MissionCall.objects.select_for_update(of=("self",)).get(pk=call.pk)
    require_editable(page=call, by=by)
    draft = call.get_latest_revision_as_object()
    listed = [row.concept_id for row in draft.skills.all()]
    new = [concept for concept in concepts if concept.pk not in listed]
    if not new:
        return call
    for place, concept in enumerate(new, start=len(listed)):
        draft.skills.add(
            CallSkill(
                concept=concept,
                importance=CallSkill.Importance.DESIRED,
                origin=CallSkill.Origin.SUGGESTED,
                sort_order=place,
            )
        )
    draft.save_revision(user=by, log_action=True)
    return call


@transaction.atomic
def propose_corrections(*, call: MissionCall, by: User, now: dt.datetime) -> int:
    """Propose the words of a file whose skill an editor has replaced as synonyms of what she chose; return how many.

    Saved again, she is counted once.
    """
    replaced = [row for row in call.skills.all() if row.words and row.read_as_id and row.read_as_id != row.concept_id]
    proposed = [
        propose_label(
            words=row.words, language=call.source_language, meant=row.read_as, chosen=row.concept, by=by, now=now
        )
        for row in replaced
    ]
    return sum(one is not None for one in proposed)


@transaction.atomic
def look_taken(*, page: Page, by: User) -> int:
    """Forget the marks of facts that were read from a file: somebody has looked at them. Returns how many."""
    require_editable(page=page, by=by)
    return FactRead.objects.filter(page_id=page.pk).delete()[0]
