"""account/numbers/… for the person concerned, desk/register/… for an office's team."""

from typing import Any

urlpatterns: list[Any] = []
