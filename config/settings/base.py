"""What is true of Jisr everywhere: applications, languages, rules, and the wiring of the house."""

from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.settings import logs
from config.settings.engines import search_engines
from config.settings.environment import ROOT, folder, optional

BASE_DIR = ROOT
VAR = folder("JISR_VAR", ROOT / "var")

# --- the house, from the top down ----------------------------------------------------------------
INSTALLED_APPS = [
    "demo",
    "matching",
    "matching.impressions",
    "matching.readings",
    "search",
    "search.saved",
    "search.indexing",
    "marketplace.rosters",
    "marketplace.outcomes",
    "marketplace.answering",
    "marketplace.judging",
    "marketplace.invitations",
    "marketplace.applications",
    "marketplace.interests",
    "marketplace.calendars",
    "marketplace.conversations",
    "marketplace.questions",
    "marketplace.contract",
    "marketplace.answers",
    "marketplace.profiles",
    "cms.importing",
    "cms.opportunities",
    "cms.agencies",
    "cms.pages",
    "foundation.notifications",
    "foundation.files",
    "foundation.linking",
    "foundation.registry",
    "foundation.taxonomy",
    "foundation.organisations",
    "foundation.accounts",
    "foundation.panels",
    "foundation.clocks",
    "foundation.outbox",
    "foundation.base",
    "wagtail.contrib.redirects",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "config.observing.requests.Watched",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.PolicyByArea",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.PrefixedForPeople",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "config.middleware.PersonalPreferences",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cms.agencies.guard.AgencyGuard",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
        },
    }
]

