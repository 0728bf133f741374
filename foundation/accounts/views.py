"""A person's own account: settings, export, erasure, and the privacy notice."""

import json
from email.utils import parseaddr

from allauth.account.decorators import reauthentication_required
from django.conf import settings as django_settings
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
from foundation.accounts.models import User
from foundation.accounts.operations import change_settings, erase_account, export_data
from foundation.base.errors import DomainError


def _me(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


@login_required
def settings(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST or None, instance=User.objects.get(pk=_me(request).pk))
    if request.method == "POST" and form.is_valid():
        user = change_settings(user=_me(request), now=timezone.now(), **form.cleaned_data)
        with translation.override(user.language):
            messages.success(request, _("Your account is saved."))
            return redirect(reverse("account_settings"))
    return render(request, "account/settings.html", {"form": form})


@login_required
def data(request: HttpRequest) -> HttpResponse:
    return render(request, "account/data.html")


@login_required
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    data = export_data(user=_me(request), now=timezone.now())
    text = json.dumps(data, ensure_ascii=False, indent=1, default=str)
    return HttpResponse(
        text, content_type="application/json", headers={"Content-Disposition": 'attachment; filename="jisr-data.json"'}
    )


@login_required
@reauthentication_required
def erase(request: HttpRequest) -> HttpResponse:
    user = _me(request)
    form = ErasureForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            erase_account(user=user, now=timezone.now())
        except DomainError as error:
            form.add_error(None, str(error.sentence))
        else:
            logout(request)
            messages.success(request, _("Your account and all its data are erased."))
            return redirect("/")
    return render(request, "account/erase.html", {"form": form})


def privacy(request: HttpRequest) -> HttpResponse:
    contact = parseaddr(django_settings.DEFAULT_FROM_EMAIL)[1]
    return render(request, "account/privacy.html", {"contact": contact})
