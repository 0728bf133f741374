"""/{lang}/desk/first-calls/…: what a focal point approves."""

from django.urls import path

from cms.opportunities import views

urlpatterns = [
    path("desk/first-calls/<str:public_id>/", views.first_call, name="first_call"),
    path("desk/first-calls/<str:public_id>/preview/", views.first_call_preview, name="first_call_preview"),
]
