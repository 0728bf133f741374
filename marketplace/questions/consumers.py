"""A page that is open again, for instance published again, takes up the questions that ended with it."""

from wagtail.models import Page

from foundation.outbox.models import Event
from marketplace.questions.lifecycle import Status
from marketplace.questions.models import Question
from marketplace.questions.operations import take_up_again


def page_changed(event: Event) -> None:
    """Read the rows again; an agency's page carries whether its calls are public, so theirs are looked at too."""
    for page in Page.objects.filter(pk=int(event.subject_id)):
        below = Page.objects.filter(path__startswith=page.path).values("pk")
        for question in Question.objects.filter(status=Status.UNANSWERED, opportunity__in=below).order_by("pk"):
            take_up_again(question=question, now=event.at)
