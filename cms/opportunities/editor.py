"""What the editor of an opportunity shows: the five facts first, everything else folded away and optional."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    PageChooserPanel,
    Panel,
    PublishingPanel,
)

from cms.pages.page_forms import text_panels
from foundation.base.locales import active_language, cldr_locale
from foundation.panels.registry import panels_for

COMMON_LANGUAGES = ("fr", "ar", "en", "es", "wo", "bm", "dyu", "ff", "zgh", "shi", "rif", "pt", "de", "it", "nl")


def is_language(code: str) -> None:
    """Accept the languages CLDR has a name for (BCP 47 primary tags)."""
    if code not in cldr_locale("en").languages:
        raise ValidationError(_("Choose a language from the list."))


class LanguageSelect(forms.Select):
    """Every language by its CLDR name in the editor's language, those of the house's countries first."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        names = {code: label for code, label in _language_names() if len(code) <= 3}
        first = [(code, names[code]) for code in COMMON_LANGUAGES if code in names]
        others = sorted(((code, name) for code, name in names.items()), key=lambda pair: pair[1].casefold())
        self.choices = [("", "---------"), *first, ("", [pair for pair in others if pair not in first])]
        return super().optgroups(name, value, attrs)


def _language_names() -> list[tuple[str, str]]:
    return list(cldr_locale(active_language()).languages.items())


TEXT = text_panels("title", "summary", "body")
INVESTMENT_TEXT = text_panels("title", "summary", "body", "risk_text")
SKILL = (FieldPanel("concept"), FieldRowPanel([FieldPanel("importance"), FieldPanel("level")]))
LANGUAGE = (FieldRowPanel([FieldPanel("language", widget=LanguageSelect), FieldPanel("level")]),)
DOCUMENT = (FieldPanel("document"),)
NEEDED_MISSION = (PageChooserPanel("mission", "opportunities.MissionCall"),)
IN_LANGUAGES = tuple(
    FieldPanel(f"text_{code}", widget=forms.TextInput(attrs={"dir": "auto"})) for code, _name in settings.LANGUAGES
)
QUESTION = (*IN_LANGUAGES, FieldPanel("required"))
CRITERION = (*IN_LANGUAGES, FieldPanel("weight"))
CLAIM = (
    *IN_LANGUAGES,
    FieldRowPanel([FieldPanel("checked_by"), FieldPanel("checked_on")]),
)
SETTINGS = (PublishingPanel(),)


class OurPanels(Panel):
    """The place `editor`: what packages above and beside the editor have to say of the page at hand."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "opportunities/_editor_panels.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk) and self.request is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            rendered = panels_for("editor", request=self.request, subjects=[self.instance])
            return {"panels": [mark_safe(html) for html in rendered.get(self.instance.pk, [])]}


def folded(heading: object, *panels: Panel) -> MultiFieldPanel:
    return MultiFieldPanel(list(panels), heading=heading, classname="collapsed")


def row(*names: str) -> FieldRowPanel:
    return FieldRowPanel([FieldPanel(name) for name in names])


TEXTS = InlinePanel(
    "texts",
    heading=_("Title and what it is about"),
    label=_("text"),
    help_text=_("One language is enough; readers of another see it with a note."),
    min_num=1,
    max_num=len(settings.LANGUAGES),
)
TOWN = forms.TextInput(attrs={"dir": "auto"})
PLACE = MultiFieldPanel([FieldRowPanel([FieldPanel("region"), FieldPanel("city", widget=TOWN)])], heading=_("Place"))
DATES = MultiFieldPanel([row("starts_on", "ends_on")], heading=_("Dates"))
ANSWER = MultiFieldPanel(
    [FieldPanel("answers_by")],
    heading=_("Answer date"),
    help_text=_("The day by which everybody who applies has your answer. They see it before they apply."),
)
SUBJECT = folded(_("Sectors and goals"), FieldPanel("sectors"), FieldPanel("sdgs"))
SOURCE = folded(_("Source language"), FieldPanel("source_language"))

MISSION_CALL = (
    OurPanels(),
    TEXTS,
    PLACE,
    DATES,
    ANSWER,
    MultipleChooserPanel(
        "skills", chooser_field_name="concept", heading=_("Skills"), label=_("skill"), classname="collapsed"
    ),
    InlinePanel("languages", heading=_("Languages of the work"), label=_("language"), classname="collapsed"),
    folded(_("How the work is done"), FieldPanel("work_mode"), row("days_per_week", "seats")),
    folded(
        _("Fee"),
        FieldPanel("compensation"),
        FieldRowPanel([FieldPanel("fee_minor"), FieldPanel("currency"), FieldPanel("fee_unit")]),
        FieldPanel("covers"),
    ),
    SUBJECT,
    InlinePanel("questions", heading=_("Questions to who applies"), label=_("question"), classname="collapsed"),
    folded(_("Who judges"), FieldPanel("assessors")),
    InlinePanel(
        "criteria",
        heading=_("What applications are judged by"),
        label=_("criterion"),
        help_text=_("May stay empty: a ready grid is used. It is fixed when the first application is given to judge."),
        max_num=8,
        classname="collapsed",
    ),
    folded(_("Last day and limit"), row("closes_on", "pending_limit")),
    SOURCE,
)
INVESTMENT = (
    OurPanels(),
    TEXTS,
    PLACE,
    DATES,
    ANSWER,
    folded(
        _("Capital"),
        row("capital_minor", "currency"),
        row("ticket_min_minor", "ticket_max_minor"),
        FieldPanel("instruments"),
        row("stage", "horizon_years"),
    ),
    folded(_("Return and risk"), row("return_min_percent", "return_max_percent"), FieldPanel("risk")),
    InlinePanel("claims", heading=_("Claims, and who checked them"), label=_("claim"), classname="collapsed"),
    SUBJECT,
    folded(_("Last day, limit, jobs"), row("closes_on", "pending_limit"), FieldPanel("jobs")),
    InlinePanel("documents", heading=_("Public documents"), label=_("document"), classname="collapsed"),
    InlinePanel("needed_missions", heading=_("Missions it needs"), label=_("mission call"), classname="collapsed"),
    SOURCE,
)
REFERENCE = (TEXTS, PLACE, DATES, SUBJECT, folded(_("Amount"), row("amount_minor", "currency"), FieldPanel("status")))
