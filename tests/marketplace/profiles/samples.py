"""CVs and words for the tests of profiles."""

from itertools import count

from foundation.taxonomy.models import Version
from tests import factories

_versions = count(1_000_000)

CV = """Awa Traoré
Ingénieure en sécurité des aliments
Lyon 7e, France – awa@example.org

Profil
Douze ans d'expérience en HACCP. Notions de microbiologie. Aucune connaissance de la comptabilité.

Langues
Bambara : langue maternelle. Français : courant. Anglais (B2). Arabe : aucune notion. Wolof.
"""


def taxonomy() -> dict[str, str]:
    """Make the concepts the CV speaks of, as a version of the taxonomy no cache has seen; return name → URI."""
    Version.objects.all().delete()
    Version.objects.create(number=next(_versions))
    made = {
        "haccp": factories.concept("HACCP", ar="هاسب", en="HACCP"),
        "microbiology": factories.concept("microbiologie", en="microbiology"),
        "accounting": factories.concept("comptabilité", ar="المحاسبة", en="accounting"),
        "safety": factories.concept("sécurité des aliments", ar="السلامة الغذائية", en="food safety"),
        "engineer": factories.concept("ingénieure en sécurité des aliments", kind="occupation"),
        "water": factories.concept("Captage d'eau", kind="sector", ar="المياه"),
    }
    return {name: concept.uri for name, concept in made.items()}
