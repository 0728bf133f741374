"""questions/<opportunity>/: what was asked about a page; desk/questions/: what waits for the agency's answer."""

from django.urls import path

from marketplace.questions import views

urlpatterns = [
    path("questions/<slug:opportunity>/", views.questions, name="questions"),
    path("account/questions/<slug:question>/withdraw/", views.take_back, name="question_withdraw"),
    path("desk/questions/", views.waiting, name="questions_waiting"),
    path("desk/questions/<slug:question>/", views.question, name="question"),
]
