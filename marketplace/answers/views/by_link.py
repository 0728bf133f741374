"""Answer by the link of a mail, without a password: opening it spends nothing, and a strange browser sees nothing."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from foundation.base.locales import active_language
from marketplace.answers import links
from marketplace.answers.forms import AskLinkForm
from marketplace.answers.links import LinkState, link_of, who_answers
from marketplace.answers.models import AnswerLink
from marketplace.answers.operations.linking import next_link, send_fresh_link
from marketplace.answers.queries import actor_of, with_page
from marketplace.answers.views.answering import Screen


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, link: str) -> HttpResponse:
    """One submission with its answer, for a browser that is known; its address for another; of a dead link nothing."""
    found, state = link_of(link, now=timezone.now())
    if found is not None and request.POST.get("do") == "link":
        return _ask(request, found)
    if found is None or state is not LinkState.OPEN:
        return _dead(request, state)
    identity = who_answers(request, found)
    if identity is None:
        return _strange(request, AskLinkForm())
    # panels show it as to her, and lead to what belongs to it with `?link=`
    request.answer_link, request.answers_as = link, identity.user  # type: ignore[attr-defined]
    submission = with_page(found.submission)
    screen = Screen(submission, actor_of(identity.user, submission), identity.user, token=link)
    if request.method == "POST" and screen.take(request):
        response: HttpResponse = redirect("answer_by_link", link)
    else:
        response = screen.shown(request, "answers/by_link.html", identity=identity)
    if links.asked_here(request, found):
        links.know(response, found)
    return response


@require_POST
def forget_browser(request: HttpRequest) -> HttpResponse:
    """End what this browser is known for; the way out of a shared computer."""
    response = render(request, "answers/forgotten.html")
    links.forget(response)
    return response


@require_POST
def next_by_link(request: HttpRequest) -> HttpResponse:
    """Lead a known browser to what waits next; whoever is signed in has the list."""
    if request.user.is_authenticated:
        return redirect("answers_waiting")
    person = links.person_known(request)
    path = next_link(user=person, language=active_language(), now=timezone.now()) if person else ""
    return redirect(path) if path else render(request, "answers/nothing_left.html")


def _ask(request: HttpRequest, link: AnswerLink) -> HttpResponse:
    """Mail a fresh link to a person who may answer; the answer is the same to everybody."""
    form = AskLinkForm(request.POST)
    if not form.is_valid():
        return _strange(request, form)
    email = form.cleaned_data["email"].lower()
    if too_often := ratelimit.consume_or_429(request, action="answer_link", key=email):
        return too_often  # type: ignore[no-any-return]
    response = render(request, "answers/asked.html", {"email": email})
    browser = links.mark(request, response)
    address = EmailAddress.objects.filter(email__iexact=email, verified=True, user__is_active=True)
    if found := address.select_related("user").first():
        send_fresh_link(
            submission=link.submission,
            to=found.user,
            browser=browser,
            lasting=form.cleaned_data["lasting"],
            now=timezone.now(),
        )
    return response


def _strange(request: HttpRequest, form: AskLinkForm) -> HttpResponse:
    return render(request, "answers/strange.html", {"form": form}, status=422 if form.errors else 200)


def _dead(request: HttpRequest, state: LinkState) -> HttpResponse:
    context: dict[str, Any] = {
        "state": state.value,
        "known": request.user.is_authenticated or links.person_known(request) is not None,
        "form": None if state is LinkState.UNKNOWN else AskLinkForm(),
    }
    return render(request, "answers/dead_link.html", context, status=404 if state is LinkState.UNKNOWN else 410)
