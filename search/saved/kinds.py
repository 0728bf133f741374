"""What a person is told of saved searches: each search has its own rhythm, on its own page."""

from django.utils.translation import gettext_lazy as _

from foundation.notifications.kinds import Group, Kind
from search.saved.lifecycle import Rhythm

WHY = {  # for the foot of a mail, by the rhythm of the searches in it
    Rhythm.AT_ONCE: _("You receive this because you saved a search on Jisr and wished to be told at once."),
    Rhythm.DAILY: _("You receive this because you saved a search on Jisr and wished to be told once a day."),
    Rhythm.WEEKLY: _("You receive this because you saved a search on Jisr and wished to be told once a week."),
}
KINDS = (
    Kind(
        code="search.alert",
        label=_("What saved searches find"),
        why=_("You receive this because you saved a search on Jisr."),
        group=Group.FINDS,
        chosen_at="saved_searches",
    ),
    Kind(
        code="search.confirm",
        label=_("Whether a saved search is yours"),
        why=_("You receive this because somebody gave this address on Jisr to save a search."),
        group=Group.FINDS,
        essential=True,
    ),
)
