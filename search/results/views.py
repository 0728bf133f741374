"""The results page: whole, or as the fragment that htmx puts in its place; and its address to hand on."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from foundation.accounts.queries import language_of
from search.results.parameters import read
from search.results.queries import results_for


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    found = results_for(read(request.GET), user=request.user, request=request, today=timezone.localdate())
    fragment = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    template = "search/_results.html" if fragment else "search/results.html"
    response = render(request, template, {"results": found, "asked": found.asked})
    if fragment:
        response["HX-Push-Url"] = reverse("search") + found.asked.address().removesuffix("?")
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def short(request: HttpRequest) -> HttpResponse:
    """/s/?q=…: the address to hand on; it asks the same in the reader's language."""
    with translation.override(language_of(request, otherwise=settings.LANGUAGE_CODE)):
        response = redirect(reverse("search") + read(request.GET).address().removesuffix("?"))
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response
