"""Words by which a text of a call is judged, per language: what can be handed over, and verbs that promise nothing.

Things and verbs are compared by their stem, so that one form stands for all; numbers as they are written.
"""

# Things that are there at the end and can be looked at.
DELIVERABLES: dict[str, tuple[str, ...]] = {
    "fr": (
        *("livrable", "rapport", "manuel", "guide", "plan d'action", "feuille de route", "programme de formation"),
        *(
            "support de formation",
            "module",
            "cahier des charges",
            "procès-verbal",
            "base de données",
            "tableau de bord",
        ),
        *("prototype", "maquette", "logiciel", "application", "site web", "cartographie", "carte", "modèle", "tableur"),
        *("note de méthode", "mode d'emploi", "liste de contrôle", "procédure", "protocole", "étude de faisabilité"),
        *("présentation", "atelier", "séance", "session", "journée de formation", "bilan", "compte rendu", "fiche"),
        *("budget prévisionnel", "plan d'affaires", "contrat type", "certificat", "vidéo", "brochure", "plan"),
    ),
    "ar": (
        *("مخرجات", "تقرير", "دليل", "خطة عمل", "خارطة طريق", "برنامج تكوين", "برنامج تدريب", "وحدة تكوينية"),
        *(
            "دفتر تحملات",
            "محضر",
            "قاعدة بيانات",
            "لوحة قيادة",
            "نموذج أولي",
            "نموذج",
            "تطبيق",
            "برمجية",
            "موقع إلكتروني",
        ),
        *(
            "خريطة",
            "جدول بيانات",
            "مذكرة",
            "قائمة تحقق",
            "مسطرة",
            "بروتوكول",
            "دراسة جدوى",
            "عرض",
            "ورشة",
            "حصة",
            "دورة",
        ),
        *("حصيلة", "بطاقة", "ميزانية", "مخطط أعمال", "شهادة", "فيديو", "كتيب", "خطة", "يوم تكويني"),
    ),
    "en": (
        *("deliverable", "report", "manual", "guide", "action plan", "roadmap", "training programme", "curriculum"),
        *("training material", "module", "terms of reference", "minutes", "database", "dashboard", "prototype"),
        *(
            "mock-up",
            "software",
            "application",
            "website",
            "map",
            "model",
            "spreadsheet",
            "note on method",
            "checklist",
        ),
        *(
            "procedure",
            "protocol",
            "feasibility study",
            "presentation",
            "workshop",
            "session",
            "training day",
            "review",
        ),
        *("budget", "business plan", "certificate", "video", "brochure", "record", "sheet", "plan"),
    ),
    "es": (
        *("entregable", "informe", "manual", "guía", "plan de acción", "hoja de ruta", "programa de formación"),
        *("material didáctico", "módulo", "pliego de condiciones", "acta", "base de datos", "cuadro de mando"),
        *(
            "prototipo",
            "maqueta",
            "programa informático",
            "aplicación",
            "sitio web",
            "mapa",
            "modelo",
            "hoja de cálculo",
        ),
        *("nota de método", "lista de control", "procedimiento", "protocolo", "estudio de viabilidad", "presentación"),
        *("taller", "sesión", "día de formación", "balance", "ficha", "presupuesto", "plan de negocio", "certificado"),
        *("vídeo", "folleto", "plan"),
    ),
}

# Verbs and their nouns after which nobody knows what will be there.
VAGUE: dict[str, tuple[str, ...]] = {
    "fr": (
        *("appuyer", "appui", "accompagner", "accompagnement", "contribuer", "contribution", "renforcer"),
        *("renforcement", "sensibiliser", "sensibilisation", "soutenir", "soutien", "améliorer"),
        *("amélioration", "optimiser", "optimisation", "promouvoir", "promotion", "faciliter", "favoriser"),
        *("encourager", "dynamiser", "valoriser", "assister", "assistance", "conseiller", "aider"),
    ),
    "ar": (
        *("دعم", "مواكبة", "مرافقة", "مصاحبة", "المساهمة", "تعزيز", "تقوية", "تحسيس", "توعية", "تحسين"),
        *("تطوير", "تفعيل", "النهوض", "تشجيع", "تسهيل", "تثمين", "مساعدة", "ترقية", "تحفيز"),
    ),
    "en": (
        *("support", "accompany", "contribute", "contribution", "strengthen", "strengthening", "sensitise"),
        *("awareness", "improve", "improvement", "optimise", "promote", "promotion", "facilitate"),
        *("encourage", "foster", "enhance", "assist", "assistance", "advise", "help", "leverage"),
    ),
    "es": (
        *("apoyar", "apoyo", "acompañar", "acompañamiento", "contribuir", "contribución", "reforzar", "refuerzo"),
        *("fortalecer", "fortalecimiento", "sensibilizar", "sensibilización", "mejorar", "mejora"),
        *("optimizar", "promover", "promoción", "facilitar", "fomentar", "impulsar", "asistir", "asistencia"),
        *("asesorar", "ayudar", "dinamizar"),
    ),
}

# Numbers written as words; "one" is left out, since it is an article in three of the languages.
NUMBERS: dict[str, tuple[str, ...]] = {
    "fr": (
        *("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "douze", "quinze", "vingt"),
        *("trente", "quarante", "cinquante", "soixante", "cent", "mille"),
    ),
    "ar": (
        *(
            "ثلاثة",
            "ثلاث",
            "أربعة",
            "أربع",
            "خمسة",
            "خمس",
            "ستة",
            "سبعة",
            "سبع",
            "ثمانية",
            "تسعة",
            "تسع",
            "عشرة",
            "عشر",
        ),
        *("عشرون", "عشرين", "ثلاثون", "ثلاثين", "أربعين", "خمسين", "ستين", "مائة", "مئة", "ألف"),
        *("يومين", "شهرين", "أسبوعين", "مرتين", "صفحتين", "ورشتين", "تقريرين"),
    ),
    "en": (
        *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "fifteen", "twenty"),
        *("thirty", "forty", "fifty", "sixty", "hundred", "thousand"),
    ),
    "es": (
        *("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "doce", "quince", "veinte"),
        *("treinta", "cuarenta", "cincuenta", "sesenta", "cien", "mil"),
    ),
}
