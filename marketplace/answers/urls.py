"""account/answers/: what one sent and what became of it; desk/answers/ and answer/…: what waits for an answer."""

from django.urls import path

from marketplace.answers.views import answering, by_link, mine

urlpatterns = [
    path("account/answers/", mine.submissions, name="submissions"),
    path("account/answers/<slug:submission>/", mine.submission, name="submission"),
    path("account/answers/<slug:submission>/calendar/", mine.calendar, name="submission_calendar"),
    path("account/answers/<slug:submission>/shown/", mine.shown, name="submission_shown"),
    path("desk/answers/", answering.waiting, name="answers_waiting"),
    path("desk/answers/<slug:submission>/", answering.answer, name="answer"),
    path("answer/forget/", by_link.forget_browser, name="forget_browser"),
    path("answer/next/", by_link.next_by_link, name="answer_next"),
    path("answer/<str:link>/", by_link.by_link, name="answer_by_link"),
]
