"""The home page's and the desk's working page: nothing but panels."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.panels.registry import panels_for


@login_required
def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "panels/desk.html", {"panels": panels_for("desk", request=request).get(None, [])})
