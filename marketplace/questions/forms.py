"""What may be typed: a question, and its answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.questions.models import LONGEST, LONGEST_ANSWER, Question


class AskForm(forms.Form):
    text = forms.CharField(
        label=_("Your question"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("The agency does not see who asks. With the answer, everybody reads it: leave names out."),
        error_messages={"required": _("Write your question.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_ask_%s")


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Answer"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("Everybody reads it on the page, beside the question. Write in any language."),
        error_messages={"required": _("Write the answer: everybody reads it.")},
    )
    wording = forms.CharField(
        label=_("The question, as it stands on the page"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Leave out what would tell who asks."),
    )

    def __init__(self, data: Any = None, *, question: Question) -> None:
        said = {"wording": question.wording or question.text, "text": question.answer if question.wording else ""}
        super().__init__(data, initial=said)


class AsideForm(forms.Form):
    text = forms.CharField(
        label=_("Why it is not published"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Only the person who asked reads it."),
        error_messages={"required": _("Say why: the person who asked reads it.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_aside_%s")
