"""A search is saved, confirmed, listed, changed and stopped: by members, and by visitors who have a signed link."""

from collections.abc import Sequence
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.base.locales import active_language
from search.engines.current import search_engine
from search.results.facets import described
from search.results.parameters import Asked, read
from search.saved.forms import ChangeForm, SearchForm, VisitorForm
from search.saved.models import LONGEST_NAME, SavedSearch, SavedSearchQuerySet, Subscriber
from search.saved.operations import keeping
from search.saved.queries import manage_address, reading_of, search_to_confirm, subscriber_of, to_stop

_STOPPED = "saved.stopped"


def _me(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _words(questions: Sequence[Asked]) -> list[list[str]]:
    """Return what each question asks for, in words of the reader."""
    named = zip(questions, described(questions, active_language()), strict=True)
    return [[part for part in (asked.text, *names) if part] or [_("Everything new")] for asked, names in named]


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Save what the address asks for: a member at once, a visitor by a mail that asks her."""
    asked = read(request.GET)
    [words] = _words([asked.kept()])
    kind = SearchForm if request.user.is_authenticated else VisitorForm
    form = kind(request.POST or None, initial={"name": _name(words)})
    if request.method == "POST" and form.is_valid():
        if not request.user.is_authenticated and (too_often := ratelimit.consume_or_429(request, action="save_search")):
            return too_often
        try:
            return _saved(request, asked.kept(), words, form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
    context = {"form": form, "asked": asked, "words": words, "back": reverse("search") + asked.address()}
    return render(request, "saved/save.html", context)


def _name(words: Sequence[str]) -> str:
    return " · ".join(words)[:LONGEST_NAME]


def _saved(request: HttpRequest, asked: Asked, words: Sequence[str], typed: dict[str, Any]) -> HttpResponse:
    facts = {
        "asked": asked,
        "reading": reading_of(asked, search_engine()),
        "name": typed["name"] or _name(words),
        "rhythm": typed["rhythm"],
        "language": active_language(),
        "now": timezone.now(),
    }
    if request.user.is_authenticated:
        keeping.save_search(user=_me(request), **facts)
        messages.success(request, _("Your search is saved."))
        return redirect("saved_searches")
    keeping.ask_for_search(email=typed["email"], **facts)
    return redirect("search_asked")


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """The same words for everybody: nobody learns whose address it was."""
    return render(request, "saved/asked.html", {"days": keeping.KEPT_UNCONFIRMED.days})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, confirming: str) -> HttpResponse:
    """Mail programs open links by themselves, so opening it confirms nothing: the button does."""
    search = _signed(search_to_confirm, confirming)
    if search is None:
        return render(request, "saved/over.html", status=404)
    refusal, done = "", False
    if request.method == "POST":
        try:
            search = keeping.confirm(search=search, now=timezone.now())
            done = True
        except DomainError as error:
            refusal = str(error)
    context = {
        "search": search,
        "words": _words([search.asked()])[0],
        "refusal": refusal,
        "done": done or search.confirmed_at is not None,
        "results": reverse("search") + search.asked().address(),
        "manage": manage_address(search.subscriber, active_language()),
    }
    return render(request, "saved/confirm.html", context)


@csrf_exempt  # a mail provider sends it, without a cookie or a page of ours (RFC 8058, section 3.2)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, stopping: str) -> HttpResponse:
    """Stop the mails of a rhythm: by one POST of anybody who has the link; opening it only shows the button."""
    subscriber, rhythm, language = _signed(to_stop, stopping)
    if subscriber is None:
        return render(request, "saved/over.html", status=200 if request.method == "POST" else 404)
    context: dict[str, Any] = {"manage": manage_address(subscriber, active_language()), "went_on": 0, "done": False}
    own = SavedSearch.objects.of(subscriber)
    if request.method == "POST" and "undo" in request.POST:
        ids = _signed(lambda token: signing.loads(token, salt=_STOPPED), request.POST["undo"])
        searches = own.filter(public_id__in=ids)
        context["went_on"] = keeping.resume(searches=searches, now=timezone.now())
    elif request.method == "POST":
        stopped = keeping.stop(subscriber=subscriber, rhythm=rhythm, language=language, now=timezone.now())
        undo = signing.dumps([search.public_id for search in stopped], salt=_STOPPED)
        return render(request, "saved/stop.html", context | {"searches": stopped, "undo": undo, "done": True})
    searches = own.active().filter(rhythm=rhythm, language=language).order_by("pk")
    return render(request, "saved/stop.html", context | {"searches": list(searches), "undo": ""})


@login_required
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    return _list(request, SavedSearch.objects.visible_to(request.user))


@login_required
@require_POST
def members_change(request: HttpRequest, public_id: str) -> HttpResponse:
    return _change(request, SavedSearch.objects.visible_to(request.user), public_id)


@never_cache
@require_safe
def visitors(request: HttpRequest, mine: str) -> HttpResponse:
    subscriber = _visitor(mine)
    return _list(request, SavedSearch.objects.of(subscriber).confirmed(), mine=mine, subscriber=subscriber)


@never_cache
@require_POST
def visitors_change(request: HttpRequest, mine: str, public_id: str) -> HttpResponse:
    subscriber = _visitor(mine)
    searches = SavedSearch.objects.of(subscriber).confirmed()
    return _change(request, searches, public_id, mine=mine, subscriber=subscriber)


@never_cache
@require_POST
def forget(request: HttpRequest, mine: str) -> HttpResponse:
    keeping.forget_address(subscriber=_visitor(mine), now=timezone.now())
    return render(request, "saved/forgotten.html")


def _visitor(mine: str) -> Subscriber:
    subscriber = _signed(subscriber_of, mine)
    if subscriber is None:
        raise Http404
    return subscriber


def _signed(reads: Any, token: str) -> Any:
    """Read a signed link; one that nobody of ours wrote leads nowhere."""
    try:
        return reads(token)
    except (signing.BadSignature, ValueError) as error:
        raise Http404 from error


def _list(
    request: HttpRequest,
    searches: SavedSearchQuerySet,
    *,
    mine: str = "",
    subscriber: Subscriber | None = None,
    refused: ChangeForm | None = None,
    refused_id: str = "",
) -> HttpResponse:
    """Show searches with what each asks for, in a number of queries that does not grow with them."""
    listed = list(searches.listed())
    questions = [search.asked() for search in listed]
    rows = [
        {
            "search": search,
            "words": words,
            "results": reverse("search") + asked.address(),
            "form": refused if refused is not None and search.public_id == refused_id else _form(search),
            "action": _action(search.public_id, mine),
        }
        for search, asked, words in zip(listed, questions, _words(questions), strict=True)
    ]
    context = {"rows": rows, "mine": mine, "subscriber": subscriber, "most": keeping.MOST}
    return render(request, "saved/list.html", context)


def _form(search: SavedSearch, typed: Any = None) -> ChangeForm:
    initial = {"name": search.name, "rhythm": search.rhythm}
    return ChangeForm(typed, initial=initial, auto_id=f"id_{search.public_id}_%s")


def _action(public_id: str, mine: str) -> str:
    return reverse("search_mine_change", args=[mine, public_id]) if mine else reverse("saved_search", args=[public_id])


def _change(
    request: HttpRequest,
    searches: SavedSearchQuerySet,
    public_id: str,
    *,
    mine: str = "",
    subscriber: Subscriber | None = None,
) -> HttpResponse:
    """Rename, change the rhythm, pause, go on or delete, as the button says."""
    search = get_object_or_404(searches.listed(), public_id=public_id)
    now = timezone.now()
    match request.POST.get("do"):
        case "pause":
            keeping.pause(search=search, now=now)
            messages.success(request, _("“%(name)s” tells you nothing until you let it go on.") % {"name": search.name})
        case "resume":
            keeping.resume(searches=[search], now=now)
            messages.success(request, _("“%(name)s” goes on.") % {"name": search.name})
        case "delete":
            keeping.remove(search=search, now=now)
            messages.success(request, _("“%(name)s” is deleted.") % {"name": search.name})
            if subscriber is not None and not searches.exists():
                return render(request, "saved/forgotten.html")
        case _:
            form = _form(search, request.POST)
            if not form.is_valid():
                return _list(
                    request, searches, mine=mine, subscriber=subscriber, refused=form, refused_id=search.public_id
                )
            keeping.change_search(search=search, now=now, **form.cleaned_data)
            messages.success(request, _("Your search is saved."))
    return redirect("search_mine", mine) if mine else redirect("saved_searches")
