"""What the contract has done about a submission: the marks by which everything is told once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.answers.models import Submission
from marketplace.contract.lifecycle import Step


class Mark(models.Model):
    """A step was taken for an answer date; when the date is moved, its steps begin anew.

    Written in one transaction with the messages of the step: a process that dies leaves both or neither.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="marks")
    step = models.CharField(_("step"), max_length=12, choices=Step)
    answer_on = models.DateField(_("answer date"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("step of the answer contract")
        verbose_name_plural = _("steps of the answer contract")
        constraints = (
            models.UniqueConstraint(fields=["submission", "step", "answer_on"], name="each_step_once_for_a_date"),
        )

    def __str__(self) -> str:
        return f"{self.submission_id} {self.step} {self.answer_on}"
