"""account/numbers/… for the person concerned, desk/register/… for an office's team."""

from django.urls import path

from foundation.registry.views import entry, mine, office

REGISTER = "desk/register/<slug:organisation>/"
ENTRY = f"{REGISTER}entries/<slug:entry>/"

urlpatterns = [
    path("account/numbers/", mine.numbers, name="my_numbers"),
    path("account/numbers/<slug:entry>/receipt/", mine.my_receipt, name="my_receipt"),
    path("account/numbers/<slug:entry>/text/", mine.my_words, name="my_words"),
    path(REGISTER, office.entries, name="register"),
    path(f"{REGISTER}new/", office.enter, name="register_enter"),
    path(f"{REGISTER}code/", office.code, name="register_code"),
    path(f"{REGISTER}table/", office.export, name="register_table"),
    path(f"{REGISTER}day/", office.day_book, name="register_day"),
    path(f"{REGISTER}years/<int:year>/", office.year_book, name="register_year"),
    path(ENTRY, entry.entry, name="register_entry"),
    path(f"{ENTRY}receipt/", entry.entry_receipt, name="register_receipt"),
    path(f"{ENTRY}pieces/<int:place>/", entry.piece, name="register_piece"),
    path(f"{ENTRY}<slug:action>/", entry.act, name="register_act"),
]
