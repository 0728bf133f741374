"""What is known of a person's missions leaves with her account; the counts stay, without her words or name."""

from typing import Any

from foundation.accounts.models import User
from marketplace.applications.models import Application
from marketplace.outcomes.lifecycle import Side
from marketplace.outcomes.models import Acceptance, Certificate, Outcome, Preparation, Terms, UsedLink


class MissionData:
    """Terms, what stood on the page before leaving, certificates and outcomes, for export and erasure.

    Erased, agreed figures and answers stay as counts; what was written for or by the person goes.
    """

    name = "missions"

    @staticmethod
    def export(user: User) -> list[dict[str, Any]]:
        rows = Application.objects.of(user).filter(terms__isnull=False).distinct().order_by("pk")
        return [_export(row) for row in rows]

    @staticmethod
    def erase(user: User) -> None:
        own = Application.objects.of(user)
        Preparation.objects.filter(application__in=own).delete()
        Terms.objects.filter(application__in=own).update(note="")
        Outcome.objects.filter(application__in=own, side=Side.PERSON).update(words="")
        UsedLink.objects.filter(user=user).delete()
        for model, column in (
            (Acceptance, "by"),
            (Terms, "proposed_by"),
            (Outcome, "answered_by"),
            (Preparation, "updated_by"),
        ):
            model._default_manager.filter(**{column: user}).update(**{column: None})


def _export(application: Application) -> dict[str, Any]:
    terms = (
        Terms.objects.filter(application=application)
        .prefetch_related("deliverables", "acceptances")
        .order_by("version")
    )
    certificate = Certificate.objects.filter(application=application).select_related("entry").first()
    preparation = Preparation.objects.filter(application=application).values(
        "visa",
        "insurance",
        "travel",
        "host_name",
        "host_phone",
        "emergency_name",
        "emergency_phone",
        "updated_at",
    )
    outcomes = Outcome.objects.filter(application=application, side=Side.PERSON)
    return {
        "id": application.public_id,
        "terms": [_terms(row) for row in terms],
        "before_leaving": preparation.first(),
        "certificate": certificate.entry.number if certificate else None,
        "outcomes": list(
            outcomes.values("stage", "asked_at", "said", "answered_at", "words", "people_trained", "jobs")
        ),
    }


def _terms(row: Terms) -> dict[str, Any]:
    return {
        "version": row.version,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "compensation": row.compensation,
        "fee_minor": row.fee_minor,
        "fee_unit": row.fee_unit,
        "per_diem_minor": row.per_diem_minor,
        "currency": row.currency,
        "covers": row.covers,
        "deliverables": [{"text": line.text, "delivered": line.delivered} for line in row.deliverables.all()],
        "note": row.note,
        "accepted": [{"side": said.side, "at": said.at} for said in row.acceptances.all()],
    }
