"""A page stays with its agency: what was sent to one is not another's to answer, and a hold is not walked around."""

import pytest
from django.urls import reverse

from cms.agencies.models import Hold
from cms.agencies.operations import hold
from cms.opportunities.models import MissionCall
from foundation.organisations.models import Membership, Role
from tests.cms import makers
from tests.marketplace.answers.makers import application

pytestmark = pytest.mark.django_db


def _try(client, call, to):
    """Move a page by both doors; return what the person reads and the agency the page is below then."""
    one = client.post(reverse("wagtailadmin_pages:move_confirm", args=[call.pk, to.page.pk]), follow=True)
    many = client.post(f"/cms/bulk/wagtailcore/page/move/?id={call.pk}", {"chooser": to.page.pk}, follow=True)
    said = {str(message) for response in (one, many) for message in response.context["messages"]}
    return said, MissionCall.objects.get(pk=call.pk).agency.organisation


def test_a_moderator_of_two_agencies_moves_no_page_between_them(souss, bassin, signed_in):
    both = souss.moderator
    Membership.objects.create(organisation=bassin.organisation, user=both, role=Role.MODERATOR, since=makers.NOW)
    both.groups.add(bassin.organisation.moderators)
    said, where = _try(signed_in(both), makers.call(souss), bassin)
    assert where == souss.organisation
    assert [sentence for sentence in said if sentence.startswith("A page stays with its agency.")] == list(said)


def test_an_administrator_moves_what_nobody_has_answered(souss, bassin, signed_in):
    administrator = makers.administrator()
    administrator.language = "en"
    administrator.save()
    client = signed_in(administrator)
    answered, free = makers.call(souss), makers.call(souss)
    application(answered)
    said, where = _try(client, answered, bassin)
    assert where == souss.organisation
    assert "people have written to this agency about it" in said.pop()
    hold(organisation=bassin.organisation, reason=Hold.Reason.UNANSWERED, now=makers.NOW)
    said, where = _try(client, free, bassin)
    assert where == souss.organisation
    assert "name a coordinator" in said.pop()
    Hold.objects.all().delete()
    assert _try(client, free, bassin)[1] == bassin.organisation
