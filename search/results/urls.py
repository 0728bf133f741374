"""The address of the results page."""

from django.urls import path

from search.results import views

urlpatterns = [path("search/", views.results, name="search")]
