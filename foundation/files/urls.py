"""account/files/…: a person's own files."""

from django.urls import path

from foundation.files import views

urlpatterns = [path("account/files/<slug:public_id>/", views.private_file, name="private_file")]
