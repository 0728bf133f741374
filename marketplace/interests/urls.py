"""interest/…: an interest in a project is written and sent."""

from django.urls import path

from marketplace.interests import views

urlpatterns = [
    path("interest/<slug:opportunity>/", views.interest, name="interest"),
    path("interest/<slug:opportunity>/keep/", views.keep_typed, name="interest_keep"),
]
