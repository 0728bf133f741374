"""The sample interests: what investors write about a project, with the amounts of their profiles."""

import datetime as dt

from cms.opportunities.models import Investment, InvestmentText
from demo.loading.once import rows
from foundation.accounts.models import User
from marketplace.answers.models import Submission
from marketplace.interests.models import PROPOSED
from marketplace.interests.operations import begin, declare, keep

TABLE = "opportunities/interests.csv"
WORDS = {
    "fr": (
        "Votre projet ressemble à ce que je cherche. J’aimerais lire les comptes des deux dernières années.",
        "Je connais la région et je reviens chaque été : puis-je visiter le site avant d’aller plus loin ?",
        "Qui a vérifié les chiffres de vente ? Je voudrais en parler avec la personne qui tient la caisse.",
    ),
    "ar": ("يهمني هذا المشروع، وأود الاطلاع على الحسابات قبل أي خطوة أخرى.",),
    "en": ("I would like to read the accounts, and to know who else puts money in.",),
    "es": ("Me interesa el proyecto y quisiera leer las cuentas de los dos últimos años.",),
}


def write_interest(investment: Investment, person: User, *, place: int, sent: bool, at: dt.datetime) -> Submission:
    """Write an interest at a moment, and send it unless it is to stay a draft."""
    profile, words = person.investor_profile, WORDS[person.language]
    interest = begin(investment=investment, by=person, language=person.language, now=at)
    keep(
        interest=interest,
        message=words[place % len(words)],
        amount_min_minor=profile.ticket_min_minor,
        amount_max_minor=profile.ticket_max_minor,
        currency=profile.currency,
        parts=PROPOSED,
        now=at,
    )
    return declare(interest=interest, by=person, understood=True, now=at) if sent else interest


def investments() -> dict[str, Investment]:
    """Return the sample projects by their names in the table."""
    titles = {row["texts"][row["source_language"]]["title"]: row["slug"] for row in rows("opportunities/investments")}
    texts = InvestmentText.objects.filter(title__in=titles).select_related("page")
    return {titles[text.title]: text.page for text in texts}
