"""What a link and a browser prove: tokens are signed and kept as digests, a known browser holds a signed cookie.

A link says which submission is meant, never who opens it: mail is forwarded, and scanners open what it holds. Who acts
is who is signed in, or whose browser it is; and that person must have the right to answer, at that moment.
"""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from foundation.accounts.models import User
from marketplace.answers.models import AnswerLink, Submission

KNOWN, ASKING = "jisr_answers_as", "jisr_answers_asking"  # cookies
LASTING, OF_THE_DAY = dt.timedelta(days=180), dt.timedelta(hours=12)
ASKED_FOR = dt.timedelta(hours=24)  # how long a link that was asked for, and the mark of its browser, hold
_TOKEN = signing.Signer(salt="answers.link", sep=".")
_COOKIE = "answers.known"


class LinkState(Enum):
    """What has become of a link; only an open one shows anything."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    OVER = "over"  # answered by somebody else, withdrawn, or the agency is out of sight
    UNKNOWN = "unknown"


def new_token() -> tuple[str, str]:
    """Return a signed token and the digest by which it is found again."""
    token = _TOKEN.sign(secrets.token_urlsafe(24))
    return token, digest_of(token)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def link_of(token: str, *, now: dt.datetime) -> tuple[AnswerLink | None, LinkState]:
    """Return a link with its submission, and what has become of it; (None, UNKNOWN) for a token that is not ours."""
    try:
        _TOKEN.unsign(token)
    except signing.BadSignature:
        return None, LinkState.UNKNOWN
    rows = AnswerLink.objects.select_related("user", "submission__entry", "submission__organisation")
    link = rows.select_related("submission__person").filter(digest=digest_of(token)).first()
    if link is None:
        return None, LinkState.UNKNOWN
    if link.used_at is not None:
        return link, LinkState.USED
    if link.expires_at <= now:
        return link, LinkState.EXPIRED
    usable = AnswerLink.objects.usable(now).filter(pk=link.pk).exists()
    return link, LinkState.OPEN if usable else LinkState.OVER


# --- browsers ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Identity:
    """Who acts: whoever is signed in, or the person of this browser (`by_cookie`)."""

    user: User
    by_cookie: bool = False


def who_answers(request: HttpRequest, link: AnswerLink) -> Identity | None:
    """Return who may answer through a link in this browser now; None when nobody is known who may."""
    known = link.user if asked_here(request, link) else person_known(request)
    candidates = [Identity(request.user)] if request.user.is_authenticated else []
    candidates += [Identity(known, by_cookie=True)] if known else []
    return next((one for one in candidates if may_answer(one.user, link.submission)), None)


def may_answer(user: Any, submission: Submission) -> bool:
    return Submission.objects.answerable_by(user).filter(pk=submission.pk).exists()  # type: ignore[no-any-return]


def reader_of(request: HttpRequest, public_id: str, *, now: dt.datetime) -> Any:
    """Return as whom a request reads what belongs to a submission: `?link=` opens it to a browser that is known."""
    if token := request.GET.get("link", ""):
        link, state = link_of(token, now=now)
        if link is None or state is not LinkState.OPEN or link.submission.public_id != public_id:
            return AnonymousUser()
        identity = who_answers(request, link)
        if identity is None:
            return AnonymousUser()
        request.answer_link, request.answers_as = token, identity.user  # type: ignore[attr-defined]
        return identity.user
    return request.user


def link_query(request: HttpRequest) -> str:
    """Return what stands behind the address of something that belongs to the submission which a link has opened."""
    token = getattr(request, "answer_link", "")
    return f"?link={token}" if token else ""


def reader_on(request: HttpRequest) -> Any:
    """Return as whom a page is read: who is signed in, or who answers on it through a link."""
    return getattr(request, "answers_as", request.user)


def know(response: HttpResponse, link: AnswerLink) -> None:
    """Let the browser be known as that of the person whose link was asked for from it."""
    facts = {"user": link.user.public_id, "auth": _auth(link.user), "lasting": link.lasting}
    value = signing.dumps(facts, salt=_COOKIE)
    _set(response, KNOWN, value, LASTING if link.lasting else None)
    response.delete_cookie(ASKING)


def forget(response: HttpResponse) -> None:
    response.delete_cookie(KNOWN)
    response.delete_cookie(ASKING)


def mark(request: HttpRequest, response: HttpResponse) -> str:
    """Mark the browser that asks for a link, and return the digest of its mark."""
    value = request.COOKIES.get(ASKING, "")
    if not 20 <= len(value) <= 60:
        value = secrets.token_urlsafe(24)
    _set(response, ASKING, value, ASKED_FOR)
    return digest_of(value)


def person_known(request: HttpRequest) -> User | None:
    """Return the person of this browser. A changed password ends it, as it ends her sessions."""
    try:
        facts = signing.loads(request.COOKIES.get(KNOWN, ""), salt=_COOKIE, max_age=LASTING)
        if not facts["lasting"]:
            facts = signing.loads(request.COOKIES[KNOWN], salt=_COOKIE, max_age=OF_THE_DAY)
    except (signing.BadSignature, KeyError, TypeError):
        return None
    user = User.objects.filter(public_id=facts["user"], is_active=True).first()
    return user if user and constant_time_compare(_auth(user), facts["auth"]) else None


def asked_here(request: HttpRequest, link: AnswerLink) -> bool:
    """Tell whether this browser asked for the link: opening it makes the browser known."""
    asking = request.COOKIES.get(ASKING, "")
    return bool(link.browser and asking) and constant_time_compare(digest_of(asking), link.browser)


def _auth(user: User) -> str:
    return digest_of(user.get_session_auth_hash())


def _set(response: HttpResponse, name: str, value: str, age: dt.timedelta | None) -> None:
    response.set_cookie(
        name, value, max_age=age, httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
    )
