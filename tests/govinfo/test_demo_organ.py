from collections import Counter

import pytest

from govinfo.demo import organ

pytestmark = pytest.mark.engine_free


def test_the_organ_has_the_units_people_and_outlets_that_were_asked_for():
    levels = Counter(unit.level for unit in organ.FILING_UNITS)
    assert levels == {"city": 9, "district": 6, "town": 8}
    assert len(organ.PEOPLE) == 60
    assert len(organ.OUTLETS) == 8
    assert {outlet.level for outlet in organ.OUTLETS} == {"own", "city", "province", "state"}
    assert len(organ.LEADERS) == 10


def test_names_codes_and_user_names_are_unique():
    for values in (
        [p.username for p in organ.PEOPLE], [p.name for p in organ.PEOPLE], [u.code for u in organ.UNITS],
        [u.name for u in organ.UNITS], [u.short_name for u in organ.UNITS], [o.code for o in organ.OUTLETS],
        [leader.name for leader in organ.LEADERS],
    ):  # fmt: skip
        assert len(values) == len(set(values))


def test_every_filing_unit_has_the_people_that_its_chain_needs():
    for unit in organ.FILING_UNITS:
        assert len(organ.people_with(organ.OFFICER, unit.code)) == 1
        assert len(organ.people_with(organ.UNIT_HEAD, unit.code)) == 1
        assert len(organ.people_with(organ.UNIT_SIGNER, unit.code)) == unit.steps - 1


def test_the_office_and_the_leaders_are_complete_and_administrators_hold_no_role():
    counts = Counter(p.role for p in organ.PEOPLE)
    assert (counts[organ.EDITOR], counts[organ.OFFICE_HEAD]) == (3, 1)
    assert (counts[organ.DEPUTY_LEADER], counts[organ.PRINCIPAL_LEADER]) == (2, 1)
    administrators = [p for p in organ.PEOPLE if p.admin_kind]
    assert {p.admin_kind for p in administrators} == {"system", "security", "audit"}
    assert all(p.role == p.unit == "" for p in administrators)


def test_units_are_found_by_code_and_an_unknown_code_is_an_error():
    assert organ.unit_by_code("ZFJD").name == "行政执法监督处"
    with pytest.raises(KeyError):
        organ.unit_by_code("NONE")
