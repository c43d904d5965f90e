"""What is wrong with a scheme or with facts, said so that a clerk can mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def _(text: str) -> str:
    """Mark a sentence for translation; the engine itself speaks English."""
    return text


SENTENCES: Mapping[str, str] = {
    "missing": _("This must be filled in."),
    "unknown": _("This field does not exist in a scheme. Possible here: %(possible)s."),
    "not_mapping": _("Expected fields with values here."),
    "not_list": _("Expected a list here, with at least one entry."),
    "not_text": _("Expected words here."),
    "bad_sign": _("The text holds a sign that cannot be stored or shown (%(sign)s). Delete it, or type the text anew."),
    "not_code": _("A code has letters, digits, hyphens and underscores only."),
    "not_number": _("Expected a number here, such as 5 or 0.5."),
    "inexact": _("Write this number in quotation marks, so that it stays exact."),
    "too_many_places": _("At most six digits after the point."),
    "out_of_range": _("Expected a number from %(least)s to %(most)s."),
    "not_flag": _("Expected true or false here."),
    "not_choice": _("“%(value)s” is not possible here. Possible: %(possible)s."),
    "wrong_version": _("This version of scheme documents is not known. Known: %(possible)s."),
    "twice": _("“%(value)s” stands here for the second time."),
    "points_or_times": _("Give either points or a multiple of the points that the superior gave."),
    "then_missing": _("Say how many points each further instruction brings."),
    "then_unused": _("Points for further instructions count only where the first is full and the others reduced."),
    "unreachable": _("This row never counts, because row %(row)s above it already fits."),
    "unreachable_factor": _("This factor never counts, because factor %(row)s above it already fits."),
    "first_or_at_least": _("Say how many places win, or with at least how many points."),
    "not_above": _("There is no clause “%(value)s” above this one. Above it stand: %(possible)s."),
    "no_clause": _("There is no clause “%(value)s” about items in this scheme. There are: %(possible)s."),
    "other_account": _("The clause “%(value)s” gives something else than this one: %(other)s, not %(own)s."),
    "nothing_above": _("No clause above this one gives anything that could be summed up here."),
    "other_audience": _("The clause “%(value)s” is about units and this one about persons, or the other way round."),
    "only_with_counts": _("This belongs here only where “%(value)s” is counted."),
    "only_with_points": _("This belongs here only where points are counted."),
    "points_alone": _("Count either events or points. Events are: %(possible)s."),
    "not_whole": _("Facts are counted whole: expected 1, 2, 3 and so on."),
    "classes_outside": _("Nobody can be meant by this row: the whole clause is only for %(possible)s."),
    "nothing_said": _("Say at least one of these: %(possible)s."),
    "all_optional": _("Nobody can miss anything here, because all demands are optional."),
    "below_or_at_least": _("Give either “below” or “at_least”."),
    "plus_or_minus": _("Give either “plus” or “minus”."),
    "never_below": _("Nothing can be below 0 here."),
    "no_bound": _("Give “at_most”, “at_least” or both."),
    "above_at_most": _("The floor is higher than the cap."),
    "each_of_points": _("Only facts and misses can cost points one by one, points cannot."),
    "withheld_twice": _("“zero” takes everything already; nothing is left to be withheld."),
    "overlap": _("The schemes “%(first)s” and “%(second)s” are valid on the same day."),
    "fact_twice": _("The fact “%(value)s” is given twice."),
    "fact_of_settlement": _("The fact “%(value)s” is a settlement; these are reckoned and never given."),
    "fact_without_part": _("The fact “%(value)s” belongs to no unit."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where (`clauses.2.table.0.points`), what kind, and the values that the sentence names."""

    path: str
    code: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return SENTENCES[self.code] % self.parameters

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class RefusalError(Exception):
    """Carries every problem found, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class SchemeRefused(RefusalError):
    """The document is no valid scheme."""


class FactsRefused(RefusalError):
    """The facts contradict one another."""
