"""account/notifications/…"""

from django.urls import path

from foundation.notifications import views

urlpatterns = [
    path("account/notifications/", views.notifications, name="notifications"),
    path("account/notifications/read/", views.read_all, name="notifications_read"),
    path("account/notifications/choices/", views.choices, name="notification_choices"),
    path("account/notifications/stop/<str:stops>/", views.stop_mails, name="notifications_stop"),
    path("account/notifications/<slug:public_id>/", views.open_notification, name="notification_open"),
]
