"""Ranked lists; the people of an opportunity stand under its page's address, so these come before Wagtail's."""

from django.urls import include, path

from matching.serving import views

urlpatterns = [
    path("", include("matching.impressions.urls")),
    path("for-you/", views.for_you, name="for_you"),
    path("opportunities/<slug:country>/<slug:agency>/<slug:slug>/people/", views.people, name="people"),
]
