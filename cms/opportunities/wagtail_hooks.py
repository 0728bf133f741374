"""What the CMS shows of opportunities: the skill chooser."""

from wagtail import hooks

from cms.opportunities.choosers import SkillChooser


@hooks.register("register_admin_viewset")
def skill_chooser() -> SkillChooser:
    return SkillChooser()
