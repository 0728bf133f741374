"""account/invitations/: what an expert was invited to; desk/invitations/: whom a call has invited."""

from django.urls import path

from marketplace.invitations import views

urlpatterns = [
    path("account/invitations/", views.received, name="call_invitations_received"),
    path("account/invitations/<slug:invitation>/", views.invitation, name="call_invitation"),
    path("desk/invitations/<slug:opportunity>/", views.of_call, name="call_invitations"),
    path("desk/invitations/<slug:opportunity>/<slug:profile>/", views.invite_one, name="call_invite"),
    path("desk/invitation/<slug:invitation>/withdraw/", views.take_back, name="call_invitation_withdraw"),
]
