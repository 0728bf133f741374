"""desk/phone/ for coordinators, desk/late/ for focal points, desk/answers/export.… for an agency's people."""

from django.urls import path

from marketplace.answering.views import desks, exporting

urlpatterns = [
    path("desk/answers/export.<slug:ending>", exporting.export, name="answers_export"),
    path("desk/phone/", desks.phone, name="phone_list"),
    path("desk/phone/<slug:organisation>/", desks.phone_agency, name="phone_agency"),
    path("desk/late/", desks.late, name="late_answers"),
    path("desk/late/<slug:organisation>/call/", desks.late_call, name="late_call"),
    path("desk/late/<slug:organisation>/remind/", desks.remind, name="nudge"),
]
