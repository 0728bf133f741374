"""missions/…: what follows an accepted application, for both sides; desk/missions/…; links of mails."""

from django.urls import path

from marketplace.outcomes.views import asked, ending, lists, preparing, terms

urlpatterns = [
    path("desk/missions/", lists.to_look_after, name="missions_to_look_after"),
    path("desk/missions/unconfirmed/", lists.above, name="missions_unconfirmed"),
    path("missions/<slug:mission>/terms/", terms.show, name="mission_terms"),
    path("missions/<slug:mission>/terms/new/", terms.new, name="mission_terms_new"),
    path("missions/<slug:mission>/before-leaving/", preparing.show, name="mission_preparation"),
    path("missions/<slug:mission>/before-leaving/change/", preparing.change, name="mission_preparation_change"),
    path("missions/<slug:mission>/complete/", ending.complete_it, name="mission_complete"),
    path("missions/<slug:mission>/cancel/", ending.cancel_it, name="mission_cancel"),
    path("missions/<slug:mission>/certificate/", ending.certificate, name="mission_certificate"),
    path("calls/<slug:opportunity>/repeat/", ending.repeat, name="call_repeat"),
    path("outcome/<str:answering>/", asked.outcome, name="outcome"),
    path("outcome/<str:telling>/more/", asked.more, name="outcome_more"),
    path("refresh/<str:refreshing>/", asked.refresh_profile, name="profile_refresh"),
]
