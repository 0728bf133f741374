"""A template of a kind of mission becomes a draft call, to be completed by the agency."""

import json

from django.db import transaction
from django.utils.translation import gettext as _

from cms.agencies.models import AgencyPage
from cms.opportunities.models import CallQuestion, MissionCall, MissionText
from cms.opportunities.scoping.outlines import outlines, questions
from foundation.accounts.models import User
from foundation.base.errors import DomainError


@transaction.atomic
def draft_from_outline(*, agency: AgencyPage, kind: str, language: str, by: User) -> MissionCall:
    """Return a draft call with the text of a template in a language, and its questions in all of them.

    The facts stay empty; what the agency has to say stands in square brackets.

    Raises:
        DomainError: the person may not add pages here, or there is no such template; nothing was written.
    """
    if not agency.permissions_for_user(by).can_add_subpage():
        raise DomainError(_("You may not add pages to this agency."))
    outline = outlines().get((kind, language))
    if outline is None:
        raise DomainError(_("Choose a template from the list."), field="kind")
    call = MissionCall(live=False, owner=by, source_language=language)
    call.texts = [
        MissionText(language=language, title=outline.title, summary=outline.summary, body=json.dumps(outline.body()))
    ]
    call.questions = [
        CallQuestion(sort_order=place, required=False, **{f"text_{code}": words for code, words in question.items()})
        for place, question in enumerate(questions(kind))
    ]
    agency.add_child(instance=call)
    call.save_revision(user=by, log_action=True)
    return call
