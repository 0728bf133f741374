"""Where a page reports what was seen."""

from django.urls import path

from matching.impressions import views

urlpatterns = [path("for-you/seen/", views.seen, name="impressions_seen")]
