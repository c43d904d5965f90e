"""Names in a sheet and what they stand for here: units by name on the day of the fact, people by name and unit."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from documents.spreadsheets.values import key_of
from organizations.models import Membership, Outlet, SuperiorLeader, Unit, UnitName, User
from organizations.past.columns import CellRefused

MOST_NAMED = 5
BEGINNING, END = date.min, date.max


def listed(values: Iterable[Any]) -> str:
    """The first few, as Chinese texts enumerate."""
    found = [str(value) for value in values]
    return "、".join(found[:MOST_NAMED]) + ("…" if len(found) > MOST_NAMED else "")


class UnitBook:
    """All units and their former names, read once."""

    def __init__(self) -> None:
        self.units = {unit.pk: unit for unit in Unit.objects.select_related("host", "successor")}
        self._present: defaultdict[str, set[int]] = defaultdict(set)
        self._former: defaultdict[str, list[UnitName]] = defaultdict(list)
        self._names_of: defaultdict[int, list[UnitName]] = defaultdict(list)
        for unit in self.units.values():
            for word in (unit.name, unit.short_name, unit.code):
                self._present[key_of(word)].add(unit.pk)
        for former in UnitName.objects.order_by("starts_on"):
            self._former[key_of(former.name)].append(former)
            self._names_of[former.unit_id].append(former)

    def find(self, words: str, on: date | None) -> Unit:
        """The unit that was called so on the day; a unit's present name, short name or code stands for any day.

        Raises CellRefused, with the candidates or with names that look alike.
        """
        key = key_of(words)
        then = [
            former.unit_id for former in self._former[key] if on is None or former.starts_on <= on <= former.ends_on
        ]
        # Two units may have swapped names: the one that had this name on that day goes before the one that has it today.
        found = set(then) or {pk for pk in self._present[key] if not self._was_anothers(key, pk, on)}
        if len(found) > 1:
            names = listed(f"{self.units[pk].name} ({self.units[pk].code})" for pk in sorted(found))
            raise CellRefused(
                _("Several units are called so: %(units)s.") % {"units": names},
                _("Write the code of the unit instead."),
            )
        if not found:
            raise self._unknown(words, key, on)
        unit = self.units[found.pop()]
        self._refuse_outside(unit, on)
        return unit

    def find_all(self, words: str, parts: Sequence[str], on: date | None) -> list[Unit]:
        """The units in one cell: the whole cell where it is one name, else its parts in their order."""
        if key_of(words) in self._present or key_of(words) in self._former:
            return [self.find(words, on)]
        return list(dict.fromkeys(self.find(part, on) for part in parts))

    def _was_anothers(self, key: str, pk: int, on: date | None) -> bool:
        """Whether the unit took the name only after the day, while it still had another (that is known) by then."""
        if on is None or key_of(self.units[pk].name) != key:
            return False
        had_other = any(former.starts_on <= on <= former.ends_on for former in self._names_of[pk])
        return had_other and bool(self._former[key])

    def _unknown(self, words: str, key: str, on: date | None) -> CellRefused:
        if self._former[key]:
            dates = listed(
                _("%(unit)s from %(from)s to %(until)s")
                % {"unit": self.units[one.unit_id].name, "from": one.starts_on, "until": one.ends_on}
                for one in self._former[key]
            )
            return CellRefused(
                _("No unit had this name on that day. It was the name of: %(names)s.") % {"names": dates},
                _("Write the present name of the unit."),
            )
        alike = self._alike(key)
        if alike:
            return CellRefused(
                _("There is no unit of this name."),
                _("Is %(names)s meant? Write the name as it stands here.") % {"names": alike},
            )
        return CellRefused(
            _("There is no unit of this name."),
            _(
                "Write the name as it stands in the settings, or let the system administrator enter it as a former name."
            ),
        )

    def _alike(self, key: str) -> str:
        names = {key_of(unit.name): unit.name for unit in self.units.values()}
        close = get_close_matches(key, names, n=3, cutoff=0.6)
        within = [other for other in names if key and (key in other or other in key) and other not in close]
        return listed(dict.fromkeys(names[one] for one in [*close, *within][:3]))

    def _refuse_outside(self, unit: Unit, on: date | None) -> None:
        if on is None:
            return
        if unit.ends_on is not None and on > unit.ends_on:
            into = _(" It was merged into %(unit)s.") % {"unit": unit.successor} if unit.successor else ""
            raise CellRefused(
                _("The unit ended on %(day)s.") % {"day": unit.ends_on} + into,
                _("Check the date, or write the unit that went on."),
            )
        if on < unit.starts_on:
            raise CellRefused(
                _("The unit exists only from %(day)s.") % {"day": unit.starts_on},
                _("Check the date, or let the system administrator correct the unit's first day."),
            )


class PeopleBook:
    """People by name, with the units in which they ever had a role."""

    def __init__(self) -> None:
        self._by_name: defaultdict[str, list[User]] = defaultdict(list)
        self._homes: defaultdict[int, list[Membership]] = defaultdict(list)
        for user in User.objects.filter(admin_kind=""):
            self._by_name[key_of(user.name)].append(user)
        for held in Membership.objects.select_related("unit"):
            self._homes[held.user_id].append(held)

    def find(self, words: str, units: Sequence[Unit], on: date | None) -> User:
        """The person of that name in one of the units: with a role on the day before one with a role at any time.

        张伟（zhangwei2） names the account besides. Raises CellRefused with the candidates.
        """
        name, account = _name_and_account(words)
        people = [user for user in self._by_name[key_of(name)] if not account or user.username.casefold() == account]
        keys = {unit.pk for unit in units}
        here = [user for user in people if any(held.unit_id in keys for held in self._homes[user.pk])]
        then = [
            user for user in here if any(held.unit_id in keys and _covers(held, on) for held in self._homes[user.pk])
        ]
        chosen = then or here or (people if account else [])
        if len(chosen) == 1:
            return chosen[0]
        raise self._refusal(people, chosen, units)

    def _refusal(self, people: list[User], chosen: list[User], units: Sequence[Unit]) -> CellRefused:
        place = listed(units)
        if chosen:
            return CellRefused(
                _("%(unit)s has several people of this name: %(people)s.")
                % {"unit": place, "people": listed(self._in_words(user) for user in chosen)},
                _("Write the account behind the name in brackets."),
            )
        if people:
            return CellRefused(
                _("Nobody of this name has had a role in %(unit)s. There is: %(people)s.")
                % {"unit": place, "people": listed(self._in_words(user) for user in people)},
                _("Write the account behind the name in brackets if that person is meant."),
            )
        return CellRefused(
            _("There is nobody of this name."),
            _("Let the security administrator import the people first, former ones too, or leave the cell empty."),
        )

    def _in_words(self, user: User) -> str:
        homes = "、".join(dict.fromkeys(held.unit.short_name for held in self._homes[user.pk]))
        return f"{user.name}（{user.username}{'，' if homes else ''}{homes}）"


def _covers(held: Membership, on: date | None) -> bool:
    return on is None or (held.starts_on <= on and (held.ends_on is None or on <= held.ends_on))


def _name_and_account(words: str) -> tuple[str, str]:
    head, _sign, rest = words.replace("(", "（").partition("（")
    return head.strip(), rest.replace(")", "）").partition("）")[0].strip().casefold()


class OutletBook:
    """Outlets by name and code; 《 》 around a name do not count."""

    def __init__(self) -> None:
        self._outlets: dict[str, Outlet] = {}
        for outlet in Outlet.objects.select_related("level").order_by("is_active", "pk"):
            self._outlets[key_of(outlet.code)] = outlet
        for outlet in Outlet.objects.select_related("level").order_by("is_active", "pk"):
            self._outlets[key_of(outlet.name)] = outlet

    def find(self, words: str) -> Outlet:
        """Raises CellRefused with names that look alike."""
        found = self._outlets.get(key_of(words))
        if found is not None:
            return found
        names = {key: outlet.name for key, outlet in self._outlets.items() if key == key_of(outlet.name)}
        key = key_of(words)
        close = get_close_matches(key, names, n=3, cutoff=0.6) or [
            one for one in names if key and (key in one or one in key)
        ]
        alike = listed(names[one] for one in close[:3])
        advice = _("Is %(names)s meant? Write the name as it stands here.") % {"names": alike} if alike else ""
        raise CellRefused(
            _("There is no outlet of this name."),
            advice or _("Enter it in the settings first, also one that is no longer printed."),
        )


class LeaderBook:
    """Leaders of superior bodies: by name, or name and post in one cell; by post, level and the day where several."""

    def __init__(self) -> None:
        self._leaders = list(SuperiorLeader.objects.select_related("level"))

    def find(self, words: str, *, post: str, level: str, on: date | None) -> SuperiorLeader:
        """Raises CellRefused with the candidates."""
        key = key_of(words)
        named = [one for one in self._leaders if key in _spellings(one)]
        if post:
            named = [one for one in named if key_of(post) in key_of(one.post) or key_of(one.post) in key_of(post)]
        if level:
            named = [one for one in named if key_of(level) in (key_of(one.level.name), key_of(one.level.code))]
        then = [
            one for one in named if on is None or (one.starts_on <= on and (one.ends_on is None or on <= one.ends_on))
        ]
        if len(then) == 1:
            return then[0]
        raise self._refusal(named, then)

    def _refusal(self, named: list[SuperiorLeader], then: list[SuperiorLeader]) -> CellRefused:
        if then:
            return CellRefused(
                _("Several leaders are meant by this: %(leaders)s.") % {"leaders": listed(map(_leader_words, then))},
                _("Give the post and the level in their columns."),
            )
        if named:
            return CellRefused(
                _("The leader was not in office on that day: %(leaders)s.")
                % {"leaders": listed(map(_leader_words, named))},
                _("Check the date, or correct the dates of office in the register of superior leaders."),
            )
        return CellRefused(
            _("There is no such leader in the register, or not with this post and level."),
            _("Enter the leader in the settings first, with the dates of office."),
        )


def _spellings(leader: SuperiorLeader) -> set[str]:
    """陈国平, 市长陈国平, 陈国平市长, and by surname 陈市长; of several posts (市委副书记、市长) each stands for the leader."""
    name = key_of(leader.name)
    posts = {key_of(part) for part in (leader.post, *leader.post.split("、"))}
    return {name} | {words for post in posts for words in (post + name, name + post, name[:1] + post)}


def _leader_words(leader: SuperiorLeader) -> str:
    until = leader.ends_on or ""
    return f"{leader.post} {leader.name}（{leader.level.name}，{leader.starts_on}—{until}）"
