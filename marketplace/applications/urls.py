"""apply/…: an application is written and sent."""

from django.urls import path

from marketplace.applications.views import applying, documents

urlpatterns = [
    path("apply/<slug:opportunity>/", applying.apply, name="apply"),
    path("apply/<slug:opportunity>/keep/", applying.keep_typed, name="apply_keep"),
    path("apply/<slug:opportunity>/documents/<slug:file>/remove/", documents.remove, name="apply_document_remove"),
    path("account/answers/<slug:submission>/documents/<slug:file>/", documents.show, name="application_document"),
]
