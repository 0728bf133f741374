"""Whose profile a page is about: one's own, or else the page where one begins."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from marketplace.profiles.queries import expert_of, investor_of

View = Callable[..., HttpResponse]


def with_expert(view: View) -> View:
    """Pass the person's expert profile as `profile`; a visitor signs in, who has none chooses first."""
    return _with(expert_of, view)


def with_investor(view: View) -> View:
    return _with(investor_of, view)


def _with(profile_of: Callable[[Any], Any], view: View) -> View:
    @login_required
    @wraps(view)
    def own(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        profile = profile_of(request.user)
        if profile is None:
            return redirect("profiles")
        return view(request, *args, profile=profile, **kwargs)

    return own
