"""A person's own account: settings, export, erasure, and the privacy notice."""

import json

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from foundation.accounts.forms import AccountForm, ErasureForm
from foundation.accounts.operations import erase_account, export_data


@login_required
def settings(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        with translation.override(user.language):
            messages.success(request, _("Your account is saved."))
            return redirect(reverse("account_settings"))
    return render(request, "account/settings.html", {"form": form})


@login_required
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    data = export_data(user=request.user, now=timezone.now())  # type: ignore[arg-type]
    text = json.dumps(data, ensure_ascii=False, indent=1, default=str)
    return HttpResponse(
        text, content_type="application/json", headers={"Content-Disposition": 'attachment; filename="jisr-data.json"'}
    )


@login_required
def erase(request: HttpRequest) -> HttpResponse:
    form = ErasureForm(request.POST or None, user=request.user)  # type: ignore[arg-type]
    if request.method == "POST" and form.is_valid():
        user = request.user
        logout(request)
        erase_account(user=user, now=timezone.now())  # type: ignore[arg-type]
        messages.success(request, _("Your account and all its data are erased."))
        return redirect("/")
    return render(request, "account/erase.html", {"form": form})


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "account/privacy.html")
