"""The whole trip: terms of reference, call, match, application with a number, answers from a mail, certificate."""

import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pypdfium2
import zxingcpp
from babel.dates import format_date
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.steps import NUMBER, applies, publishes, words

CHOSEN, REFUSED = 0, 1  # of the sample experts
WHY = {
    "fr": "J'ai mené deux ateliers jusqu'à la certification et formé soixante opérateurs à l'hygiène.",
    "ar": "رافقت ورشتين حتى الحصول على الشهادة، وكوّنت ستين عاملا في النظافة.",
}
TERMS_OF_REFERENCE = {
    "fr": """TERMES DE RÉFÉRENCE

Titre : {title}
Lieu : Taroudant, Souss-Massa, Maroc
Période : du {starts} au {ends}
Date limite de dépôt des candidatures : {closes}
Réponse aux candidats : au plus tard le {answers}
Nombre d'experts recherchés : 1

1. Contexte
Deux coopératives de femmes transforment des fruits et des légumes. Leurs contrôles sont trop rares.

2. Livrables
- Plan HACCP de chaque atelier
- Manuel d'hygiène et supports de formation

3. Profil
Compétences exigées :
- sécurité alimentaire (niveau avancé) ;
- HACCP.

Langues : français courant (C1) exigé.

4. Conditions
Honoraires : 2 500 dirhams par jour.
Prise en charge : billet d'avion, logement et assurance.
""",
    "ar": """الشروط المرجعية

العنوان: {title}
المكان: تارودانت، سوس ماسة، المغرب
المدة: من {starts} إلى {ends}
آخر أجل لتقديم الترشيحات: {closes}
تاريخ الجواب على المترشحين: {answers}
عدد الخبراء المطلوبين: خبير واحد أو خبيرة واحدة

أولاً: السياق
تحول تعاونيتان نسويتان الفواكه والخضر. المنتوج جيد، والمراقبة نادرة.

ثانياً: المخرجات
- خطة تحليل المخاطر ونقاط المراقبة الحرجة لكل ورشة
- دليل النظافة ومواد التكوين

ثالثاً: المؤهلات
المهارات المطلوبة:
- السلامة الغذائية (مستوى متقدم)
- تحليل المخاطر ونقاط المراقبة الحرجة

اللغات: الفرنسية بمستوى جيد (C1) مطلوبة.

رابعاً: الشروط
الأتعاب: 2500 درهم في اليوم.
التكفل: تذكرة الطائرة والسكن والتأمين.
""",
}
TITLES = {
    "fr": "Accompagner deux coopératives vers la sécurité alimentaire",
    "ar": "مواكبة تعاونيتين في السلامة الغذائية",
}


def test_from_terms_of_reference_to_a_certificate_that_anybody_can_check(visitor: Visitor, tmp_path: Path) -> None:
    title = f"{TITLES[visitor.language]} {visitor.width}"
    address = _sends_terms_of_reference(visitor, title, tmp_path)
    _finds(visitor, address)
    numbers = [_applies(visitor, address, nth) for nth in (CHOSEN, REFUSED)]
    assert numbers[0] != numbers[1]
    letter = _answers_by_mail(visitor, numbers)
    _reads_the_refusal(visitor, title, letter)
    mission = _accepts(visitor, title)
    _agree_on_terms(visitor, mission)
    certificate = _completes(visitor, mission, tmp_path)
    _is_checked_by_anybody(visitor, certificate)


# --- the agency writes, an expert finds ----------------------------------------------------------------


def _sends_terms_of_reference(visitor: Visitor, title: str, folder: Path) -> str:
    page = visitor.signs_in("agency_moderator")
    visitor.goes_to("/cms/")
    page.locator("[data-begin-here] a[href*='/from-file/']").first.click()
    file = folder / "termes.txt"
    file.write_text(_terms_of_reference(visitor.language, title), encoding="utf-8")
    page.set_input_files("[name=file]", file)
    page.locator("form[enctype] button").click()
    page.wait_for_url("**/edit/")
    expect(page.locator(f"input[value='{title}']").first).to_be_attached()
    expect(page.locator("[name=city]")).to_have_value(re.compile("Taroudant|تارودانت"))
    return publishes(visitor, title)


