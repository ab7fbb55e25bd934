"""Whom words name."""

import pytest

from bidapp.commenting.mentioning import named_in
from tests.builders import a_person

PEOPLE = [a_person(name) for name in ("Kim Jones", "Kim Jones-Lee", "Ann O'Hara", "Zoë (DMU)")]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("@Kim Jones, look.", ["Kim Jones"]),
        ("Look, @kim  JONES: here.", ["Kim Jones"]),
        ("@Kim\nJones", ["Kim Jones"]),
        ("(@Kim Jones)", ["Kim Jones"]),
        ("@Kim Jones-Lee knows", ["Kim Jones-Lee"]),
        ("@Ann O'Hara and @Kim Jones, @kim jones", ["Ann O'Hara", "Kim Jones"]),
        ("@ZOË (DMU)!", ["Zoë (DMU)"]),
        ("@Kim Jonesy", []),
        ("@Kim", []),
        ("Kim Jones", []),
        ("post@Kim Jones", []),
        ("@@Kim Jones", []),
        ("", []),
    ],
)
def test_a_full_name_after_an_at_sign_names_somebody(words, names):
    assert [person.name for person in named_in(words, PEOPLE)] == names


def test_of_two_people_with_one_name_both_are_named():
    twins = [a_person("Kim Jones"), a_person("kim jones")]
    assert named_in("@Kim Jones", twins) == twins


def test_without_people_nobody_is_named():
    assert named_in("@Kim Jones", []) == []


def test_many_signs_and_names_are_read_at_once():
    people = [a_person(f"Person Number {number}") for number in range(500)]
    assert named_in("@" * 2_500 + "@Person " * 300, people) == []
