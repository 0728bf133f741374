"""People of a call are ranked here with concepts of the test's own, so each test begins with nothing read."""

from tests.matching.conftest import _nothing_read  # noqa: F401  # a fixture for every test of the folder