# --- the wiring: what packages above ask the packages below to call, by dotted path ----------------
SEARCH_ENGINES = search_engines(VAR / "search.sqlite3")
SEARCH_ENGINE: dict[str, Any] = SEARCH_ENGINES.get("elastic") or SEARCH_ENGINES["embedded"]
SEARCH_VIEW = "search"  # the address that pages below lead to
WRITING_VIEWS = {"application": "apply", "interest": "interest"}  # where a draft of each kind is gone on with
ACCOUNT_PAGES = [  # the navigation of the account, in its order: names of addresses of all floors
    ("account_settings", _("Settings")),
    ("expert_profile", _("Expert profile")),
    ("investor_profile", _("Investor profile")),
    ("notifications", _("Notifications")),
    ("submissions", _("What I have sent")),
    ("call_invitations_received", _("Invitations")),
    ("saved_searches", _("Saved searches")),
    ("my_numbers", _("My numbers")),
    ("mfa_index", _("Second factor")),
    ("account_change_password", _("Password")),
    ("account_email", _("E-mail")),
    ("usersessions_list", _("Devices")),
    ("account_data", _("Data")),
]
AGREED_DATES = "marketplace.outcomes.queries.agreed_dates"  # the days of a mission in lists and calendars
MISSIONS_TO_CONFIRM = "marketplace.outcomes.queries.unconfirmed_by_agency"  # counts on a coordinator's phone list
FITTING_OPPORTUNITIES = "matching.serving.others.fitting"  # what a person is shown who got no answer
LABEL_JUDGE = "foundation.linking.ordinary.is_everyday"  # which labels would link every text
OUTBOX_CONSUMERS: dict[str, list[str]] = {
    "organisation.verified": ["cms.agencies.consumers.organisation_verified"],
    "organisation.changed": [
        "cms.agencies.consumers.organisation_changed",
        "search.indexing.consumers.organisation_changed",
    ],
    "page.changed": [
        "marketplace.questions.consumers.page_changed",
        "search.indexing.consumers.page_changed",
        "search.saved.consumers.page_changed",
    ],
    "page.removed": ["search.indexing.consumers.page_removed"],
    "upload.advanced": ["cms.importing.consumers.upload_advanced"],
    "profile.changed": ["search.indexing.consumers.profile_changed"],
    "profile.removed": ["search.indexing.consumers.profile_changed"],
    "registry.entry_assigned": ["marketplace.answers.consumers.entry_assigned"],
    "roster.sent": ["marketplace.rosters.consumers.roster_sent"],
    "search.asked": ["search.saved.consumers.search_asked"],
    "searches.read": ["search.saved.consumers.searches_read"],
    "coordinator.confirmed": ["marketplace.contract.consumers.coordinator_changed"],
    "coordinator.ended": ["marketplace.contract.consumers.coordinator_changed"],
    "submission.moved": [
        "marketplace.contract.consumers.submission_moved",
        "marketplace.outcomes.consumers.submission_moved",
    ],
    "taxonomy.changed": ["search.indexing.consumers.taxonomy_changed", "search.saved.consumers.words_changed"],
}
OUTBOX_UNHEARD: list[str] = [  # nobody needs to know yet
    "account.changed",
    "account.erased",
    "coordinator.named",
    "invitation.sent",
    "invitation.withdrawn",
    "label.decided",
    "label.proposed",
    "notifications.chosen",
    "notifications.gathered",
    "organisation.refused",
    "organisation.registered",
    "organisation.team_changed",
    "organisation.withdrawn",
    "registry.entry_annulled",
    "registry.entry_made",
    "registry.entry_moved",
    "registry.office_changed",
    "registry.office_opened",
    "roster.declined",
    "roster.taken_up",
    "mission.certified",
    "mission.prepared",
    "mission.reminded",
    "mission.terms_agreed",
    "mission.terms_proposed",
    "outcome.answered",
    "outcome.asked",
    "agency.called",
    "agency.nudged",
    "answering.told",
    "answers.link_sent",
    "submission.grants_changed",
    "calendar.opened",
    "calendar.closed",
    "assessment.given",
    "assessment.recused",
    "assessment.submitted",
    "assessment.taken_back",
    "call_invitation.answered",
    "call_invitation.sent",
    "call_invitation.withdrawn",
    "message.written",
    "question.answered",
    "question.asked",
    "question.ended",
    "question.taken_up",
    "question.set_aside",
    "question.withdrawn",
    "submission.passed_on",
    "submission.reminded",
    "agency.freed",
    "agency.held",
    "contract.told",
    "promise.moved",
    "submission.sent",
    "search.changed",
    "search.removed",
    "search.saved",
    "search.told",
]
OUTBOX_SLOW = [  # consumers that may take minutes: worked apart, one at a time, so that the rest goes on
    "search.indexing.consumers.organisation_changed",
    "search.indexing.consumers.taxonomy_changed",
]
WARM_UP = ["foundation.linking.queries.linker", "foundation.linking.queries.counterparts"]
DRAIN_WORK = ["foundation.clocks.operations.work_due", "foundation.clocks.operations.work_slow"]  # a thread for each
# "celery": workers are woken through Redis; "thread": threads of the web process; "off": only `tick` works
OUTBOX_DRAIN = "celery" if optional("JISR_REDIS_URL") else "thread"
BROKER_PREFIX = "jisr:"
LEASE_S = 60  # how long a killed process keeps what it was at; one that lives renews its lease
CLOCK_HANDLERS: dict[str, dict[str, Any]] = {  # with `every_s` a rhythm, without it called at the time that was set
    "publish scheduled pages": {"path": "cms.opportunities.operations.publishing.publish_scheduled", "every_s": 30},
    "forget sent files": {"path": "cms.importing.operations.uploads.forget_old", "every_s": 3600},
    "catch up with the search": {"path": "search.indexing.operations.catch_up", "every_s": 30},
    "sweep private files": {"path": "foundation.files.operations.sweep_clock", "every_s": 86_400},
    "forget unanswered invitations": {"path": "marketplace.rosters.operations.forget_expired", "every_s": 3_600},
    "forget unconfirmed coordinators": {
        "path": "foundation.organisations.coordinating.forget_unconfirmed",
        "every_s": 3_600,
    },
    "keep the answer contract": {"path": "marketplace.contract.operations.keeping.keep", "every_s": 300},
    "tell what saved searches found": {"path": "search.saved.operations.telling.tell_due", "every_s": 15},
    "forget unconfirmed searches": {"path": "search.saved.operations.keeping.forget_unconfirmed", "every_s": 3_600},
    "gather what is told in digests": {"path": "foundation.notifications.gathering.gather_due", "every_s": 60},
    "tell in the morning what waits": {"path": "marketplace.answering.gathering.tell_waiting", "every_s": 300},
    "end questions nobody answered": {
        "path": "marketplace.questions.operations.end_unanswered",
        "every_s": 300,
    },
    "end offers": {"path": "marketplace.answers.operations.offering.end_offer"},
    "forget old links": {"path": "marketplace.answers.operations.linking.forget_old", "every_s": 86_400},
    "warn of limit dates": {"path": "foundation.registry.alarms.ring_due", "every_s": 900},
    "ask what became of a mission": {"path": "marketplace.outcomes.operations.asking.ask_due"},
    "remind of what a mission lacks": {"path": "marketplace.outcomes.operations.guarding.remind_due"},
    "read what experts wrote": {"path": "matching.readings.operations.read_waiting", "every_s": 30},
    "forget heard events": {"path": "foundation.outbox.operations.forget_done", "every_s": 86_400},
}
MAIL_SENDER = "foundation.notifications.operations.send_due"
DEAD_LETTERS = [  # models with `.dead()`: what was put aside after the last try, counted on the desk of administrators
    "foundation.outbox.models.Delivery",
    "foundation.clocks.models.Clock",
    "foundation.notifications.models.Notification",
]
REGISTERED_WORDS = {  # which the register holds a fingerprint of: kept where, and who returns them by ids of entries
    "letter": "marketplace.answers.queries.letters_entered",
    "application": "marketplace.applications.queries.words_entered",
    "interest": "marketplace.interests.queries.words_entered",
}
PANELS: dict[str, list[str]] = {
    "home": ["search.results.panels.home", "matching.serving.panels.home"],
    "opportunity": [
        "marketplace.contract.panels.promised",
        "marketplace.invitations.panels.invited",
        "marketplace.applications.panels.way_to_apply",
        "marketplace.interests.panels.way_in",
        "matching.serving.panels.opportunity",
        "marketplace.questions.panels.asked",
        "marketplace.outcomes.panels.repeat_it",
        "marketplace.profiles.panels.keep_away",
    ],
    "applying": ["marketplace.questions.panels.asked"],
    "submission": [
        "marketplace.contract.panels.moved",
        "marketplace.outcomes.panels.mission",
        "marketplace.conversations.panels.for_person",
        "marketplace.judging.panels.was_judged",
        "marketplace.applications.panels.written",
        "marketplace.interests.panels.written",
    ],
    "answering": [
        "marketplace.outcomes.panels.mission",
        "marketplace.invitations.panels.was_invited",
        "marketplace.applications.panels.to_judge",
        "marketplace.interests.panels.to_judge",
        "marketplace.judging.panels.judgements",
        "marketplace.conversations.panels.for_agency",
    ],
    "entry": ["marketplace.answers.panels.of_entry", "marketplace.questions.panels.of_entry"],
    "coordinating": ["marketplace.outcomes.panels.to_call_about", "matching.serving.panels.coordinating"],
    "figures": ["marketplace.outcomes.panels.figures"],
    "agency": ["marketplace.contract.panels.agency", "cms.opportunities.panels.published"],
    "person": ["marketplace.invitations.panels.invite"],
    "editor": [
        "marketplace.contract.panels.editor",
        "cms.opportunities.panels.facts_read",
        "cms.opportunities.panels.suggestions",
        "cms.opportunities.panels.scoping",
        "matching.serving.panels.reach",
    ],
    "desk": [
        "marketplace.answering.panels.to_do_first",
        "marketplace.answering.panels.whom_to_call",
        "marketplace.answering.panels.late_in_country",
        "marketplace.outcomes.panels.unconfirmed_in_country",
        "marketplace.contract.panels.desk",
        "foundation.organisations.panels.waiting",
        "foundation.registry.panels.late",
        "marketplace.answers.panels.mine",
        "foundation.outbox.panels.put_aside",
        "foundation.taxonomy.panels.proposals",
        "search.indexing.panels.engine",
        "cms.opportunities.panels.first_calls",
        "marketplace.judging.panels.to_judge",
        "marketplace.questions.panels.to_answer",
        "marketplace.invitations.panels.received",
        "foundation.organisations.panels.mine",
        "marketplace.outcomes.panels.to_look_after",
        "marketplace.rosters.panels.doors",
        "marketplace.profiles.panels.completeness_card",
    ],
}
NOTIFICATION_KINDS = [  # the closed list of what people are told, with how often unless they choose otherwise
    "foundation.notifications.kinds.KINDS",
    "foundation.organisations.kinds.KINDS",
    "foundation.registry.kinds.KINDS",
    "cms.agencies.kinds.KINDS",
    "marketplace.answers.kinds.KINDS",
    "marketplace.answering.kinds.KINDS",
    "marketplace.questions.kinds.KINDS",
    "marketplace.conversations.kinds.KINDS",
    "marketplace.invitations.kinds.KINDS",
    "marketplace.judging.kinds.KINDS",
    "marketplace.contract.kinds.KINDS",
    "marketplace.outcomes.kinds.KINDS",
    "marketplace.rosters.kinds.KINDS",
    "search.saved.kinds.KINDS",
]
DUTIES_OF = [  # what a person is, for the choice of what she is told: functions of the user
    "foundation.organisations.queries.duties_of",
    "marketplace.profiles.queries.duties_of",
]
PERSON_DATA: list[str] = [  # what exports and erases a person's data, from the bottom up
    "foundation.accounts.queries.AccountData",
    "foundation.organisations.queries.MembershipData",
    "foundation.files.queries.FileData",
    "foundation.registry.queries.RegistryData",
    "foundation.notifications.queries.NotificationData",
    "foundation.notifications.queries.ChoiceData",
    "cms.importing.queries.UploadData",
    "marketplace.profiles.queries.ProfileData",
    "marketplace.answers.operations.erasing.SubmissionData",
    "marketplace.questions.queries.QuestionData",
    "marketplace.conversations.queries.ConversationData",
    "marketplace.applications.queries.ApplicationData",
    "marketplace.answering.queries.PhoneNoteData",
    "marketplace.interests.queries.InterestData",
    "marketplace.calendars.queries.CalendarData",
    "marketplace.invitations.queries.InvitationData",
    "marketplace.judging.queries.JudgingData",
    "marketplace.outcomes.operations.erasing.MissionData",
    "marketplace.rosters.queries.RosterData",
    "search.saved.queries.SearchData",
    "matching.impressions.queries.ImpressionData",
    "matching.readings.queries.ReadingData",
]