def _terms_of_reference(language: str, title: str) -> str:
    """Days that lie ahead whenever this runs, written as each language writes them."""
    ahead = {"closes": 40, "answers": 60, "starts": 90, "ends": 150}
    locale = {"fr": "fr", "ar": "ar_MA"}[language]
    today = datetime.now(UTC).date()
    days = {name: format_date(today + timedelta(days=in_), "d MMMM y", locale) for name, in_ in ahead.items()}
    return TERMS_OF_REFERENCE[language].format(title=title, **days)


def _finds(visitor: Visitor, address: str) -> None:
    """The call stands among the first for the expert, and she among the first for the call, each with reasons."""
    visitor.signs_in("expert", CHOSEN)
    page = visitor.goes_to(f"/{visitor.language}/for-you/")
    card = page.locator("article[data-opportunity]", has=page.locator(f"a[href*='{address.split('/')[-2]}']"))
    expect(card).to_have_count(1)
    assert card.locator("[data-reason]").count() >= 2
    visitor.sees_no_sideways_scroll()
    visitor.signs_in("agency_moderator")
    visitor.goes_to(f"{address}people/")
    expect(page.locator("article[data-person]").first.locator("[data-reason]").first).to_be_visible()
    visitor.sees_no_sideways_scroll()


def _applies(visitor: Visitor, address: str, nth: int) -> str:
    """Return the number of the application, which the receipt says too, with a code that a phone reads."""
    number = applies(visitor, address, WHY[visitor.language], nth)
    with visitor.page.expect_download() as download:
        visitor.page.locator("a[href*='/receipt/']").first.click()
    assert f"/verify/{number}/" in _qr_code(download.value.path())
    return number


# --- the agency answers from a mail --------------------------------------------------------------------


