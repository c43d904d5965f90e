"""The policy table: who may do what.

Each app registers its rows in `AppConfig.ready()`. A row is a `Rule` that says the same thing twice: as a test of one object
and as a condition on a queryset, so that a list never shows what the object's page would refuse. Rules join with `&` and `|`.

    register("item.view", (in_units(*UNIT_ROLES) | filed_to_office), label=_("Read an item"))
    can(user, "item.view", item)
    visible_to(user, Item.objects.all())
    access_or_404(user, Item.objects.all(), pk=7)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from organizations.models import User
from organizations.standing import Standing, standing_of

ModelT = TypeVar("ModelT", bound=Model)
EVERYTHING = Q()
NOTHING = Q(pk__in=())


@dataclass(frozen=True)
class Rule:
    """One predicate in two forms. `test` gets the object, or None where an action has no object."""

    test: Callable[[Standing, Any], bool]
    condition: Callable[[Standing], Q]

    def __and__(self, other: Rule) -> Rule:
        return Rule(
            test=lambda s, obj: self.test(s, obj) and other.test(s, obj),
            condition=lambda s: self.condition(s) & other.condition(s),
        )

    def __or__(self, other: Rule) -> Rule:
        def condition(s: Standing) -> Q:
            mine, theirs = self.condition(s), other.condition(s)
            # An empty Q means "everything", but joined by OR Django would drop it.
            return EVERYTHING if EVERYTHING in (mine, theirs) else mine | theirs

        return Rule(test=lambda s, obj: self.test(s, obj) or other.test(s, obj), condition=condition)


def person(test: Callable[[Standing], bool]) -> Rule:
    """A rule about the person alone: all objects, or none."""
    return Rule(test=lambda s, _obj: test(s), condition=lambda s: EVERYTHING if test(s) else NOTHING)


def holds(*roles: str) -> Rule:
    """Holds one of the roles anywhere, or acts for somebody who does."""
    return person(lambda s: s.has(*roles))


def administers(*kinds: str) -> Rule:
    """Is an administrator of one of the kinds."""
    return person(lambda s: s.admin_kind in kinds)


def in_units(*roles: str, field: str = "unit_id") -> Rule:
    """The unit in `field` is one in which the person has one of the roles."""
    return Rule(
        test=lambda s, obj: getattr(obj, field) in s.units(*roles),
        condition=lambda s: Q(**{f"{field}__in": s.units(*roles)}),
    )


def is_person(field: str) -> Rule:
    """The user in `field` is the person."""
    return Rule(test=lambda s, obj: getattr(obj, field) == s.user_id, condition=lambda s: Q(**{field: s.user_id}))


def among(field: str, values: Iterable[Any]) -> Rule:
    """The object's `field` is one of the values: a status, a state, a kind."""
    allowed = frozenset(values)
    return Rule(
        test=lambda _s, obj: getattr(obj, field) in allowed, condition=lambda _s: Q(**{f"{field}__in": allowed})
    )


anyone_with_a_role = person(lambda s: s.has_business_role)
nobody = person(lambda _s: False)


@dataclass(frozen=True)
class PolicyRow:
    action: str
    rule: Rule
    label: Any = ""


_rows: dict[str, PolicyRow] = {}


def register(action: str, rule: Rule, label: Any = "") -> None:
    """Add a row. `action` is `<model name>.<verb>`, or `<subject>.<verb>` where there is no model.

    Raises ValueError when the action has a row already: two rows for one action would be two truths.
    """
    if action in _rows:
        raise ValueError(f"{action} has a policy row already")
    _rows[action] = PolicyRow(action, rule, label)


def rows() -> tuple[PolicyRow, ...]:
    """The whole table, by action: for docs and tests."""
    return tuple(_rows[action] for action in sorted(_rows))


def can(user: User, action: str, obj: Any = None) -> bool:
    """Whether the person may do it to the object. Raises KeyError for an action without a row."""
    return _rows[action].rule.test(standing_of(user), obj)


def visible_to(user: User, queryset: QuerySet[ModelT], action: str = "view") -> QuerySet[ModelT]:
    """The rows of the queryset on which the person may do the action."""
    name = action if "." in action else f"{queryset.model._meta.model_name}.{action}"
    return queryset.filter(_rows[name].rule.condition(standing_of(user)))


def access_or_404(user: User, queryset: QuerySet[ModelT], action: str = "view", **lookup: Any) -> ModelT:
    """The one object, if the person may do the action on it; a stranger learns nothing: raises Http404."""
    try:
        return visible_to(user, queryset, action).get(**lookup)
    except (ObjectDoesNotExist, ValueError, OverflowError) as error:
        raise Http404 from error
