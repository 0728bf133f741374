"""organisations/… for those who run one, desk/organisations/… for the focal point of its country."""

from django.urls import path

from foundation.organisations.views import coordinating
from foundation.organisations.views import teams as views

urlpatterns = [
    path("organisations/register/", views.registration, name="organisation_register"),
    path("organisations/invitations/<slug:public_id>/", views.invitation, name="organisation_invitation"),
    path("organisations/<slug:organisation>/team/", views.team, name="organisation_team"),
    path("organisations/<slug:organisation>/team/invite/", views.send_invitation, name="organisation_invite"),
    path("organisations/<slug:organisation>/team/leave/", views.leave_team, name="organisation_leave"),
    path("organisations/<slug:organisation>/team/members/<slug:public_id>/", views.member, name="organisation_member"),
    path(
        "organisations/<slug:organisation>/team/single-editor/", views.single_editor, name="organisation_single_editor"
    ),
    path(
        "organisations/<slug:organisation>/team/invitations/<slug:public_id>/withdraw/",
        views.withdraw,
        name="organisation_withdraw_invitation",
    ),
    path("organisations/<slug:organisation>/team/phone/", coordinating.phone, name="organisation_phone"),
    path(
        "organisations/<slug:organisation>/team/coordinators/", coordinating.name, name="organisation_name_coordinator"
    ),
    path(
        "organisations/<slug:organisation>/team/coordinators/<int:coordinator>/end/",
        coordinating.end,
        name="organisation_end_coordinator",
    ),
    path(
        "organisations/<slug:organisation>/coordination/", coordinating.coordination, name="organisation_coordination"
    ),
    path("organisations/<slug:organisation>/details/", views.details, name="organisation_details"),
    path("organisations/<slug:organisation>/again/", views.again, name="organisation_again"),
    path("organisations/<slug:organisation>/withdraw/", views.withdraw_all, name="organisation_withdraw"),
    path("desk/organisations/", views.to_verify, name="organisations_to_verify"),
    path("desk/organisations/<slug:organisation>/", views.verification, name="organisation_verification"),
]
