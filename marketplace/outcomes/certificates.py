"""The certificate of a mission as a PDF in two languages, made when somebody asks for it and kept nowhere."""

import re
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.base.locales import date_words
from foundation.notifications.rendering import absolute
from foundation.registry.models import Entry
from foundation.registry.printing import printed, qr_svg
from foundation.registry.queries import verify_path
from foundation.taxonomy.queries import preferred_labels
from marketplace.answers.lifecycle import Actor
from marketplace.answers.models import Move
from marketplace.outcomes.models import Certificate

AT_HOME = {"MA": "ar"}  # the language of paper in a home country; French in the others
OTHER_OF = {"fr": "ar", "ar": "fr"}
_RTL = re.compile(r"[\u0590-\u08ff]")
MOST_LINES, MOST_SKILLS, LONGEST = 6, 6, 140  # so that the longest still fits on one page


def languages_of(certificate: Certificate) -> tuple[str, str]:
    """Return the person's language and that of the country of the agency; French and Arabic where both are one."""
    own = certificate.application.language
    home = AT_HOME.get(certificate.application.organisation.country, "fr")
    return (own, home) if own != home else (own, OTHER_OF[own])


def certificate_pdf(*, certificate: Certificate, languages: tuple[str, str] | None = None) -> bytes:
    """Return the certificate: two columns that say the same, number and QR code below; A4 across.

    The names are those of today; the erased have none, and no certificate is made for them.
    """
    entry = Entry.objects.with_all().get(pk=certificate.entry_id)
    address = absolute(verify_path(entry))
    pair = languages or languages_of(certificate)
    done = Move.objects.filter(submission=certificate.application_id, name="complete").order_by("-at", "-pk").first()
    by_coordinator = done is not None and done.actor == Actor.COORDINATOR
    left, right = sorted(pair, key=lambda code: get_language_info(code)["bidi"])  # what runs right stands right
    words: dict[str, Any] = {
        "name": str(certificate.application.person),
        "number": entry.number,
        "code": entry.code,
        "qr": qr_svg(address),
        "address": address,
        "shown": absolute(reverse("verify")),
        "lines": [{"text": line, "rtl": bool(_RTL.search(line))} for line in _handed_over(certificate)],
        "columns": [_column(certificate, entry, language, by_coordinator) for language in (left, right)],
    }
    return printed("certificate", words, of="outcomes")


def certificate_name(certificate: Certificate) -> str:
    """Return a file name that says the number and nothing else."""
    return f"{certificate.entry.number.replace('/', '-')}.pdf"


def _handed_over(certificate: Certificate) -> list[str]:
    """The deliverables in the words of the terms, which are in one language; each runs its own way."""
    rows = certificate.terms.deliverables.all()
    lines = [row.text for row in rows if row.delivered is not False]
    return [_cut(line) for line in lines[:MOST_LINES]]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _column(certificate: Certificate, entry: Entry, language: str, by_coordinator: bool) -> dict[str, Any]:
    """What one language says; sentences are whole, so that each language orders its own words."""
    application, terms = certificate.application, certificate.terms
    labels = preferred_labels(certificate.skills, language)
    with translation.override(language):
        last = min(terms.ends_on, max(entry.admitted_on, terms.starts_on))  # done early, it says so
        period = {"first": date_words(terms.starts_on, language), "last": date_words(last, language)}
        return {
            "language": language,
            "rtl": get_language_info(language)["bidi"],
            "agency": application.organisation.name(language),
            "title": _("Certificate of mission"),
            "attests": _("%(agency)s certifies that") % {"agency": application.organisation.name(language)},
            "has_done": _("has carried out the mission"),
            "mission": _cut(certificate.titles.get(language, "")),
            "period": _("from %(first)s to %(last)s") % period,
            "lines_label": _("Handed over"),
            "skills_label": _("Skills seen at work"),
            "skills": [labels[uri] for uri in certificate.skills if uri in labels][:MOST_SKILLS],
            "issued": _("Issued on %(day)s") % {"day": date_words(entry.admitted_on, language)},
            "signed": _signed(certificate.signed_by, by_coordinator),
            "number_label": _("Number"),
            "code_label": _("Code"),
            "check": _("Anybody can check this certificate, without an account, with this code or number and code at:"),
            "qr_alt": _("QR code that leads to the page that checks this number"),
            "annulled": _("This certificate was annulled. It has no effect.") if entry.standing.annulled else "",
        }


def _signed(signer: User | None, by_coordinator: bool) -> str:
    """Who has confirmed it, and in which quality; "" where nobody is named any more."""
    if by_coordinator and signer is not None:
        return _("Confirmed by %(name)s, coordinator, for the agency") % {"name": signer}
    if by_coordinator:
        return _("Confirmed by a coordinator, for the agency")
    return _("Confirmed for the agency by %(name)s") % {"name": signer} if signer is not None else ""
