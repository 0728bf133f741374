"""How allauth meets Jisr: where one lands, in which language mail is written, and that the CMS follows."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from foundation.accounts.models import User
from foundation.accounts.operations import let_cms_follow
from foundation.base.direction import directed
from foundation.base.locales import active_language


class AccountAdapter(DefaultAccountAdapter):
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        with translation.override(request.user.language):  # type: ignore[union-attr]
            return reverse("desk")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def post_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponse:
        """Every door leads here, so that Wagtail's admin speaks the language of the account from the first page."""
        let_cms_follow(user=user)
        return super().post_login(request, user, **facts)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = context.get("user")
        with translation.override(getattr(user, "language", None) or translation.get_language()):
            super().send_mail(template_prefix, email, context)

    def render_mail(self, *args: Any, **named: Any) -> EmailMessage:
        """A mail in Arabic is plain text of which some lines begin with a name in Latin letters."""
        mail = super().render_mail(*args, **named)
        language = active_language()
        mail.subject, mail.body = directed(mail.subject, language), directed(mail.body, language)
        return mail
