"""A page is published by the clock, or by the focal point who approves an agency's first call."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, TaskState

from cms.agencies.models import AgencyApproval, held
from cms.opportunities.models import Opportunity
from foundation.accounts.models import User
from foundation.base.errors import DomainError


def publish_scheduled(*, subject_id: str, now: dt.datetime) -> int:
    """Publish what was scheduled to go live and unpublish what has expired; returns how many pages.

    A clock handler. Each page is a transaction of its own: one that cannot be published does not hold up the others.
    A call of an agency that is held waits on, and goes live when the hold is lifted.
    """
    due = Revision.page_revisions.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk")
    done, errors = 0, []
    for pk in list(due.values_list("pk", flat=True)):
        try:
            done += _publish(pk, now)
        except Exception as error:  # whatever one page's data raises, the others go live
            errors.append(error)
    expired = Page.objects.filter(live=True, expire_at__lte=now).order_by("path")
    for page in list(expired.specific()):
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        done += 1
    if errors:
        raise errors[0]
    return done


@transaction.atomic
def _publish(revision_pk: int, now: dt.datetime) -> int:
    revision = Revision.objects.select_for_update(of=("self",)).filter(pk=revision_pk).first()
    if revision is None or revision.approved_go_live_at is None:
        return 0
    page = revision.content_object
    if isinstance(page, Opportunity) and _waits_for_hold(page, revision, on=now.date()):
        return 0
    if revision.approved_go_live_at > timezone.now():  # time is what the caller says: Wagtail would look at the clock
        revision.content = revision.content | {"go_live_at": None}
        revision.save(update_fields=["content"])
    revision.publish(log_action="wagtail.publish.scheduled")
    return 1


def _waits_for_hold(page: Opportunity, revision: Revision, *, on: dt.date) -> bool:
    return bool(held(page.agency.organisation_id)) and page.opened_by(revision.as_object(), on=on)


@transaction.atomic
def decide_first_call(*, task_state: TaskState, by: User, approve: bool, comment: str = "") -> None:
    """Approve the first call of an agency, which publishes it, or ask for changes.

    Raises:
        DomainError: somebody else decided meanwhile, the person may not, or changes are asked for without saying which.
    """
    task_state = TaskState.objects.select_for_update(of=("self",)).get(pk=task_state.pk)
    task = AgencyApproval.objects.get(pk=task_state.task_id)
    if task_state.status != TaskState.STATUS_IN_PROGRESS:
        raise DomainError(_("Somebody has decided this already. Look at the desk again."))
    if not task.approved_by(by):
        raise DomainError(_("This call waits for the focal point of its country."))
    if not approve and not comment.strip():
        raise DomainError(_("Say what should change: the agency reads it."), field="comment")
    task.on_action(task_state, user=by, action_name="approve" if approve else "reject", comment=comment.strip())
