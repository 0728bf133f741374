"""What the editor of an opportunity shows: the five facts first, everything else folded away and optional."""

from django import forms
from django.conf import settings
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

TEXT = text_panels("title", "summary", "body")
INVESTMENT_TEXT = text_panels("title", "summary", "body", "risk_text")
SKILL = (FieldPanel("concept"), FieldRowPanel([FieldPanel("importance"), FieldPanel("level")]))
LANGUAGE = (FieldRowPanel([FieldPanel("language"), FieldPanel("level")]),)
DOCUMENT = (FieldPanel("document"),)
NEEDED_MISSION = (PageChooserPanel("mission", "opportunities.MissionCall"),)
CLAIM = (
    *(FieldPanel(f"text_{code}", widget=forms.TextInput(attrs={"dir": "auto"})) for code, _name in settings.LANGUAGES),
    FieldRowPanel([FieldPanel("checked_by"), FieldPanel("checked_on")]),
)
SETTINGS = (PublishingPanel(),)


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
PLACE = MultiFieldPanel([row("region", "city")], heading=_("Place"))
DATES = MultiFieldPanel([row("starts_on", "ends_on")], heading=_("Dates"))
ANSWER = MultiFieldPanel(
    [row("closes_on", "answers_by")],
    heading=_("Answer date"),
    help_text=_("Everybody who answers is told before, and reminded of, the day by which you answer them."),
)
SUBJECT = folded(_("Sectors and goals"), FieldPanel("sectors"), FieldPanel("sdgs"))
SOURCE = folded(_("Source language"), FieldPanel("source_language"))

MISSION_CALL = (
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
    folded(_("Limit"), FieldPanel("pending_limit")),
    SOURCE,
)
INVESTMENT = (
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
    folded(_("Jobs"), FieldPanel("jobs")),
    InlinePanel("documents", heading=_("Public documents"), label=_("document"), classname="collapsed"),
    InlinePanel("needed_missions", heading=_("Missions it needs"), label=_("mission call"), classname="collapsed"),
    SOURCE,
)
REFERENCE = (TEXTS, PLACE, DATES, SUBJECT, folded(_("Amount"), row("amount_minor", "currency"), FieldPanel("status")))
