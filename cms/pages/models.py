"""Pages with a text per language, and the pages around the opportunities: home, shelves, plain pages."""

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.pages.blocks import text_blocks
from cms.pages.page_forms import PageInLanguagesForm, text_panels
from foundation.base.locales import active_language
from foundation.base.places import country_name


class TextInLanguage(models.Model):
    """What a page says in one language: a child row `texts` of a page, one per language."""

    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=200)
    body = StreamField(text_blocks(), verbose_name=_("text"), blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class PageInLanguages(Page):
    """A page that holds all its languages: one set of facts, one revision, one row of `texts` per language."""

    source_language = models.CharField(_("source language"), max_length=2, choices=settings.LANGUAGES, default="fr")

    base_form_class = PageInLanguagesForm
    private_page_options: tuple[str, ...] = ()
    preview_modes = settings.LANGUAGES

    class Meta:
        abstract = True

    @property
    def default_preview_mode(self) -> str:
        return self.source_language

    def text(self, language: str | None = None) -> Any:
        """Return the row in a language (the active one by default), else the source's, else the first, else None."""
        rows = {row.language: row for row in self.texts.all()}  # type: ignore[attr-defined]
        wanted = language or get_language() or ""
        return rows.get(wanted) or rows.get(self.source_language) or next(iter(rows.values()), None)

    def written_languages(self) -> list[str]:
        """Return the codes of the languages that have a text, the source first, then in the order of the site."""
        written = {row.language for row in self.texts.all()}  # type: ignore[attr-defined]
        codes = [code for code, _name in settings.LANGUAGES if code in written]
        return sorted(codes, key=lambda code: code != self.source_language)

    def get_admin_display_title(self) -> str:
        return self.draft_title or self.title

    def name_it(self) -> None:
        """Give Wagtail's own title the words of the source text, or of another, or say that there are none."""
        rows = sorted(self.texts.all(), key=lambda row: row.language != self.source_language)  # type: ignore[attr-defined]
        self.title = next((row.title for row in rows if row.title), "") or gettext("Untitled")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.name_it()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        self.name_it()
        super().minimal_clean()

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        self.name_it()
        return super().save_revision(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save the page and its rows. A row IS its language: two texts that swap languages keep their rows."""
        with transaction.atomic():
            if self.pk and kwargs.get("update_fields") is None:
                rows = self.texts.model.objects.filter(page_id=self.pk)  # type: ignore[attr-defined]
                stored = dict(rows.values_list("language", "pk"))
                for row in self.texts.all():  # type: ignore[attr-defined]
                    row.pk = stored.get(row.language)
            return super().save(*args, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        prefetch_related_objects([self], "texts")  # which everything on the page asks for
        return super().serve(request, *args, **kwargs)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Render inside the language of the preview, which is not that of the admin."""
        with translation.override(mode_name or self.source_language):
            request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
            return super().serve_preview(request, mode_name).render()


class HomePage(Page):
    """/{lang}/: nothing but panels."""

    max_count = 1
    parent_page_types = ("wagtailcore.Page",)
    subpage_types = ("pages.OpportunitiesPage", "pages.PlainPage")
    private_page_options: tuple[str, ...] = ()
    template = "pages/home.html"

    class Meta:
        verbose_name = _("home page")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Look a page up by its whole address, in two queries; step by step, as Wagtail does, takes two for each step.

        No page of ours answers for what lies below it, so no step between has a say.
        """
        if len(path_components) > 1:
            depth, address = self.depth + len(path_components), f"{self.url_path}{'/'.join(path_components)}/"
            page = Page.objects.filter(slug=path_components[-1], depth=depth, url_path=address).order_by("pk").first()
            if page is not None:
                return page.specific.route(request, [])
        return super().route(request, path_components)


class OpportunitiesPage(Page):
    """/{lang}/opportunities/: the shelf of the countries; readers are sent to the search."""

    max_count = 1
    parent_page_types = ("pages.HomePage",)
    subpage_types = ("pages.CountryPage",)
    private_page_options: tuple[str, ...] = ()

    class Meta:
        verbose_name = _("opportunities")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return redirect(settings.SEARCH_VIEW)


class CountryPage(Page):
    """/{lang}/opportunities/{country}/: the agencies of a country."""

    country = models.CharField(_("country"), max_length=2, unique=True)

    parent_page_types = ("pages.OpportunitiesPage",)
    subpage_types = ("agencies.AgencyPage",)
    private_page_options: tuple[str, ...] = ()
    content_panels = (*Page.content_panels, FieldPanel("country"))
    template = "pages/country.html"

    class Meta:
        verbose_name = _("country")

    def name(self) -> str:
        return country_name(self.country, active_language())

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        agencies = self.get_children().live().specific().order_by("title")
        return super().get_context(request, *args, **kwargs) | {"agencies": agencies}


class PlainPage(PageInLanguages):
    """A page of text in several languages, such as "How it works"."""

    parent_page_types = ("pages.HomePage", "pages.PlainPage")
    subpage_types = ("pages.PlainPage",)
    content_panels = (
        InlinePanel("texts", label=_("text"), heading=_("Texts"), min_num=1, max_num=len(settings.LANGUAGES)),
        FieldPanel("source_language"),
    )
    template = "pages/plain.html"

    class Meta:
        verbose_name = _("plain page")


class PlainText(TextInLanguage):
    page = ParentalKey(PlainPage, on_delete=models.CASCADE, related_name="texts")

    panels = text_panels("title", "body")

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = (
            models.UniqueConstraint(
                fields=["page", "language"],
                name="plain_text_once_per_language",
                violation_error_message=_("There is already a text in this language."),
            ),
        )
