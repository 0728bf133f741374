"""account/profile/, account/expert/ and account/investor/."""

from django.urls import path

from marketplace.profiles.views import blocks, cv, lists, overview, sections

urlpatterns = [
    path("account/profile/", overview.choose, name="profiles"),
    path("account/profile/blocks/", blocks.change, name="profile_blocks"),
    path("account/profile/find/<slug:kind>/", lists.find, name="profile_find"),
    path("account/expert/", overview.expert, name="expert_profile"),
    path("account/expert/remove/", overview.remove_expert, name="expert_remove"),
    path("account/expert/cv/", cv.cv, name="expert_cv"),
    path("account/expert/cv/suggestions/", cv.suggestions, name="expert_suggestions"),
    path("account/expert/cv/correct/", cv.correct, name="expert_correct"),
    path("account/expert/cv/erase/", cv.erase, name="expert_cv_erase"),
    path("account/expert/skills/", lists.skills, name="expert_skills"),
    path("account/expert/occupations/", lists.occupations, name="expert_occupations"),
    path("account/expert/languages/", lists.languages, name="expert_languages"),
    path("account/expert/sectors/", lists.expert_sectors, name="expert_sectors"),
    path("account/expert/<slug:section>/", sections.expert, name="expert_section"),
    path("account/investor/", overview.investor, name="investor_profile"),
    path("account/investor/remove/", overview.remove_investor, name="investor_remove"),
    path("account/investor/sectors/", lists.investor_sectors, name="investor_sectors"),
    path("account/investor/<slug:section>/", sections.investor, name="investor_section"),
]
