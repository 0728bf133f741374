"""The words by which terms of reference say their facts, in French, Arabic, English and Spanish.

Month names of Morocco (يناير … غشت، شتنبر), of the Maghreb's east (جانفي … أوت) and of the Mashreq (كانون الثاني …)
are all read; sources: CLDR 44 `ar-MA`, `ar-DZ`, `ar-SY`, `ar-EG`, `fr`, `en`, `es`.
"""

import re

from foundation.text.folding import fold

_WORD = re.compile(r"[^\W_]+", re.UNICODE)


def folded(text: str) -> str:
    """Return the words of a text, folded, with one blank between them."""
    return " ".join(word for word in (fold(match.group()) for match in _WORD.finditer(text)) if word)


def _table(rows: str) -> dict[str, str]:
    """Read `value: word, word, …` into folded word → value; an indented line goes on with the one above."""
    found = {}
    for line in rows.strip().replace("\n  ", " ").splitlines():
        value, _colon, words = line.partition(":")
        for word in re.split("[,،]", words):
            found[folded(word)] = value.strip()
    return found


MONTHS = {
    name: int(number)
    for name, number in _table(
        """
1: janvier, janv, january, jan, enero, يناير, جانفي, كانون الثاني
2: février, févr, february, feb, febrero, فبراير, فيفري, شباط
3: mars, march, mar, marzo, مارس, آذار
4: avril, avr, april, apr, abril, أبريل, إبريل, أفريل, نيسان
5: mai, may, mayo, ماي, مايو, أيار
6: juin, june, jun, junio, يونيو, يونيه, جوان, حزيران
7: juillet, juil, july, jul, julio, يوليوز, يوليو, يوليه, جويلية, تموز
8: août, aout, august, aug, agosto, غشت, أغسطس, أوت, آب
9: septembre, sept, september, sep, septiembre, شتنبر, سبتمبر, أيلول
10: octobre, oct, october, octubre, أكتوبر, تشرين الأول
11: novembre, nov, november, noviembre, نونبر, نوفمبر, تشرين الثاني
12: décembre, déc, december, dec, diciembre, دجنبر, ديسمبر, كانون الأول
"""
    ).items()
}

# What stands before the colon of a line, by the field it fills; the longest beginning that fits wins.
LABELS = _table(
    """
title: titre, intitulé, objet, sujet, title, subject, assignment, título, objeto, العنوان, عنوان, الموضوع, موضوع
place: lieu, localisation, place, location, duty station, lugar, ubicación, المكان, مكان, مقر العمل, الموقع
period: période, dates, durée, calendrier, period, duration, dates of, fechas, periodo, duración, المدة,
  الفترة, مدة
starts_on: date de début, début, démarrage, date de démarrage, start date, starting date, starts,
  fecha de inicio, inicio, تاريخ البداية, تاريخ الانطلاق, بداية, تاريخ البدء
ends_on: date de fin, fin, date d achèvement, end date, ends, fecha de fin, fecha de finalización,
  تاريخ النهاية, نهاية, تاريخ الانتهاء
closes_on: date limite, clôture, date de clôture, délai de candidature, dépôt des candidatures,
  candidatures jusqu, deadline, closing date, applications by, apply by, fecha límite, plazo, cierre,
  آخر أجل, الأجل, الأجل الأخير, أجل, تاريخ الإغلاق, آخر موعد
answers_by: réponse, réponse aux candidats, date de réponse, answer, answer date, answer by, reply,
  reply to applicants, reply by, decision by, respuesta, fecha de respuesta, تاريخ الجواب, الجواب,
  تاريخ الرد, الرد
seats: nombre d experts, nombre de postes, nombre de places, postes, number of experts, number of positions,
  positions, seats, experts sought, número de expertos, plazas, número de plazas, عدد الخبراء, عدد المناصب,
  عدد المقاعد
fee: honoraires, rémunération, indemnité, tarif, fee, fees, remuneration, daily rate, honorarium, honorarios,
  remuneración, tarifa, الأتعاب, أتعاب, التعويض, الأجر, المكافأة
covers: prise en charge, pris en charge, frais couverts, covered, covers, costs covered, what is covered,
  gastos cubiertos, cubre, se cubre, ما تتكفل به, التكفل, المصاريف
work_mode: mode de travail, modalité, modalités de travail, work mode, mode of work, working arrangements,
  modalidad, modo de trabajo, نمط العمل, طريقة العمل
days_per_week: charge, charge de travail, rythme, workload, time, dedicación, carga de trabajo, ritmo,
  وتيرة العمل, حجم العمل
languages: langues, langue, languages, language, idiomas, idioma, اللغات, اللغة
required: compétences exigées, compétences requises, compétences demandées, compétences, required skills,
  skills required, skills needed, competencias requeridas, competencias exigidas, الكفاءات المطلوبة,
  المهارات المطلوبة, كفاءات مطلوبة
desired: compétences appréciées, compétences souhaitées, atouts, desired skills, skills welcome,
  desirable skills, welcome, competencias valoradas, competencias deseables, كفاءات مرغوب فيها,
  المهارات المرغوب فيها, الكفاءات المستحبة
aim: objectif, objectif général, but, aim, objective, objectives, purpose, objetivo, objetivo general, الهدف,
  الهدف العام, الغاية
"""
)

