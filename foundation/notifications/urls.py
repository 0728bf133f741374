"""account/notifications/…"""

from django.urls import path

from foundation.notifications import views

urlpatterns = [
    path("account/notifications/", views.notifications, name="notifications"),
    path("account/notifications/read/", views.read_all, name="notifications_read"),
    path("account/notifications/<slug:public_id>/", views.open_notification, name="notification_open"),
]
