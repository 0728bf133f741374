"""account/… beside allauth's own pages."""

from django.urls import path

from foundation.accounts import views

urlpatterns = [
    path("account/settings/", views.settings, name="account_settings"),
    path("account/data/", views.data, name="account_data"),
    path("account/export/", views.export, name="account_export"),
    path("account/erase/", views.erase, name="account_erase"),
    path("privacy/", views.privacy, name="privacy"),
]
