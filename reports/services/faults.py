"""一事一通报: a fault of the register in the words of a bulletin on one matter. Of the paper, so never translated."""

from django.utils.translation import override

from registers.models import Fault
from reports.services.paper import day_words
from reports.services.proposing import LONGEST_TITLE


def words_of_fault(fault: Fault) -> dict[str, str]:
    """Title and text with which the bulletin begins; the office writes on from there."""
    with override("zh-hans"):
        what = fault.label
    title = f"关于{fault.unit.name}{what}情况的通报"
    item = f"涉及信息《{fault.item.title}》。" if fault.item else ""
    severity = f"情节{fault.severity}。" if fault.severity else ""
    matter = f"{day_words(fault.happened_on)}，{fault.unit.name}发生{what}。{severity}{item}\n{fault.note}"
    return {"title": title[:LONGEST_TITLE], "matter": matter}