# --- data -------------------------------------------------------------------------------------------
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def database(url: str) -> dict[str, Any]:
    """Return Django's settings of a database address; SQLite gets what lets several processes write."""
    parsed: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60))
    if parsed["ENGINE"] == "django.db.backends.sqlite3":
        parsed |= {"OPTIONS": SQLITE_OPTIONS, "CONN_MAX_AGE": 0}
    return parsed


def cache(redis_url: str, *, prefix: str = "jisr") -> dict[str, Any]:
    """Return Django's settings of a cache: shared by all processes with a Redis address, the process's own without.

    Sign-in attempts are counted in it, so without Redis each process counts for itself.
    """
    if not redis_url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {"BACKEND": "config.cache.SharedCache", "LOCATION": redis_url, "KEY_PREFIX": prefix}


DATABASES: dict[str, dict[str, Any]] = {
    "default": database(optional("JISR_DATABASE_URL") or f"sqlite:///{VAR / 'jisr.sqlite3'}")
}
REDIS_URL = optional("JISR_REDIS_URL")
CACHES: dict[str, dict[str, Any]] = {"default": cache(REDIS_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = folder("JISR_MEDIA", VAR / "media")
MEDIA_URL = "/media/"
PRIVATE_ROOT = folder("JISR_PRIVATE", VAR / "private")  # never below MEDIA_ROOT: CVs and the like
STATIC_URL = "/static/"
STATIC_ROOT = folder("JISR_STATIC", VAR / "static")
STATICFILES_DIRS: list[Any] = [BASE_DIR / "static" / "build", BASE_DIR / "static" / "public"]
PRINT_FONTS = BASE_DIR / "static" / "build" / "print"  # of PDFs; copied there by static/build.mjs
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
TABLE_MAX_BYTES = 40 * 1024 * 1024  # 10,000 lines with texts in several languages have some 20

# --- languages --------------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("ar", _("Arabic")), ("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
HOME_COUNTRIES = ["MA", "SN", "ML", "CI"]
CURRENCIES = ["MAD", "XOF", "EUR", "USD", "CAD", "GBP"]

# --- Wagtail ----------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Jisr"
WAGTAIL_I18N_ENABLED = False  # one page holds all its languages: docs/decisions/0001
WAGTAILADMIN_BASE_URL = optional("JISR_SITE_URL", "http://localhost:8000")
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français"), ("ar", "العربية"), ("en", "English"), ("es", "Español")]
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "odt", "csv"]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no address of a person leaves for another site
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database.fallback"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}  # reference index: off the hot path
MODELSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database.fallback"}}

# --- people -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_SIGNUP_FORM_CLASS = "foundation.accounts.forms.SignupForm"
ACCOUNT_ADAPTER = "foundation.accounts.adapter.AccountAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Jisr · "
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second factor is told by mail
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/h/ip",
    "reset_password": "20/h/ip,5/h/key",
    "confirm_email": "1/3m/key",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
    "save_search": "20/h/ip",
    "verify_number": "20/h/ip",
    "answer_link": "20/h/ip,5/h/key",
    "name_coordinator": "20/d/user",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Jisr"
MFA_PASSKEY_LOGIN_ENABLED = False

# --- mail, security, logs ---------------------------------------------------------------------------
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = optional("JISR_MAIL_FROM", "Jisr <bonjour@jisr.example>")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview panel is a frame of our own
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # for the line above
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's style sheet holds its icons as data
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "manifest-src": [SELF],
    }
}
ADMIN_CSP: dict[str, Any] = {
    "default-src": [SELF],
    "script-src": [SELF, "'unsafe-inline'"],  # Wagtail's and Django's admin put scripts into their pages
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
}
MESSAGE_TAGS = {40: "danger"}  # Bootstrap's word for an error
LOGGING = logs.elsewhere()
METRICS_TOKEN = optional("JISR_METRICS_TOKEN")  # without one /metrics answers its own machine only
FIGURES_KEPT_S = 300  # how long the public figures are shown as they were counted
HEALTH_TIMEOUT_S = 1.0  # how long a part may take to answer /health/ready

JISR_DATA = Path(optional("JISR_DATA")) if optional("JISR_DATA") else None
