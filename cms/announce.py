"""Whatever Wagtail does to a page that was ever public becomes an outbox row in the same transaction.

Wagtail changes pages in a dozen places; its own signals and hooks miss some of them and come after the commit in
others, the ORM's do not (docs/decisions: "Outbox, not signals"). This is the one place that hears them.
"""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from wagtail.models import Page

from foundation.outbox.operations import record


def changed(sender: type[Model], instance: Page, raw: bool = False, update_fields: Any = None, **_: Any) -> None:
    """Drafts, locks and new revisions stay silent; the event is thin, child rows are written after it."""
    if raw or not (instance.live or instance.first_published_at):
        return
    if update_fields is None or "live" in update_fields:
        record("page.changed", subject=instance, now=timezone.now())  # Wagtail's doors pass no time


def removed(sender: type[Model], instance: Page, **_: Any) -> None:
    if instance.live or instance.first_published_at:
        record("page.removed", subject=instance, now=timezone.now())


def listen(*types: type[Page]) -> None:
    """Called by the page types' `apps.py`: bulk unpublish, expiry and move save the bare Page, so it is heard too."""
    for model in (Page, *types):
        post_save.connect(changed, sender=model, dispatch_uid=f"announce-{model._meta.label}")
    for model in types:
        post_delete.connect(removed, sender=model, dispatch_uid=f"announce-gone-{model._meta.label}")
