"""Skills are chosen by typing in any language: Wagtail's chooser with the taxonomy's own search."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.generic import chooser as views
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser

from foundation.base.locales import active_language
from foundation.taxonomy.queries import Found, find_concepts, named

MOST_FOUND = 60


class SkillSearchForm(BaseFilterForm):
    q = forms.CharField(
        label=_("Skill"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Type a skill in any language"), "dir": "auto"}),
    )

    def filter(self, objects: Any) -> list[Found]:
        typed = self.cleaned_data.get("q", "")
        if not typed:
            return list(objects)
        self.is_searching, self.search_query = True, typed
        return find_concepts(typed, active_language(), kinds=("skill",), limit=MOST_FOUND)


class SkillList:
    """What the two listing views of the chooser share; before anything is typed the list is empty."""

    filter_form_class = SkillSearchForm

    def get_object_list(self) -> list[Found]:
        return []

    def apply_object_list_ordering(self, objects: Any) -> Any:
        return objects

    @property
    def title_column(self) -> Any:
        column = super().title_column  # type: ignore[misc]
        column.label = _("Skill")
        return column

    @cached_property
    def columns(self) -> list[TitleColumn]:
        return [self.title_column]


class ChooseSkills(SkillList, views.ChooseView):
    """The chooser's window."""


class ChooseSkillsResults(SkillList, views.ChooseResultsView):
    """The list inside it, as one types."""


class NamedInAnswer:
    """The chosen skills come back with their label in the editor's language, without an address to edit them."""

    def get_display_title(self, instance: Any) -> str:
        return named([instance.pk], active_language())[0].label

    def get_edit_item_url(self, instance: Any) -> None:
        return None


class ChosenSkill(NamedInAnswer, views.ChosenView):
    """One skill was chosen."""


class ChosenSkills(NamedInAnswer, views.ChosenMultipleView):
    """Several were ticked."""


class SkillWidget(BaseChooser):
    """The field of one row: the label of its skill."""

    def get_display_title(self, instance: Any) -> str:
        return named([instance.pk], active_language())[0].label

    def get_value_data_from_instance(self, instance: Any) -> dict[str, Any]:
        return {"id": instance.pk, "edit_url": None, self.display_title_key: self.get_display_title(instance)}


class SkillChooser(ChooserViewSet):
    name = "skill_chooser"
    url_prefix = "opportunities/skills"
    model = "taxonomy.Concept"
    icon = "tag"
    choose_one_text = _("Choose a skill")
    choose_another_text = _("Choose another skill")
    page_title = _("Choose skills")
    per_page = 20
    choose_view_class = ChooseSkills
    choose_results_view_class = ChooseSkillsResults
    chosen_view_class = ChosenSkill
    chosen_multiple_view_class = ChosenSkills
    base_widget_class = SkillWidget
