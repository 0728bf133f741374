"""An investor's declared, non-binding wish to look closer at a project; never an offer, and no money is taken."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.answers.models import Part, Submission, SubmissionQuerySet

PROPOSED = (Part.HEADLINE, Part.SECTORS, Part.TICKET, Part.PLACE, Part.CONTACT)


class Interest(Submission):
    """The amounts are what the investor thinks of, in minor units of `currency`; both may stay unsaid.

    What follows once the agency has taken it up (data room, checks, commitment) hangs on this row.
    """

    message = models.TextField(_("message"), max_length=3000, blank=True)
    amount_min_minor = models.PositiveBigIntegerField(_("from"), null=True, blank=True)
    amount_max_minor = models.PositiveBigIntegerField(_("to"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)

    objects = SubmissionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("interest")
        verbose_name_plural = _("interests")
        constraints = (
            models.CheckConstraint(
                condition=Q(amount_min_minor=None)
                | Q(amount_max_minor=None)
                | Q(amount_max_minor__gte=F("amount_min_minor")),
                name="interest_amounts_in_order",
                violation_error_message=_("The range runs from the smaller to the larger amount."),
            ),
            models.CheckConstraint(
                condition=Q(amount_min_minor=None, amount_max_minor=None) | ~Q(currency=""),
                name="interest_amounts_have_a_currency",
                violation_error_message=_("Choose the currency of the amount."),
            ),
        )
