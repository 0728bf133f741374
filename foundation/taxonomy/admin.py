"""Concepts and proposed synonyms in the staff admin: found in any language, changed by operations, with history."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.base.locales import active_language
from foundation.taxonomy.forms import AddForm, ChangeForm, DecisionForm, RefusalForm
from foundation.taxonomy.labels import add_label, change_label, prefer_label, withdraw_label
from foundation.taxonomy.models import Concept, Kind, Label, ProposedLabel
from foundation.taxonomy.proposals import accept_each, accept_proposal, refuse_each, refuse_proposal
from foundation.taxonomy.queries import find_concepts, label_of

MOST_FOUND = 500
MOST_CHANGES = 200


def _me(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _name(reference: str) -> Coalesce:
    """The label of a concept in the reader's language, or in the next best, as a column; else its URI is empty."""
    labels = Label.objects.filter(concept=OuterRef(reference), preferred=True)
    languages = dict.fromkeys((active_language(), "fr", "en", "ar", "es"))
    return Coalesce(*(Subquery(labels.filter(language=code).values("text")[:1]) for code in languages))


class ChangedByOperations(admin.ModelAdmin):
    """Rows that nobody adds, deletes or edits in a form of the admin; the page of one is our own.

    Each kind brings that page as `one`. The admin's form for a row cannot be reached, whether it does or not.
    """

    one: Callable[[HttpRequest, Any], HttpResponse]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        if found is None:
            raise Http404
        if not self.has_view_permission(request, found):
            raise PermissionDenied
        if request.method == "POST" and not self.has_change_permission(request, found):
            raise PermissionDenied
        return self.one(request, found)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[object_id])
        )

    def answer(self, request: HttpRequest, template: str, **context: Any) -> TemplateResponse:
        may_change = self.has_change_permission(request)
        return TemplateResponse(
            request,
            template,
            {**self.admin_site.each_context(request), "opts": self.opts, "may_change": may_change, **context},
        )


@admin.register(Concept)
class ConceptAdmin(ChangedByOperations):
    list_display = ("label", "kind", "code", "uri")
    list_filter = ("kind",)
    search_fields = ("uri",)
    search_help_text = _("Words of a label in any language, or a URI")
    ordering = ("kind", "code", "pk")

    @admin.display(description=_("label"), ordering="name")
    def label(self, concept: Any) -> str:
        return concept.name or concept.uri

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(name=_name("pk"))

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        if not search_term.strip():
            return queryset, False
        kinds = [kind for kind in Kind.values if kind != Kind.SDG]
        found = [one.pk for one in find_concepts(search_term, active_language(), kinds=kinds, limit=MOST_FOUND)]
        goals = Q(kind=Kind.SDG, labels__text__icontains=search_term)
        known = Concept.objects.filter(Q(pk__in=found) | Q(uri__icontains=search_term) | goals)
        return queryset.filter(pk__in=known.values("pk")), False

    def one(self, request: HttpRequest, found: Concept) -> HttpResponse:
        """The labels of a concept by language with what may be done to each, one form more, and the history."""
        asked = request.POST.get("do", "")
        labels = list(found.labels.order_by("language", "-preferred", "text", "pk"))
        chosen = next((label for label in labels if str(label.pk) == request.POST.get("label")), None)
        forms_by_label: dict[int | None, forms.Form] = {None: AddForm(initial={"language": active_language()})}
        if request.method == "POST":
            form: forms.Form = (
                AddForm(request.POST) if asked == "add" else ChangeForm(request.POST, auto_id=f"label{_pk(chosen)}_%s")
            )
            if form.is_valid() and _done(form, self._operation(request, asked, found, chosen, form)):
                messages.success(request, _("Saved. Search and suggestions follow in a moment."))
                return HttpResponseRedirect(request.path)
            if asked != "add" and chosen is None:
                messages.warning(request, _("Somebody has withdrawn this label. Look at the page again."))
                return HttpResponseRedirect(request.path)
            forms_by_label[_pk(chosen) if asked != "add" else None] = form
        for label in labels:
            label.form = forms_by_label.get(label.pk) or ChangeForm(  # type: ignore[attr-defined]
                initial={"text": label.text}, auto_id=f"label{label.pk}_%s"
            )
        names: dict[str, Any] = dict(Label._meta.get_field("language").flatchoices)
        groups = [(code, names[code], [label for label in labels if label.language == code]) for code in names]
        changes = found.changes.select_related("by")[:MOST_CHANGES]
        name = label_of(found, active_language())
        return self.answer(
            request,
            "taxonomy/concept.html",
            concept=found,
            title=name,
            groups=groups,
            add_form=forms_by_label[None],
            changes=changes,
        )

    def _operation(
        self, request: HttpRequest, asked: str, concept: Concept, label: Label | None, form: forms.Form
    ) -> Callable[[], Any] | None:
        typed = form.cleaned_data
        facts: dict[str, Any] = {"by": _me(request), "why": typed["why"], "now": timezone.now()}
        words = {"text": typed["text"], "beside": None if typed["shared"] else ()}
        if asked == "add":
            more = {"language": typed["language"], "preferred": typed["preferred"]}
            return lambda: add_label(concept=concept, **words, **more, **facts)
        if label is None:
            return None
        doors: dict[str, Callable[[], Any]] = {
            "change": lambda: change_label(label=label, **words, **facts),
            "prefer": lambda: prefer_label(label=label, **facts),
            "withdraw": lambda: withdraw_label(label=label, **facts),
        }
        return doors.get(asked)


