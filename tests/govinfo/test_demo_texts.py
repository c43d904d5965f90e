import random
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import combinations

import pytest

from govinfo.demo import organ
from govinfo.demo.texts import LEAST_LENGTH, MOST_LENGTH, TYPES, DemoText, make_text
from govinfo.demo.texts.remarks import edit_text, remark, split_sentences
from govinfo.demo.texts.slots import Slots
from govinfo.demo.texts.stocks import stock, topics
from govinfo.demo.titles import TitleBook

pytestmark = pytest.mark.engine_free
SEED = 20070101
FIRST_DAY = date(2025, 9, 1)


@pytest.fixture(scope="module")
def items():
    """1,200 texts of all types, by all units, over fourteen months: (type, unit, day, text)."""
    book, found = TitleBook(SEED), []
    for index in range(1200):
        unit, kind = organ.FILING_UNITS[index % 23], TYPES[index % 9]
        day = FIRST_DAY + timedelta(days=index * 425 // 1200)
        found.append((kind, unit, day, book.text(index=index, kind=kind, unit=unit, day=day)))
    return found


def shares_too_much(texts: list[DemoText], masked=False) -> list[tuple[int, int]]:
    """Pairs that share a third or more of the sentences of the shorter one, by an inverted index."""
    sets = [set(split_sentences(re.sub(r"\d+(\.\d+)?", "#", t.body) if masked else t.body)) for t in texts]
    where = defaultdict(list)
    for no, sentences in enumerate(sets):
        for sentence in sentences:
            where[sentence].append(no)
    shared = Counter(pair for numbers in where.values() for pair in combinations(numbers, 2))
    return [pair for pair, count in shared.items() if 3 * count >= min(len(sets[pair[0]]), len(sets[pair[1]]))]


def test_lengths_are_those_of_real_items(items):
    lengths = [len(text.body) for *_rest, text in items]
    assert min(lengths) >= LEAST_LENGTH
    assert max(lengths) <= MOST_LENGTH
    assert max(lengths) - min(lengths) > 600


def test_all_types_stand_among_the_items_and_titles_are_all_different(items):
    assert {kind for kind, *_rest in items} == set(TYPES)
    assert len(TYPES) == 9
    titles = Counter(text.title for *_rest, text in items)
    assert [title for title, count in titles.items() if count > 1] == []
    assert all(5 <= len(title) <= 40 for title in titles)


def test_no_two_items_share_a_third_of_their_sentences(items):
    assert shares_too_much([text for *_rest, text in items]) == []


def test_no_two_items_share_a_third_of_their_sentences_even_when_figures_are_hidden(items):
    assert shares_too_much([text for *_rest, text in items], masked=True) == []


def test_figures_and_dates_stand_in_every_text_and_no_date_lies_ahead(items):
    for _kind, _unit, day, text in items:
        days = re.findall(r"(去年)?(\d{1,2})月(\d{1,2})日", text.body)
        assert days, text.title
        told = [date(day.year - bool(last), int(month), int(number)) for last, month, number in days]
        assert max(told) <= day, text.title
        assert len(text.figures) >= 3, text.title
        assert all(figure in text.body for figure in text.figures)


def test_the_filing_unit_is_the_one_named_and_no_other(items):
    divisions = {unit.name for unit in organ.FILING_UNITS if unit.level == "city"}
    for _kind, unit, _day, text in items:
        full = {"city": unit.name, "district": f"{unit.place}政府法制办", "town": unit.name}[unit.level]
        assert full in text.body, text.title
        others = {other for other in divisions if f"市政府法制办{other}" in text.body} - {unit.name}
        assert others == set(), text.title


def test_no_slot_and_no_half_width_mark_is_left(items):
    for _kind, _unit, _day, text in items:
        whole = text.title + text.summary + text.body
        assert not re.search(r"[{}\[\]⟦⟧|,:;()?!_<>]", whole), text.title
        assert not re.search(r"[。，、；：]{2}|，。|^[。，、；：”]", whole, re.MULTILINE), text.title
        assert not re.search(r"([\u4e00-\u9fff]{2})\1(?!\d)(?<!个个|常常)", text.title), text.title
        assert whole.count("“") == whole.count("”"), text.title
        for paragraph in text.paragraphs:
            assert paragraph[-1] in "。：”" or re.match("[一二三四]、", paragraph), paragraph


def test_totals_equal_their_parts(items):
    checked = 0
    pattern = re.compile(r"([\d.]+)(个|户|辆|件|处|人|家|份|名|宗|场|次)(?:小区|学校食堂|工程项目)?，其中([^。]*?)。")
    for *_rest, text in items:
        for total, unit, parts in pattern.findall(text.body):
            numbers = [float(n) for n in re.findall(rf"([\d.]+){unit}(?:[、，。]|$)", parts + "。")]
            if len(numbers) >= 2 and all(part.endswith(unit) for part in re.split("[、]", parts.split("，")[0])):
                assert sum(numbers[: len(re.split("、", parts.split("，")[0]))]) == pytest.approx(float(total)), parts
                checked += 1
    assert checked > 100


def test_good_and_bad_news_are_in_balance(items):
    natures = Counter(text.nature for *_rest, text in items)
    assert set(natures) == {"成绩", "问题", "建议"}
    assert natures["问题"] + natures["建议"] > 300


def test_fields_are_at_least_ten_and_topics_at_least_sixty(items):
    assert len(topics()) >= 60
    assert len({field for *_rest, text in items for field in text.topics}) >= 10


def test_the_same_seed_gives_the_same_text_and_another_seed_another():
    unit, day = organ.unit_by_code("ZFJD"), date(2026, 5, 8)
    first = make_text(seed=1, index=5, kind="调研", unit=unit, day=day)
    assert make_text(seed=1, index=5, kind="调研", unit=unit, day=day) == first
    assert make_text(seed=2, index=5, kind="调研", unit=unit, day=day) != first


def test_a_sum_is_computed_from_the_parts_that_are_told():
    slots = Slots(random.Random(1), organ.unit_by_code("LF1"), topics()["taxi"], date(2026, 5, 8))
    told = slots.fill("{总=甲:10-20+乙:3-5}辆,其中{甲}辆、{乙}辆")
    total, first, second = map(int, re.findall(r"\d+", told))
    assert total == first + second


def test_there_are_forty_instructions_and_they_read_without_slots():
    assert len(stock("instruction")) >= 40
    told = {remark(random.Random(no), "instruction", day=date(2026, 3, 3), field="食品安全") for no in range(200)}
    assert len(told) >= 40
    assert not any(re.search("[{}]", text) for text in told)


def test_an_edit_shortens_the_text_and_keeps_every_figure(items):
    changed = 0
    for no, (*_rest, text) in enumerate(items[:200]):
        edit = edit_text(random.Random(no), text.title, text.body)
        assert re.findall(r"\d+", edit.text) == re.findall(r"\d+", text.body)
        assert "截至截至" not in edit_text(random.Random(no), edit.title, edit.text).text
        assert edit.note
        changed += edit.text != text.body or edit.title != text.title
    assert changed > 150
