"""The pages of the account: one list, and on a phone one button that says where one is."""

import lxml.html
import pytest

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "language", "label"),
    [
        ("account/settings/", "fr", "Paramètres"),
        ("account/notifications/", "ar", "الإشعارات"),
        ("account/notifications/choices/", "fr", "Notifications"),
    ],
)
def test_the_button_says_on_which_page_one_is_and_the_list_marks_it(as_user, path, language, label):
    page = as_user(factories.user(language=language)).get(f"/{language}/{path}")
    nav = lxml.html.fromstring(page.content.decode()).xpath("//nav[.//details[@data-account-menu]]")[0]
    assert " ".join(nav.xpath(".//summary")[0].text_content().split()).endswith(f"· {label}")
    assert [each.text for each in nav.xpath(".//a[contains(@class, 'active')]")] == [label]
    here = nav.xpath(".//a[@aria-current='page']")
    assert [each.text for each in here] == ([] if "choices" in path else [label])
    assert len(nav.xpath(".//a")) == 13
