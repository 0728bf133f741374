"""account/calendar/: one's private address; calendar/…: what programs fetch by it."""

from django.urls import path

from marketplace.calendars import views

urlpatterns = [
    path("account/calendar/", views.address, name="calendar_feed_settings"),
    path("calendar/<slug:feed>/jisr.ics", views.feed, name="calendar_feed"),
]