def _answers_by_mail(visitor: Visitor, numbers: list[str]) -> str:
    """Offer to one and refuse the other, without a password; return the letter of the refusal."""
    site, page = visitor.site, visitor.page
    moderator = site.account("agency_moderator")["email"]
    site.lets_pass(days=1)
    morning = _last_mail(site, moderator, containing=numbers[0])
    offered, refused = (_link_beside(morning, number) for number in numbers)
    visitor.context.clear_cookies()
    visitor.goes_to(refused)
    expect(page.locator("[data-number]")).to_have_count(0)  # a browser that nobody knows is shown nothing
    page.fill("[name=email]", moderator)
    page.locator("main button[name=do]").click()
    site.lets_pass(minutes=1)
    fresh = _path(_last_mail(site, moderator, containing=numbers[1]), "/answer/")
    visitor.goes_to(fresh)
    expect(page.locator("[data-number]")).to_have_text(numbers[1])
    visitor.sees_no_sideways_scroll()
    refusal = page.locator("[data-change=refuse]")
    refusal.locator("summary").click()
    with page.expect_response(lambda response: response.request.method == "POST"):
        refusal.locator("[name=reason]").select_option("experience")  # the ready letter says it
    page.wait_for_timeout(500)  # until it stands in its field
    letter = refusal.locator("[name=letter]").input_value()
    refusal.locator("button[value=refuse]").click()
    expect(page.locator("[data-link-state=used]")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(numbers[1])
    visitor.goes_to(offered)  # this browser is known now
    expect(page.locator("[data-answers-as]")).to_be_visible()
    offer = page.locator("[data-change=offer]")
    offer.locator("summary").click()
    offer.locator("button[value=offer]").click()
    expect(page.locator("[data-link-state=used]")).to_be_visible()
    visitor.goes_to(offered)
    expect(page.locator("[data-link-state=used]")).to_be_visible()
    visitor.sees_no_sideways_scroll()
    return letter


def _reads_the_refusal(visitor: Visitor, title: str, letter: str) -> None:
    page = _opens_what_was_sent(visitor, title, REFUSED)
    expect(page.locator("[data-status=refused]").first).to_be_visible()
    shown = " ".join(page.locator("li[data-move=refuse] .letter").inner_text().split())
    assert shown == " ".join(letter.split())
    expect(page.locator("li[data-move=refuse]")).to_contain_text(NUMBER)  # the letter is a departure of the register
    visitor.sees_no_sideways_scroll()


def _accepts(visitor: Visitor, title: str) -> str:
    """Accept the offer; return which mission it is."""
    page = _opens_what_was_sent(visitor, title, CHOSEN)
    page.locator("button[value=accept]").click()
    expect(page.locator("[data-mission=accepted]")).to_be_visible()
    visitor.sees_no_sideways_scroll()
    return page.url.rstrip("/").rsplit("/", 1)[1]


def _opens_what_was_sent(visitor: Visitor, title: str, nth: int) -> Page:
    visitor.signs_in("expert", nth)
    page = visitor.goes_to(f"/{visitor.language}/account/answers/")
    page.locator("li[data-submission]", has_text=title).locator("a").first.click()
    return page


# --- the mission ---------------------------------------------------------------------------------------


def _agree_on_terms(visitor: Visitor, mission: str) -> None:
    visitor.signs_in("agency_moderator")
    page = visitor.goes_to(f"/{visitor.language}/missions/{mission}/terms/new/")
    expect(page.locator("[name=deliverables]")).to_have_value(re.compile("HACCP|المخاطر"))  # as the call says
    page.fill("[name=starts_on]", datetime.now(UTC).date().isoformat())  # they agree to begin at once
    visitor.sees_no_sideways_scroll()
    page.locator("main form button.btn-primary").click()
    visitor.signs_in("expert", CHOSEN)
    visitor.goes_to(f"/{visitor.language}/missions/{mission}/terms/")
    page.locator("button[name=version]").click()
    expect(page.locator("[data-agreed=yes]")).to_be_visible()
    visitor.sees_no_sideways_scroll()
    visitor.goes_to(f"/{visitor.language}/missions/{mission}/before-leaving/")
    visitor.sees_no_sideways_scroll()


def _completes(visitor: Visitor, mission: str, folder: Path) -> Path:
    """Confirm that the mission is done; return the certificate that the expert takes home."""
    visitor.signs_in("agency_moderator")
    page = visitor.goes_to(f"/{visitor.language}/missions/{mission}/complete/")
    visitor.sees_no_sideways_scroll()
    page.locator("main form button.btn-primary").click()
    expect(page.locator("[data-mission=completed]")).to_be_visible()
    visitor.signs_in("expert", CHOSEN)
    visitor.goes_to(f"/{visitor.language}/account/answers/{mission}/")
    expect(page.locator("[data-certificate]")).to_contain_text(NUMBER)
    address = page.locator("a[href*='/certificate/']").get_attribute("href") or ""
    paper = page.request.get(visitor.site.url + address)  # with her session; a browser shows it in its own reader
    assert paper.headers["content-type"] == "application/pdf"
    file = folder / "certificate.pdf"
    file.write_bytes(paper.body())
    return file


def _is_checked_by_anybody(visitor: Visitor, certificate: Path) -> None:
    """A visitor without an account scans the code of the certificate; no name is shown."""
    visitor.context.clear_cookies()
    page = visitor.page
    page.goto(_qr_code(certificate))
    expect(page.locator("[data-certificate]")).to_be_visible()
    expect(page.locator("[data-entry]")).to_have_attribute("data-entry", NUMBER)
    expect(page.locator("main")).not_to_contain_text("Awa")
    visitor.sees_no_sideways_scroll()


# --- paper and mail ------------------------------------------------------------------------------------


def _qr_code(pdf: Path) -> str:
    """Return what a phone reads in the one QR code of a document's first page."""
    image = pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil()
    (code,) = zxingcpp.read_barcodes(image)
    return code.text


def _last_mail(site: Site, to: str, *, containing: str) -> EmailMessage:
    mails = [mail for mail in site.mails() if mail["To"] == to and containing in mail["Subject"] + words(mail)]
    return mails[-1]


def _link_beside(mail: EmailMessage, number: str) -> str:
    """Return the path of the link in the line that names a number."""
    line = next(line for line in words(mail).split("\n- ") if number in line)
    return _paths(line)[0]


def _path(mail: EmailMessage, part: str) -> str:
    return next(path for path in _paths(words(mail)) if part in path)


def _paths(text: str) -> list[str]:
    return ["/" + address.split("/", 3)[3] for address in re.findall(r"https?://[^\s>)]+", text)]
