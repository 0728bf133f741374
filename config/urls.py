"""Every address of Jisr; what people read carries its language as prefix."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.opportunities.views import short as short_opportunity
from config.observing.metrics import metrics
from search.results.views import short as short_search

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

to_login = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    path("health/", include("config.health")),
    path("metrics", metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("cms/login/", to_login),  # Wagtail's own door asks for no second factor
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]

urlpatterns += [  # short addresses, to be handed on: they lead to the reader's language
    path("o/<slug:public_id>/", short_opportunity, name="short_opportunity"),
    path("s/", short_search, name="short_search"),
]
urlpatterns += [path("verify/", include("foundation.registry.check_urls"))]  # as printed: no language in it

urlpatterns += i18n_patterns(
    path("_util/login/", to_login),  # the door of Wagtail's private pages
    path("account/", include("allauth.urls")),
    path("", include("foundation.accounts.urls")),
    path("", include("foundation.panels.urls")),
    path("", include("foundation.organisations.urls")),
    path("", include("foundation.files.urls")),
    path("", include("foundation.registry.urls")),
    path("", include("foundation.notifications.urls")),
    path("", include("marketplace.profiles.urls")),
    path("", include("marketplace.outcomes.urls")),
    path("", include("marketplace.judging.urls")),
    path("", include("marketplace.invitations.urls")),
    path("", include("marketplace.applications.urls")),
    path("", include("marketplace.answering.urls")),
    path("", include("marketplace.interests.urls")),
    path("", include("marketplace.calendars.urls")),
    path("", include("marketplace.conversations.urls")),
    path("", include("marketplace.questions.urls")),
    path("", include("marketplace.answers.urls")),
    path("", include("marketplace.contract.urls")),
    path("", include("marketplace.rosters.urls")),
    path("", include("search.saved.urls")),
    path("", include("search.results.urls")),
    path("", include("matching.serving.urls")),
    path("", include("cms.opportunities.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=True,
)

if settings.DEBUG:
    from django.conf.urls.static import static

    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)
