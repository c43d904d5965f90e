"""Made-up heads of schemes: ranking, credit of hosts, conversion, budget, prizes."""

from collections.abc import Sequence
from random import Random
from typing import Any

ALL_SPANS = ("week", "month", "quarter", "half", "year", "period")
CLASSES = ("first", "second", "young")


def head(dice: Random, clauses: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Some of the sections that a head may have."""
    found: dict[str, Any] = {}
    for name, often, make in SECTIONS:
        if dice.random() < often:
            found[name] = make(dice, clauses)
    return found


def _ranking(dice: Random, clauses: Any) -> dict[str, Any]:
    found = {name: dice.sample(CLASSES, 1) for name in ("outside", "optional") if dice.random() < 0.5}
    return found or {"optional": "first"}


def _host_credit(dice: Random, clauses: Sequence[dict[str, Any]]) -> dict[str, Any]:
    of = [clause["id"] for clause in clauses if "event" in clause]
    some = {"of": dice.sample(of, 1)} if of and dice.random() < 0.5 else {}
    return {"mode": dice.choice(["instead", "besides"]), **some}


def _conversion(dice: Random, clauses: Any) -> dict[str, Any]:
    most = {"at_most": dice.randint(0, 4)} if dice.random() < 0.6 else {}
    return {"times": dice.choice(["0.05", "0.333333", 1, 0]), "per": dice.choice(ALL_SPANS), **most}


def _budget(dice: Random, clauses: Any) -> dict[str, Any]:
    return {"yuan": dice.randint(0, 60), "per": dice.choice(ALL_SPANS), "beyond": dice.choice(["scale", "stop"])}


def _prizes(dice: Random, clauses: Any) -> list[dict[str, Any]]:
    return [_prize(dice, f"w{number}") for number in range(dice.randint(1, 2))]


def _prize(dice: Random, name: str) -> dict[str, Any]:
    """Few are asked to be first, so that those who are barred matter."""
    bounds: dict[str, Any] = {"first": dice.randint(1, 3)} if dice.random() < 0.8 else {}
    if not bounds or dice.random() < 0.3:
        bounds["at_least"] = dice.randint(0, 12)
    to = dice.choice(["units", "units", "persons", "items"])
    return {"id": name, "to": to, "title": "先进", "per": dice.choice(ALL_SPANS), **bounds,
            "moves_up": dice.random() < 0.4}  # fmt: skip


SECTIONS = (
    ("ranking", 0.5, _ranking),
    ("host_credit", 0.2, _host_credit),
    ("conversion", 0.3, _conversion),
    ("budget", 0.4, _budget),
    ("prizes", 0.5, _prizes),
)