class StatusFilter(admin.SimpleListFilter):
    """What waits comes first."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [*ProposedLabel.Status.choices, ("all", _("all"))]

    def value(self) -> str:
        asked = super().value()
        return asked if asked in (*ProposedLabel.Status.values, "all") else ProposedLabel.Status.OPEN

    def choices(self, changelist: Any) -> Any:
        for code, name in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: code})
            yield {"selected": self.value() == code, "query_string": query, "display": name}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset if self.value() == "all" else queryset.filter(status=self.value())


@admin.register(ProposedLabel)
class ProposedLabelAdmin(ChangedByOperations):
    list_display = ("words", "language", "read_as", "is_meant", "people", "first_at", "status")
    list_filter = (StatusFilter, "language")
    search_fields = ("words",)
    ordering = ("-people", "first_at", "pk")
    actions = ("accept", "refuse")

    @admin.display(description=_("was read as"))
    def read_as(self, proposal: Any) -> str:
        return proposal.meant_name or "—"

    @admin.display(description=_("is meant"))
    def is_meant(self, proposal: Any) -> str:
        return proposal.chosen_name or "—"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(meant_name=_name("meant"), chosen_name=_name("chosen"))

    @admin.action(description=_("Accept as synonyms"), permissions=["change"])
    def accept(self, request: HttpRequest, queryset: QuerySet) -> None:
        done, refused = accept_each(proposals=queryset.order_by("pk"), by=_me(request), now=timezone.now())
        told = ngettext("%(count)s synonym is accepted.", "%(count)s synonyms are accepted.", done)
        _tell(request, done, told, refused)

    @admin.action(description=_("Refuse with a reason"), permissions=["change"])
    def refuse(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        form = RefusalForm(request.POST if "why" in request.POST else None)
        if form.is_bound and form.is_valid():
            why = form.cleaned_data["why"]
            if why.strip():
                facts = {"by": _me(request), "why": why, "now": timezone.now()}
                done, refused = refuse_each(proposals=queryset.order_by("pk"), **facts)
                told = ngettext("%(count)s synonym is refused.", "%(count)s synonyms are refused.", done)
                _tell(request, done, told, refused)
                return None
            form.add_error("why", _("Say why, for those who read the history."))
        rows = queryset.order_by("pk")
        return self.answer(request, "taxonomy/refuse.html", title=_("Refuse with a reason"), rows=rows, form=form)

    def one(self, request: HttpRequest, found: ProposedLabel) -> HttpResponse:
        """The words with what they were read as and what is meant, and the two answers."""
        form = DecisionForm(request.POST or None, initial={"text": found.words})
        if request.method == "POST" and form.is_valid():
            facts: dict[str, Any] = {"proposal": found, "by": _me(request), "now": timezone.now()}
            accepts, why = "accept" in request.POST, form.cleaned_data["why"]
            decide = (
                (lambda: accept_proposal(**facts, text=form.cleaned_data["text"], why=why))
                if accepts
                else (lambda: refuse_proposal(**facts, why=why))
            )
            if _done(form, decide):
                messages.success(request, _("It is a synonym now.") if accepts else _("It is refused."))
                return HttpResponseRedirect(reverse("admin:taxonomy_proposedlabel_changelist"))
        waits = found.status == ProposedLabel.Status.OPEN
        if not waits and form.non_field_errors():
            messages.warning(request, " ".join(map(str, form.non_field_errors())))
        context = {"proposal": found, "title": found.words, "form": form, "waits": waits}
        return self.answer(request, "taxonomy/proposal.html", **context)


def _pk(label: Label | None) -> int | None:
    return label.pk if label else None


def _done(form: forms.Form, operation: Callable[[], Any] | None) -> bool:
    """Call an operation; a refusal becomes an error of the form."""
    if operation is None:
        return False
    try:
        operation()
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    return True


def _tell(request: HttpRequest, done: int, told: str, refused: list[str]) -> None:
    if done:
        messages.success(request, told % {"count": done})
    for sentence in refused:
        messages.warning(request, sentence)
