"""organisations/…/experts/ for those who bring a list, account/invited/… for those who stand in it."""

from django.urls import path

from marketplace.rosters import views

urlpatterns = [
    path("organisations/<slug:organisation>/experts/", views.roster, name="roster"),
    path("organisations/<slug:organisation>/experts/send/", views.send, name="roster_send"),
    path("organisations/<slug:organisation>/experts/template/", views.template, name="roster_template"),
    path("account/invited/<str:token>/", views.invited, name="roster_invited"),
]
