"""The closed lists that an opportunity and a profile share, so that both are compared in the same words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    BASIC = 1, _("basic")
    WORKING = 2, _("working")
    ADVANCED = 3, _("advanced")
    EXPERT = 4, _("expert")


class CEFR(models.TextChoices):
    """Levels of the Common European Framework of Reference for Languages, and the mother tongue."""

    A1 = "A1", "A1"
    A2 = "A2", "A2"
    B1 = "B1", "B1"
    B2 = "B2", "B2"
    C1 = "C1", "C1"
    C2 = "C2", "C2"
    NATIVE = "native", _("mother tongue")


class WorkMode(models.TextChoices):
    ONSITE = "onsite", _("on site")
    REMOTE = "remote", _("remote")
    HYBRID = "hybrid", _("partly remote")


class CompensationWish(models.TextChoices):
    FEE = "fee", _("for a fee")
    VOLUNTEER = "volunteer", _("as a volunteer")
    EITHER = "either", _("either")


class Instrument(models.TextChoices):
    EQUITY = "equity", _("equity")
    QUASI_EQUITY = "quasi_equity", _("quasi-equity")
    LOAN = "loan", _("loan")
    REVENUE_SHARE = "revenue_share", _("revenue share")
    COOPERATIVE_SHARES = "cooperative_shares", _("cooperative shares")
    DONATION = "donation", _("donation")


class Stage(models.TextChoices):
    IDEA = "idea", _("idea")
    LAUNCH = "launch", _("launch")
    GROWTH = "growth", _("growth")
    ESTABLISHED = "established", _("established")


class Risk(models.TextChoices):
    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")


class Compensation(models.TextChoices):
    FEE = "fee", _("fee")
    VOLUNTEER = "volunteer", _("volunteer")


class FeeUnit(models.TextChoices):
    DAY = "day", _("a day")
    MISSION = "mission", _("for the mission")


class Cover(models.TextChoices):
    TRAVEL = "travel", _("travel")
    LODGING = "lodging", _("lodging")
    INSURANCE = "insurance", _("insurance")
    MEALS = "meals", _("meals")
    LOCAL_TRANSPORT = "local_transport", _("local transport")
