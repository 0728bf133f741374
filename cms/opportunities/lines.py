"""A line of a page with its words in each of our languages."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Orderable


class LineInLanguages(Orderable):
    """One line of a page with its words per language: one fact, not one per language."""

    text_fr = models.CharField(_("in French"), max_length=500, blank=True)
    text_ar = models.CharField(_("in Arabic"), max_length=500, blank=True)
    text_en = models.CharField(_("in English"), max_length=500, blank=True)
    text_es = models.CharField(_("in Spanish"), max_length=500, blank=True)

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.said()[1]

    def said(self, language: str = "", source_language: str = "") -> tuple[str, str]:
        """Return (language, words) in a language, else in the source's, else in the first that has any."""
        order = (language, source_language, *(code for code, _name in settings.LANGUAGES))
        words = {code: getattr(self, f"text_{code}", "") for code in order if code}
        return next(((code, text) for code, text in words.items() if text), ("", ""))
