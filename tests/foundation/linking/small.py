"""A taxonomy of two dozen concepts, small enough to know by heart."""

from foundation.linking.graph import Graph
from foundation.linking.lexicon import LabelRow, Lexicon
from foundation.linking.linker import Linker
from foundation.linking.resemblance.nearest import Nearest, told

CONCEPTS = {
    "irrigation": ("skill", "irrigation", "الري", "irrigation", "riego"),
    "accounting": ("skill", "comptabilité", "المحاسبة", "accounting", "contabilidad"),
    "accountant": ("occupation", "comptable", "محاسب / محاسبة", "accountant", "contable"),
    "solar": ("skill", "énergie solaire", "الطاقة الشمسية", "solar energy", "energía solar"),
    "water": ("skill", "eau potable", "مياه الشرب", "drinking water", "agua potable"),
    "data": ("skill", "analyse de données", "تحليل البيانات", "data analysis", "análisis de datos"),
    "projects": ("skill", "gestion de projets", "إدارة المشاريع", "project management", "gestión de proyectos"),
    "agronomist": (
        "occupation",
        "ingénieur/ingénieure agronome",
        "مهندس زراعي / مهندسة زراعية",
        "agronomist",
        "ingeniero agrónomo/ingeniera agrónoma",
    ),
    "director": (
        "occupation",
        "directeur technique/directrice technique",
        "المدير الفني / المديرة الفنية",
        "technical director",
        "director técnico/directora técnica",
    ),
    "webdev": (
        "occupation",
        "développeur web/développeuse web",
        "مطور ويب",
        "web developer",
        "desarrollador web/desarrolladora web",
    ),
    "nurse": ("occupation", "infirmier/infirmière", "ممرض / ممرضة", "nurse", "enfermero/enfermera"),
    "food": ("sector", "industrie agroalimentaire", "الصناعات الغذائية", "food industry", "industria agroalimentaria"),
    "english": ("skill", "anglais", "اللغة الإنجليزية", "English", "inglés"),
    "cpp": ("skill", "C++", "C++", "C++", "C++"),
    "dotnet": ("skill", ".NET", ".NET", ".NET", ".NET"),
    "swift": (
        "skill",
        "Swift (programmation informatique)",
        "سويفت",
        "Swift (computer programming)",
        "Swift (programación)",
    ),
    "programming": ("skill", "programmation", "البرمجة", "computer programming", "programación"),
    "elearning": ("skill", "e-learning", "التعليم عن بعد", "e-learning", "aprendizaje en línea"),
    "safety": ("skill", "santé et sécurité", "الصحة والسلامة", "health and safety", "salud y seguridad"),
    "riverbank": ("skill", "berges", "الضفاف", "shores", "riberas"),
    "wealth": ("skill", "gestion de patrimoine", "إدارة الثروات", "wealth management", "gestión patrimonial"),
    "hydrology": ("skill", "hydrologie", "الهيدرولوجيا", "hydrology", "hidrología"),
    "credit": ("skill", "crédit", "الائتمان", "credit control", "crédito"),
    "support": ("skill", "support informatique", "الدعم المعلوماتي", "IT support", "soporte informático"),
}
ALTERNATIVES = (
    ("riverbank", "en", "bank work"),
    ("wealth", "en", "bank work"),
    ("riverbank", "fr", "travail de rive"),
    ("wealth", "fr", "travail de rive"),
    ("support", "en", "support"),
    ("projects", "en", "project"),
    ("projects", "en", "management"),
    ("cpp", "en", "C"),
    ("cpp", "fr", "C"),
    ("projects", "fr", "projet"),
    ("projects", "ar", "مشروع"),
    ("projects", "es", "proyecto"),
)
RELATIONS = (
    ("riverbank", "hydrology", "related"),
    ("wealth", "credit", "related"),
    ("agronomist", "irrigation", "essential"),
    ("agronomist", "accounting", "optional"),
    ("irrigation", "water", "broader"),
    ("irrigation", "food", "sector"),
    ("accountant", "accounting", "essential"),
    ("swift", "programming", "broader"),
    ("cpp", "programming", "broader"),
)


def small_linker() -> Linker:
    rows = []
    for uri, (kind, *texts) in CONCEPTS.items():
        rows += [
            LabelRow(uri, kind, language, text, True, uri != "swift")
            for language, text in zip(("fr", "ar", "en", "es"), texts, strict=True)
        ]
        rows += [LabelRow(uri, kind, language, text, False, True) for one, language, text in ALTERNATIVES if one == uri]
    lexicon = Lexicon(rows)
    places = lexicon.places
    graph = Graph(len(lexicon), ((places[source], places[target], kind) for source, target, kind in RELATIONS))
    return Linker(lexicon, graph, Nearest(told(rows, lexicon), graph))
