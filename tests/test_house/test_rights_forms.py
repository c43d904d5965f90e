"""What forms take: only their own fields, and no value that breaks them.

The forms are those that pages show, each kind once. Whatever a post does is rolled back before the next one.
"""

import random
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone

from organizations.models import User
from tests.factories.documents import make_pdf
from tests.test_house.rights_forms import MACHINERY, PageForm, all_forms
from tests.test_house.rights_visits import LEFT_OUT, SEEN, _quiet, visit
from tests.test_house.rights_world import make_world

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures(_quiet.__name__)]

TOKEN = "0123456789abcdef" * 2
TEMPTING: dict[str, Any] = {
    "status": "signed", "state": "closed", "admin_kind": "system", "role": "office_head", "is_superuser": "on",
    "is_staff": "on", "is_active": "", "version": "999", "number": "2026-综-9999", "points": "1000", "step": "9",
    "awaits_role": "", "is_composite": "on", "is_supplementary": "on", "head_is_author": "on", "language": "en",
    "password": "x", "session_epoch": "0", "must_change_password": "", "is_frozen": "on", "share": "1",
}  # fmt: skip
CHANGING = {"hash", "previous_hash", "last_hash", "password", "encoded", "session_epoch", "session_key", "batch"}
"""Columns that differ each time by themselves: they hold moments or chance."""

HOSTILE: tuple[str, ...] = (
    "", " ", "\x00", "a\x00b", "\ud800", "改" * 60_000, "-1", "0", "99999999999999999999999", "1e309", "NaN", "Infinity",
    "１２３", "2026-02-30", "0000-00-00", "99999-01-01T00:00", "2026-11-02T25:61", "true", "[]", '{"a": 1}', "../../etc",
    "<script>alert(1)</script>", "{{ 7|add:7 }}", "%s%n%(x)s", "'; DROP TABLE x; --", "=1+1", "\r\nSet-Cookie: a=b",
    "\u202eabc", "\ufeff", "💥" * 100, "é" * 200, "\x1b[31m", "機密★", "None", "null", "on", "1,2", "1 2", "٣",
)  # fmt: skip
POSTS_A_FORM = 8

State = dict[str, list[str]]
WRITES = re.compile(r'(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "?(\w+)')
READS = re.compile(r"SELECT|WITH|SAVEPOINT|RELEASE|ROLLBACK|PRAGMA|EXPLAIN")


def field_names() -> set[str]:
    """Every name that a model field, or the column behind it, has anywhere in the house."""
    fields = [field for model in apps.get_models() for field in model._meta.get_fields() if field.concrete]
    return {field.name for field in fields} | {field.attname for field in fields}


def tempted(form: PageForm) -> dict[str, Any]:
    """All field names of all models that the form does not have itself, with values worth having."""
    own = set(form.fields) | {name for name, _value in form.buttons} | MACHINERY
    return {name: TEMPTING.get(name, "1") for name in field_names() - own}


def state(tables: Collection[str] | None = None) -> State:
    """All rows of these tables, or of all, with moments of just now made alike."""
    recent = timezone.now() - timedelta(hours=1)

    def plain(value: Any) -> Any:
        return "now" if isinstance(value, type(recent)) and value > recent else value

    found = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        if label in LEFT_OUT or not model._meta.managed or (tables is not None and model._meta.db_table not in tables):
            continue
        hidden = CHANGING | SEEN.get(label, set()) | ({"key"} if label == "activity.Job" else set())
        columns = [field.attname for field in model._meta.concrete_fields if field.attname not in hidden]
        rows = model._base_manager.order_by("pk").values_list(*columns)
        found[label] = [repr([plain(value) for value in row]) for row in rows]
    return found


@dataclass
class Written:
    """The tables that statements write to: only these need to be looked at after a post."""

    tables: set[str] = field(default_factory=set)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = WRITES.match(sql)
        if found:
            self.tables.add(found[1])
        elif not READS.match(sql):
            raise AssertionError(f"neither read nor written as this test knows it: {sql[:80]}")
        return execute(sql, params, many, context)


def sent(client: Any, form: PageForm, data: dict[str, Any], before: State) -> tuple[int, State]:
    """Status of the answer and the state after it, which was `before`; then all is as before."""
    with transaction.atomic():
        session = client.cookies.copy()
        with connection.execute_wrapper(written := Written()):
            status = visit(client, "post", form.address, data).status_code
        after = {**before, **state(written.tables)}
        transaction.set_rollback(True)
    client.cookies = session
    return status, after


