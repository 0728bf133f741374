"""Anybody checks a number with its code: no account, no name, in the language of the browser."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation.registry.forms.looking import VerifyForm
from foundation.registry.queries import entry_of, plain_code, plain_number

_NUMBER = re.compile(r"[A-Z0-9]{2,12}/\d{4}/[ADI]/\d{6,10}", re.ASCII)
_CODE = re.compile(r"[a-z0-9]{4,16}")
_LIMITED = {"action": "verify_number", "limit_get": True}


def _in_its_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The address holds no language, so `?language=` is how a reader chooses another than that of the browser."""

    @wraps(view)
    def spoken(request: HttpRequest, **parts: str) -> HttpResponse:
        asked = request.GET.get("language", "")
        if asked not in dict(settings.LANGUAGES):
            return view(request, **parts)
        with translation.override(asked):
            return view(request, **parts)

    return spoken


@never_cache
@require_safe
@_in_its_language
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for number and code, and lead to the page about them."""
    form = VerifyForm(request.GET if request.GET.keys() & {"number", "code"} else None)
    if form.is_bound and form.is_valid():
        number, code = plain_number(form.cleaned_data["number"]), plain_code(form.cleaned_data["code"])
        if _NUMBER.fullmatch(number) and _CODE.fullmatch(code):
            return redirect("verify_entry", number=number, code=code)
        return _unknown(request, number)
    return _form(request, form)


@never_cache
@require_safe
@_in_its_language
def verify_entry(request: HttpRequest, number: str, code: str) -> HttpResponse:
    if too_often := ratelimit.consume_or_429(request, dry_run=True, **_LIMITED):
        return too_often
    entry = entry_of(number, code)
    return render(request, "registry/verified.html", {"entry": entry}) if entry else _unknown(request, number)


def _unknown(request: HttpRequest, number: str) -> HttpResponse:
    """A wrong code is counted: nobody tries them all."""
    if too_often := ratelimit.consume_or_429(request, **_LIMITED):
        return too_often
    return _form(request, VerifyForm(initial={"number": plain_number(number)[:60]}), unknown=True)


def _form(request: HttpRequest, form: VerifyForm, *, unknown: bool = False) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "unknown": unknown, "language": request.GET.get("language", "")}
    return render(request, "registry/verify.html", context, status=404 if unknown else 200)
