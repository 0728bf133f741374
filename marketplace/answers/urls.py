"""account/answers/: what one sent and what became of it; desk/answers/: what waits for an agency's answer."""

from django.urls import path

from marketplace.answers.views import answering, mine

urlpatterns = [
    path("account/answers/", mine.submissions, name="submissions"),
    path("account/answers/<slug:submission>/", mine.submission, name="submission"),
    path("account/answers/<slug:submission>/calendar/", mine.calendar, name="submission_calendar"),
    path("account/answers/<slug:submission>/shown/", mine.shown, name="submission_shown"),
    path("desk/answers/", answering.waiting, name="answers_waiting"),
    path("desk/answers/<slug:submission>/", answering.answer, name="answer"),
]
