"""Who may make which move of an item, and with them every line of the table of rights."""

from typing import Any

from tests.test_house.rights_table import (
    DEPUTY,
    HEAD,
    HOLDERS,
    NONE,
    OFFICE,
    OFFICE_HEAD,
    OFFICER,
    READ_ITEM,
    TABLE,
    Access,
)

# The moves of an item: one address, its last part a name of the table of moves. Status in which it is tried, and who
# may make it; readers of the item who may not are told so.
MOVES: dict[str, tuple[str, frozenset[str]]] = {
    "submit": ("draft", OFFICER),
    "void": ("draft", OFFICER | HEAD),
    "approve_in_unit": ("unit_review", HEAD),
    "return_in_unit": ("unit_review", HEAD),
    "countersign": ("unit_review", NONE),
    "decline_to": ("unit_review", NONE),
    "drop_partner": ("unit_review", OFFICER | HEAD),
    "pull_back": ("unit_review", OFFICER | HEAD),
    "release_held": ("held", OFFICER | HEAD),
    "withdraw": ("filed", HEAD),
    "take": ("filed", OFFICE),
    "assign": ("filed", OFFICE_HEAD),
    "send_back": ("filed", OFFICE),
    "decline": ("filed", OFFICE),
    "ask_withdrawal": ("editing", HEAD),
    "put_back": ("editing", HOLDERS),
    "answer_withdrawal": ("editing", HOLDERS),
    "submit_for_approval": ("editing", HOLDERS),
    "call_back": ("office_review", HOLDERS),
    "approve": ("office_review", OFFICE_HEAD),
    "return_to_editor": ("signature", DEPUTY),
    "sign": ("signature", DEPUTY),
    "pass_up": ("signature", DEPUTY),
    "refuse": ("signature", DEPUTY),
    "edit_flash": ("signature", OFFICE),
    "shelve": ("signed", OFFICE_HEAD),
    "reopen": ("signed", OFFICE_HEAD),
}


def move_rows() -> list[Access]:
    """A line for each public move. GET leads readers to the form, or back to the item with the reason."""
    return [
        Access("submissions:move", READ_ITEM[status], who, f"move:{name}:{status}", refused=READ_ITEM[status])
        for name, (status, who) in MOVES.items()
    ]


def all_rows() -> list[Access]:
    return [*TABLE, *move_rows()]


def arguments(row: Access, keys: dict[str, tuple[Any, ...]]) -> tuple[Any, ...]:
    """The arguments of the row's address."""
    if row.needs.startswith("move:"):
        _move, name, status = row.needs.split(":")
        return (*keys[f"item:{status}"], name)
    return keys[row.needs] if row.needs else ()
