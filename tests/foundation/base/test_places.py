import pytest

from foundation.base.places import zone_of


@pytest.mark.parametrize(
    ("country", "zone"),
    [("MA", "Africa/Casablanca"), ("SN", "Africa/Dakar"), ("ML", "Africa/Bamako"), ("CI", "Africa/Abidjan"),
     ("", "UTC"), ("QQ", "UTC")],
)  # fmt: skip
def test_a_country_has_the_first_time_zone_that_cldr_lists_for_it(country, zone):
    assert zone_of(country).key == zone