def ways_to_send(form: PageForm) -> list[dict[str, Any]]:
    """The form filled in, by each of its buttons."""
    data = {**form.filled(), **({"once": TOKEN} if "once" in form.fields else {})}
    return [{**data, **dict([button])} for button in form.buttons] or [data]


def test_no_form_takes_a_field_that_it_does_not_show():
    if connection.vendor == "postgresql":
        pytest.skip("a sequence does not go back with its transaction, so two posts differ by their numbers")
    world = make_world()
    taken, compared, changing, before = {}, 0, 0, state()
    for role, client, form in all_forms(world):
        for data in ways_to_send(form):
            plainly = sent(client, form, data, before)
            greedily = sent(client, form, {**tempted(form), **data}, before)
            compared += 1
            changing += plainly[1] != before
            if plainly != greedily:
                differing = [label for label in plainly[1] if plainly[1][label] != greedily[1][label]]
                taken[f"{form.view} by {role} {sorted(form.fields)}"] = (plainly[0], greedily[0], differing)
    assert taken == {}, "(status without, status with more fields, tables that differ)"
    assert compared > 50
    assert changing > 25, "too few forms do anything, so nothing was shown"
    assert len(field_names()) > 200


def hostile_posts(form: PageForm, dice: random.Random) -> list[dict[str, Any]]:
    """Filled-in forms with one, some or all values replaced by what nobody should send."""
    names = [name for name in (*form.fields, *(name for name, _value in form.buttons)) if name != "csrfmiddlewaretoken"]
    posts: list[dict[str, Any]] = []
    for no in range(POSTS_A_FORM if names else 0):
        data = {**form.filled(), **dict(form.buttons[:1])}
        count = 1 if no < POSTS_A_FORM // 2 else dice.randrange(1, len(names) + 1)
        for name in dice.sample(names, min(count, len(names))):
            is_file = name in form.fields and form.fields[name].kind == "file"
            data[name] = hostile_file(dice) if is_file else dice.choice(HOSTILE)
            if dice.randrange(6) == 0:
                data[name] = [dice.choice(HOSTILE), dice.choice(HOSTILE)]
        posts.append(data)
    return posts


def hostile_file(dice: random.Random) -> SimpleUploadedFile:
    name = dice.choice(["a.pdf", "b.docx", "c\x00.pdf", "长" * 300 + ".pdf", "../../x.png", "none", ".xlsx", "d.PDF"])
    content = dice.choice([b"", b"%PDF-1.4", b"PK\x03\x04", make_pdf(), b"\x89PNG\r\n", b"\x00" * 5000])
    return SimpleUploadedFile("x", content, content_type="text/html") if not name else _named(name, content)


def _named(name: str, content: bytes) -> SimpleUploadedFile:
    upload = SimpleUploadedFile("x", content)
    # Past Django's own cleaning of names, as a client that is no browser may send it.
    upload._name = name
    return upload


def encoded(data: dict[str, Any]) -> dict[str, Any]:
    """A lone surrogate as a client would send it: as bytes that are no UTF-8."""

    def one(value: Any) -> Any:
        return value.encode("utf-8", "surrogatepass") if isinstance(value, str) and "\ud800" in value else value

    return {name: [one(v) for v in value] if isinstance(value, list) else one(value) for name, value in data.items()}


def test_no_form_breaks_on_what_it_is_sent():
    world, dice, broken, posts = make_world(), random.Random(20070101), {}, 0
    for role, client, form in all_forms(world):
        for no, data in enumerate(hostile_posts(form, dice)):
            with transaction.atomic():
                cookies = client.cookies.copy()
                status = visit(client, "post", form.address, encoded(data)).status_code
                transaction.set_rollback(True)
            client.cookies = cookies
            posts += 1
            if status >= 500:
                wrong = {name: repr(value)[:40] for name, value in data.items() if value not in form.filled().values()}
                broken[f"{form.view} by {role} no. {no}"] = wrong
    assert broken == {}
    assert posts > 300


def test_a_person_cannot_change_more_of_oneself_than_the_page_shows():
    """The one form that everybody has, by name: neither role nor kind nor account is among its fields."""
    world = make_world()
    (form, client) = next((f, c) for _r, c, f in all_forms(world) if f.view == "organizations:profile")
    person = User.objects.get(pk=client.session["_auth_user_id"])
    before = User.objects.filter(pk=person.pk).values("username", "admin_kind", "is_superuser", "is_active", "password")
    kept = list(before)
    answer = visit(client, "post", form.address, {**tempted(form), **form.filled(), "phone": "0571-87009999"})
    assert answer.status_code == 302
    assert list(before.all()) == kept
    assert User.objects.get(pk=person.pk).phone == "0571-87009999"
