"""{% unread_notifications as count %}: how many things the signed-in person has not read."""

from typing import Any

from django import template

from foundation.notifications.models import Notification

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_notifications(context: dict[str, Any]) -> int:
    """Return the count for the request's user; 0 for a visitor, without a query."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return 0
    return Notification.objects.shown_to(user).unread().count()
