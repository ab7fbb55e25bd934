import pytest

from tests.builders import a_section, saved, written
from tests.commenting.talk import TEXT


@pytest.fixture
def section(app, now):
    return written(saved(a_section()), TEXT)
