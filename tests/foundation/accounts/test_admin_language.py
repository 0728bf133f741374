"""The staff admin has no language prefix: it speaks the language of the account."""

from typing import Any

import pytest

from tests import factories


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("es", 'lang="es"'), ("ar", 'dir="rtl"')])
def test_the_staff_admin_speaks_the_language_of_the_account(as_user: Any, language: str, words: str) -> None:
    page = as_user(factories.staff(language=language)).get("/admin/", headers={"Accept-Language": "fr"})
    assert words in page.content.decode()
