"""What staff changes of the labels of a concept: each with a reason, kept in a history, heard by all who cache."""

import datetime as dt
import re
from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.base.locales import active_language
from foundation.taxonomy.models import LONGEST_LABEL, Concept, Label, LabelChange, Source, WithdrawnLabel
from foundation.taxonomy.operations import bump_version
from foundation.taxonomy.queries import label_of

_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_LONGEST_REASON = 500


class LabelError(DomainError):
    code = "label"


@transaction.atomic
def add_label(
    *,
    concept: Concept,
    language: str,
    text: str,
    preferred: bool = False,
    by: User,
    why: str,
    beside: Collection[int] | None = (),
    now: dt.datetime,
) -> Label:
    """Give a concept one more label of staff, or one that was withdrawn again.

    `beside` are primary keys of concepts that may have the same label; None lets every other one have it.

    Raises:
        LabelError: the label is empty, too long, in another script, an everyday word, or a label already; the
            sentence says of what. Nothing changed.
    """
    concept = _locked(concept)
    text, why = _sense(concept, language, text), _reason(why)
    _require_new(concept, language, text)
    _require_unshared(concept, language, text, beside)
    _forget_withdrawal(concept, language, text)
    before = _lead(concept, language, None) if preferred else ""
    label = Label.objects.create(
        concept=concept, language=language, text=text, preferred=preferred, source=Source.STAFF
    )
    _keep(concept, language, LabelChange.Action.ADDED, before="", after=text, why=why, by=by, now=now)
    if before:
        _keep(concept, language, LabelChange.Action.PREFERRED, before=before, after=text, why=why, by=by, now=now)
    bump_version(now=now)
    return label


@transaction.atomic
def change_label(
    *, label: Label, text: str, by: User, why: str, beside: Collection[int] | None = (), now: dt.datetime
) -> Label:
    """Write a label otherwise; from then on it is staff's, and no source brings the old words back.

    Raises:
        LabelError: as `add_label`, or nothing would change.
    """
    concept, label = _locked(label.concept), _standing(label)
    text, why = _sense(concept, label.language, text), _reason(why)
    if text == label.text:
        raise LabelError(_("This is what the label says already."), field="text")
    _require_new(concept, label.language, text, but=label)
    _require_unshared(concept, label.language, text, beside)
    _forget_withdrawal(concept, label.language, text)
    before, label.text, label.source = label.text, text, Source.STAFF
    label.save(update_fields=["text", "source"])
    if before.casefold() != text.casefold():
        _withdraw(concept, label.language, before, now=now)
    _keep(concept, label.language, LabelChange.Action.CHANGED, before=before, after=text, why=why, by=by, now=now)
    bump_version(now=now)
    return label


@transaction.atomic
def prefer_label(*, label: Label, by: User, why: str, now: dt.datetime) -> Label:
    """Let a label name its concept in its language; it becomes staff's, so that no source takes the lead back.

    Raises:
        LabelError: it is the preferred one already.
    """
    concept, label = _locked(label.concept), _standing(label)
    why = _reason(why)
    if label.preferred:
        raise LabelError(_("This label is the preferred one already."))
    before = _lead(concept, label.language, label)
    _keep(
        concept, label.language, LabelChange.Action.PREFERRED, before=before, after=label.text, why=why, by=by, now=now
    )
    bump_version(now=now)
    return label


@transaction.atomic
def withdraw_label(*, label: Label, by: User, why: str, now: dt.datetime) -> None:
    """Take a label away for good: the starter set and ESCO do not bring it back.

    Raises:
        LabelError: the concept is named by it; another label must be made preferred first.
    """
    concept, label = _locked(label.concept), _standing(label)
    why = _reason(why)
    if label.preferred and concept.labels.filter(language=label.language).count() > 1:
        raise LabelError(_("The concept is named by this label. Make another one preferred first."))
    if not concept.labels.exclude(pk=label.pk).exists():
        raise LabelError(_("This is the only label of the concept. Add another one first."))
    language, text = label.language, label.text
    label.delete()
    _withdraw(concept, language, text, now=now)
    _keep(concept, language, LabelChange.Action.WITHDRAWN, before=text, after="", why=why, by=by, now=now)
    bump_version(now=now)