MODES = _table(
    """
remote: à distance, télétravail, distance, remote, remotely, teletrabajo, a distancia, remoto, عن بعد
onsite: sur place, sur site, présentiel, on site, onsite, presencial, en el lugar, حضوري, حضوريا, بعين المكان
hybrid: hybride, mixte, hybrid, híbrido, híbrida, mixto, mixta, هجين, مختلط
"""
)
COVERS = _table(
    """
travel: billet, billet d avion, voyage, transport international, vol, travel, flight, flights, viaje, vuelo,
  السفر, تذكرة, تذاكر
lodging: logement, hébergement, lodging, accommodation, housing, alojamiento, السكن, الإقامة, المبيت, الإيواء
insurance: assurance, insurance, seguro, التأمين
meals: repas, restauration, nourriture, meals, food, comidas, manutención, الوجبات, التغذية, الأكل
local_transport: déplacements locaux, transport local, déplacements sur place, local transport, local travel,
  transporte local, desplazamientos locales, التنقل, النقل المحلي
"""
)
UNITS = _table(
    """
day: par jour, jour, per day, a day, daily, each day, por día, al día, diarios, في اليوم, عن كل يوم, لليوم,
  يوميا, كل يوم, لكل يوم
mission: pour la mission, forfait, forfaitaire, total, for the mission, lump sum, in all, por la misión,
  en total, للمهمة, عن المهمة, جزافي
"""
)
VOLUNTEER = ("bénévol", "volontariat", "volunteer", "unpaid", "voluntari", "تطوع", "متطوع")
CURRENCIES = _table(
    """
XOF: xof, fcfa, f cfa, francs cfa, franc cfa, cfa, francs, فرنك, فرنك إفريقي, فرنك أفريقي, سيفا
MAD: mad, dh, dhs, dirham, dirhams, درهم, درهما, دراهم, دهم
EUR: eur, euro, euros, يورو, أورو
CAD: cad, dollars canadiens, canadian dollars, دولار كندي
USD: usd, dollar, dollars, dólares, us, دولار
GBP: gbp, pound, pounds, livres sterling, libras, جنيه
"""
)
NUMBERS = {
    name: int(number)
    for name, number in _table(
        """
1: un, une, one, a, uno, una, واحد, واحدة, خبير, يوم
2: deux, two, dos, اثنان, اثنين, خبيران, خبيرين, يومان, يومين
3: trois, three, tres, ثلاثة, ثلاث
4: quatre, four, cuatro, أربعة, أربع
5: cinq, five, cinco, خمسة, خمس
6: six, seis, ستة, ست
7: sept, seven, siete, سبعة, سبع
"""
    ).items()
}
LEVELS = {
    name: int(number)
    for name, number in _table(
        """
4: expert, expertise, confirmé, mastery, experto, خبير, عال جدا
3: avancé, avancée, advanced, avanzado, avanzada, متقدم, عال, عالي
2: courant, intermédiaire, moyen, bon, working, intermediate, good, intermedio, medio, متوسط, جيد
1: base, de base, notions, débutant, basic, básico, básica, أساسي, مبتدئ
"""
    ).items()
}
NATIVE = ("maternelle", "natif", "mother tongue", "native", "materna", "nativo", "اللغه الام")
WELCOME = (
    "apprecie",
    "appreciee",
    "souhaite",
    "souhaitee",
    "un atout",
    "un plus",
    "welcome",
    "an asset",
    "valorara",
    "deseable",
    "مرغوب",
    "مستحب",
    "ميزه",
)
