"""What may be typed into an application; it may be kept at any moment, and is complete only when it is sent."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cms.opportunities.models import CallQuestion, MissionCall
from foundation.documents.reading import too_many_bytes
from marketplace.answers.forms import parts_field
from marketplace.answers.lifecycle import Kind
from marketplace.applications.models import PROPOSED, Application


class ApplicationForm(forms.Form):
    """The motivation, what of the profile is shown, a reply per question of the call (`question_<id>`), a document.

    `application` is what is kept already, if anything is; `language` the one in which the questions are asked.
    """

    motivation = forms.CharField(
        label=_("Why this mission suits you"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("A few sentences are enough, in any language."),
    )
    parts = parts_field(Kind.APPLICATION)
    document = forms.FileField(
        label=_("Add a document"),
        required=False,
        help_text=_("A diploma, a reference, a plan: PDF, DOCX or text, 10 MB at most."),
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, application: Application | None, call: MissionCall, language: str
    ) -> None:
        initial: dict[str, Any] = {"parts": list(PROPOSED)}
        replies: dict[int | None, str] = {}
        if application is not None:
            initial = {"motivation": application.motivation, "parts": application.granted()}
            replies = {reply.question_id: reply.text for reply in application.replies.all()}
        super().__init__(data, files, initial=initial)
        self.questions: list[CallQuestion] = list(call.questions.all())
        for question in self.questions:
            _language, words = question.said(language, call.source_language)
            self.fields[f"question_{question.pk}"] = forms.CharField(
                label=words,
                max_length=2000,
                required=False,
                initial=replies.get(question.pk, ""),
                help_text="" if question.required else _("May stay empty."),
                widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            )
        self.order_fields(["motivation", *(f"question_{q.pk}" for q in self.questions), "parts", "document"])

    def clean_document(self) -> Any:
        sent = self.cleaned_data.get("document")
        if sent and sent.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(str(too_many_bytes()))
        return sent

    def replies(self) -> dict[int, str]:
        """Return what was typed, by the question's id."""
        return {question.pk: self.cleaned_data.get(f"question_{question.pk}", "") for question in self.questions}
