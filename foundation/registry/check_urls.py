"""/verify/…: addresses without a language, as they stand in QR codes; a number keeps its slashes."""

from django.urls import path, register_converter

from foundation.registry.views import checking


class NumberConverter:
    regex = r"[A-Za-z0-9]{2,12}/[0-9]{4}/[ADIadi]/[0-9]{6,10}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value


register_converter(NumberConverter, "number")

urlpatterns = [
    path("", checking.verify, name="verify"),
    path("<number:number>/<slug:code>/", checking.verify_entry, name="verify_entry"),
]