def _locked(concept: Concept) -> Concept:
    """Every change of labels locks their concept first."""
    return Concept.objects.select_for_update(of=("self",)).get(pk=concept.pk)


def _standing(label: Label) -> Label:
    standing = Label.objects.filter(pk=label.pk).first()
    if standing is None:
        raise LabelError(_("Somebody has withdrawn this label. Look at the page again."))
    return standing


def _sense(concept: Concept, language: str, text: str) -> str:
    """Return the text with white space folded, if it can be a label in its language."""
    text = " ".join(text.split())
    if language not in dict(settings.LANGUAGES):
        raise LabelError(_("Choose a language from the list."), field="language")
    if not text:
        raise LabelError(_("Write the label."), field="text")
    if len(text) > LONGEST_LABEL:
        most = ngettext(
            "A label has at most %(count)s character.", "A label has at most %(count)s characters.", LONGEST_LABEL
        )
        raise LabelError(most % {"count": LONGEST_LABEL}, field="text")
    if language == "ar":
        if not _ARABIC.search(text) and not _is_shared_name(concept, text):
            raise LabelError(
                _(
                    "An Arabic label is written in Arabic letters. Only a name that the concept has in another "
                    "language too, such as SQL, may stand in Latin ones."
                ),
                field="text",
            )
    elif _ARABIC.search(text) or not _LATIN.search(text):
        raise LabelError(_("A label in this language is written in Latin letters."), field="text")
    if import_string(settings.LABEL_JUDGE)(text, language):
        raise LabelError(
            _("“%(text)s” is an everyday word and would link every text. Write a more exact label.") % {"text": text},
            field="text",
        )
    return text


def _is_shared_name(concept: Concept, text: str) -> bool:
    is_name = any(char.isupper() or char.isdigit() for char in text)
    return is_name and concept.labels.filter(text=text).exclude(language="ar").exists()


def _reason(why: str) -> str:
    why = " ".join(why.split())
    if not why:
        raise LabelError(_("Say why, for those who read the history."), field="why")
    return why[:_LONGEST_REASON]


def _require_new(concept: Concept, language: str, text: str, but: Label | None = None) -> None:
    others = concept.labels.filter(language=language).order_by("pk")
    for pk, other in others.values_list("pk", "text"):
        if other.casefold() == text.casefold() and (but is None or pk != but.pk):
            raise LabelError(_("This concept already has this label."), field="text")


def _require_unshared(concept: Concept, language: str, text: str, beside: Collection[int] | None) -> None:
    if beside is None:
        return
    written = {text, text.lower(), text.upper(), text[:1].upper() + text[1:], text.capitalize()}
    same = Label.objects.filter(Q(text__iexact=text) | Q(text__in=written), language=language)
    others = same.filter(concept__kind=concept.kind).exclude(concept=concept).exclude(concept_id__in=beside)
    other = others.select_related("concept").order_by("pk").first()
    if other is not None:
        name = label_of(other.concept, active_language())
        raise LabelError(
            _("“%(text)s” is a label of “%(concept)s” already. Write a more exact one, or say that both are meant.")
            % {"text": other.text, "concept": name},
            code="shared",
            field="text",
        )


def _lead(concept: Concept, language: str, label: Label | None) -> str:
    """Make `label` (or one still to come) preferred; return what was until now."""
    leading = concept.labels.filter(language=language, preferred=True).first()
    if leading is not None:
        leading.preferred = False
        leading.save(update_fields=["preferred"])
    if label is not None:
        label.preferred, label.source = True, Source.STAFF
        label.save(update_fields=["preferred", "source"])
    return leading.text if leading else ""


def _withdraw(concept: Concept, language: str, text: str, *, now: dt.datetime) -> None:
    WithdrawnLabel.objects.get_or_create(concept=concept, language=language, text=text, defaults={"at": now})


def _forget_withdrawal(concept: Concept, language: str, text: str) -> None:
    for row in WithdrawnLabel.objects.filter(concept=concept, language=language).order_by("pk"):
        if row.text.casefold() == text.casefold():
            row.delete()


def _keep(
    concept: Concept, language: str, action: str, *, before: str, after: str, why: str, by: User, now: dt.datetime
) -> None:
    LabelChange.objects.create(
        concept=concept, language=language, action=action, before=before, after=after, why=why, by=by, at=now
    )
