"""An agency one does not wish to be shown to, and the way back."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.base.locales import active_language
from foundation.organisations.models import Organisation
from marketplace.profiles.forms import KeepAwayForm
from marketplace.profiles.operations.blocking import block, unblock


@login_required
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Keep away from an agency, or with do=unblock no longer; then back to the page one came from."""
    form = KeepAwayForm(request.POST)
    if not form.is_valid():
        raise Http404
    organisation = get_object_or_404(Organisation, public_id=form.cleaned_data["organisation"])
    agency = {"agency": organisation.name(active_language())}
    user = cast(User, request.user)
    try:
        if request.POST.get("do") == "unblock":
            unblock(user=user, organisation=organisation, now=timezone.now())
            messages.success(request, _("%(agency)s can be shown you again, and you its calls.") % agency)
        else:
            block(user=user, organisation=organisation, now=timezone.now())
            messages.success(request, _("%(agency)s is not shown you any more, nor you its calls.") % agency)
    except DomainError as refused:
        messages.error(request, str(refused))
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        return redirect(back)
    return redirect("profiles")
