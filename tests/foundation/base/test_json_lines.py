"""Lines of JSON, in and out."""

import json

import pytest

from foundation.base import json_lines


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"\xff\xfe", "not UTF-8"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"9" * 5_000, "not JSON"),
        (b'{"id": NaN}', "not JSON"),
    ],
)
def test_what_is_no_line_is_refused_in_two_words(line: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=f"^{why}$"):
        json_lines.parsed(line)


def test_half_a_character_goes_out_as_it_came_in() -> None:
    line = rb'{"id": "\ud800", "text": "\u0645\u0627\u0621"}'
    written = json_lines.written(json_lines.parsed(line))
    assert written.encode("utf-8") == '{"id": "\\ud800", "text": "ماء"}'.encode()
    assert json.loads(written) == json.loads(line)
