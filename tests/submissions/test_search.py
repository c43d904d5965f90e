"""Chinese search finds every part of a text, on both databases, and follows each change of the words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.bigrams import grams_asked, grams_of, words_asked
from submissions.models import Item, Revision
from submissions.search import forget_everything, index_many, matching
from submissions.services.revisions import add_revision
from tests.factories.submissions import make_item


def found(words):
    return set(matching(Item.objects.all(), words))


@pytest.mark.engine_free
def test_grams_of_a_text_are_its_pairs_without_punctuation():
    assert grams_of("出租汽车，ＰＭ2.5！") == ["出租", "租汽", "汽车", "pm", "m2", "5"]


@pytest.mark.engine_free
@given(st.text(alphabet="行政复议甲乙aB９，。 \n", max_size=40), st.data())
def test_a_text_holds_all_pairs_of_each_of_its_words(text, data):
    words = words_asked(text)
    if words:
        word = data.draw(st.sampled_from(words))
        start = data.draw(st.integers(0, len(word) - 1))
        assert set(grams_asked(word[start:])) <= set(grams_of(text))


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["复议", "三项制度", "行政复议三项制度", "议三"])
def test_words_of_two_or_more_characters_are_found_anywhere(word):
    item = make_item(title="行政复议三项制度落实情况", text="全文")
    make_item(title="蔬菜质量安全检测", text="全文")
    assert found(word) == {item}


@pytest.mark.django_db
def test_search_looks_into_the_text_and_joins_words_by_and():
    both = make_item(text="出租汽车管理办法修订，规章清理完成")
    make_item(text="出租汽车管理办法修订")
    assert found("出租 规章") == {both}


@pytest.mark.django_db
def test_pairs_that_stand_apart_are_no_hit():
    make_item(title="甲", text="经济、济发、发展都有")
    assert found("经济发展") == set()


@pytest.mark.django_db
def test_one_character_is_looked_for_in_titles_and_a_number_at_its_beginning():
    item = make_item(title="房", text="无", status="filed", number="2026-立法-0007")
    assert found("房") == found("2026-立法") == found("2026-立法-0007") == {item}
    assert found("2025-") == set()


@pytest.mark.django_db
@pytest.mark.parametrize("words", ['"', "AND", "NOT (", "复议*", "a:b", "%", "_", "' OR 1=1 --", "^ ☂"])
def test_nothing_typed_is_an_operator(words):
    make_item(title="无关", text="无关")
    assert found(words) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["", "  ", "\x00"])
def test_no_word_leaves_all(words):
    item = make_item()
    assert found(words) == {item}


@pytest.mark.django_db
def test_a_change_of_the_words_changes_what_is_found():
    item = make_item(text="旧的说法")
    add_revision(item, by=item.drafter, kind=Revision.Kind.AS_WRITTEN, title=item.title, text="新的提法")
    item.save()
    assert found("旧的") == set()
    assert found("提法") == {item}


@pytest.mark.django_db
def test_the_index_can_be_built_anew():
    items = {make_item(text="信访事项办理"), make_item(text="信访积案化解")}
    forget_everything()
    assert found("信访") == set()
    assert index_many(Item.objects.select_related("current")) == 2
    assert found("信访") == items


@pytest.mark.django_db
def test_search_stays_within_what_it_is_given():
    make_item(text="信访事项")
    mine = make_item(text="信访事项")
    assert set(matching(Item.objects.filter(unit=mine.unit), "信访")) == {mine}
