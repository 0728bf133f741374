"""A new database has its tree and nobody else's rights."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupPagePermission, Page, Site, Task, Workflow

from cms.pages.models import HomePage, OpportunitiesPage

pytestmark = pytest.mark.django_db


def test_a_new_database_holds_root_home_and_opportunities_only() -> None:
    tree = Page.objects.order_by("path").values_list("path", "slug", "url_path", "depth", "numchild")
    assert list(tree) == [
        ("0001", "root", "/", 1, 1),
        ("00010001", "home", "/home/", 2, 1),
        ("000100010001", "opportunities", "/home/opportunities/", 3, 0),
    ]
    assert Page.find_problems() == ([], [], [], [], [])


def test_the_one_site_shows_the_home_page() -> None:
    site = Site.objects.get()
    assert (site.hostname, site.is_default_site) == ("localhost", True)
    assert site.root_page.specific == HomePage.objects.get()


def test_the_home_and_the_shelf_count_as_published() -> None:
    for page in (HomePage.objects.get(), OpportunitiesPage.objects.get()):
        assert page.live and page.first_published_at is not None


def test_no_group_and_no_workflow_of_wagtails_own_is_left() -> None:
    assert not Group.objects.exists()
    assert not GroupPagePermission.objects.exists()
    assert not Workflow.objects.exists()
    assert not Task.objects.exists()
