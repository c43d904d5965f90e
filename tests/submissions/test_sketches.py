"""Near duplicates: what is much alike is found, what is not stays away."""

import pytest

from submissions.models import Item
from submissions.sketches import near_duplicates, sketch
from tests.factories.submissions import make_item

TEXT = (
    "市政府法制办公室组织开展规章清理工作，对现行有效的政府规章逐件审查，提出继续有效、修改、废止的意见。"
    "各部门按照谁起草谁清理的原则报送清理建议，法制办公室会同有关部门逐条论证，广泛征求基层执法单位和行政相对人的意见。"
)
OTHER = "蔬菜批发市场每日抽检样品，检测结果当日公示，不合格产品立即下架销毁并追溯来源，消费者可扫码查询检测报告。"


@pytest.mark.engine_free
def test_a_sketch_holds_at_most_32_hashes_and_none_for_a_short_text():
    assert len(sketch(TEXT * 3)) == 32
    assert sketch("短文") == []


@pytest.mark.django_db
def test_an_edited_copy_is_found_with_its_share():
    earlier = make_item(text=TEXT)
    make_item(text=OTHER)
    alike = near_duplicates(TEXT.replace("逐件审查", "逐一审核") + "补充一句。", among=Item.objects.all())
    assert [one.item for one in alike] == [earlier]
    assert 70 <= alike[0].percent < 100


@pytest.mark.django_db
def test_the_item_itself_and_what_may_not_be_read_are_left_out():
    mine, foreign = make_item(text=TEXT), make_item(text=TEXT)
    assert near_duplicates(TEXT, among=Item.objects.filter(unit=mine.unit), without=mine.pk) == []
    assert [one.item for one in near_duplicates(TEXT, among=Item.objects.all(), without=mine.pk)] == [foreign]
