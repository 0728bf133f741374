"""desk/judging/: what one is asked to judge; desk/answers/<submission>/judging/: to whom it is given."""

from django.urls import path

from marketplace.judging import views

urlpatterns = [
    path("desk/judging/", views.judging, name="judging"),
    path("desk/judging/<slug:assessment>/", views.judge, name="judge"),
    path("desk/judging/<slug:assessment>/documents/<slug:file>/", views.document, name="judge_document"),
    path("desk/answers/<slug:submission>/judging/", views.give_out, name="judge_give"),
    path("desk/answers/<slug:submission>/judging/<slug:assessment>/take/", views.take, name="judge_take"),
]
