"""The cache writes JSON on Redis."""

import pytest

from govinfo.cache import JsonSerializer

pytestmark = pytest.mark.engine_free


@pytest.mark.parametrize("value", [None, True, 7, 1.5, "处", [1, "a"], {"a": [1.5]}])
def test_what_goes_in_comes_out(value):
    writer = JsonSerializer()
    assert writer.loads(writer.dumps(value)) == value


def test_whole_numbers_stay_countable_and_truth_does_not_turn_into_one():
    writer = JsonSerializer()
    assert (writer.dumps(7), writer.dumps(True)) == (7, b"true")


def test_what_json_cannot_hold_is_refused():
    with pytest.raises(TypeError):
        JsonSerializer().dumps(object())
