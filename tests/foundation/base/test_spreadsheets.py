import csv
import io

import pytest

from foundation.base.spreadsheets import csv_line, guarded, like_formula


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "|"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe_and_no_second_one(first):
    assert like_formula(f"{first}1+1")
    assert guarded(f"{first}1+1") == f"'{first}1+1"
    assert guarded(guarded(f"{first}1+1")) == f"'{first}1+1"


@pytest.mark.parametrize("cell", ["", "Awa", "a=1", "12", " =1", "'=1", "#1"])
def test_any_other_cell_stays_as_it_is(cell):
    assert not like_formula(cell)
    assert guarded(cell) == cell


def test_a_line_of_a_csv_is_read_back_with_every_cell_guarded():
    line = csv_line(['=HYPERLINK("x")', "a;b", "two\nlines", "+33"])
    assert line == '"\'=HYPERLINK(""x"")";"a;b";"two\nlines";\'+33\r\n'
    assert list(csv.reader(io.StringIO(line, newline=""), delimiter=";")) == [
        ['\'=HYPERLINK("x")', "a;b", "two\nlines", "'+33"]
    ]
    assert csv_line(["a", "b,c"], delimiter=",") == 'a,"b,c"\r\n'
