"""Keys and codes are derived: the same again for the same name, and nothing alike for another."""

import re

import pytest

from bidapp.asking.keys import name_of_code, name_of_key, reveal

SECRET = "a secret of the tests, long enough to be one"


def test_a_key_has_256_bits_that_an_address_holds_as_they_are():
    key = reveal(SECRET, name_of_key(1, 2, 1))
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", key)
    assert key == reveal(SECRET, name_of_key(1, 2, 1))


@pytest.mark.parametrize(
    "other",
    [name_of_key(1, 2, 2), name_of_key(2, 1, 1), name_of_key(12, 1, 1), name_of_key(1, 21, 1)],
)
def test_another_role_contact_or_generation_has_another_key(other):
    assert reveal(SECRET, other) != reveal(SECRET, name_of_key(1, 2, 1))


def test_another_installation_has_other_keys():
    assert reveal(SECRET, name_of_key(1, 2, 1)) != reveal(SECRET + "!", name_of_key(1, 2, 1))


def test_codes_are_six_digits_and_spread():
    codes = [reveal(SECRET, name_of_code(1, number)) for number in range(2_000)]
    assert all(re.fullmatch(r"\d{6}", code) for code in codes)
    assert len(set(codes)) > 1_990
