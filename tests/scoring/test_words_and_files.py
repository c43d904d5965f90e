"""Schemes as files and in words, in both languages; the commands."""

from datetime import UTC, date, datetime
from decimal import Decimal as D
from io import StringIO
from pathlib import Path

import jsonschema
import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from activity.clock import frozen
from activity.models import Event
from scoring.engine import FactKind, parse_scheme
from scoring.errors import SchemeFileRefused, StartRefused
from scoring.models import LedgerRow, Scheme, ScoreTotal
from scoring.services.periods import freeze
from scoring.services.scheme_files import DIRECTORY, adopt_scheme, check_scheme, read_scheme_file
from scoring.services.validity import dated_schemes, scheme_on
from scoring.wording import Names, clauses_in_words, reason_in_words, sharing_in_words, units_named_in
from scoring.wording_base import one_after_the_other
from tests.factories.organizations import UnitFactory, make_person
from tests.factories.scoring import PeriodFactory, demo_scheme, filed_item
from tests.scoring.engine.builders import document, instruction_clause, points_clause
from tests.scoring.engine.test_scheme import SCHEMA

DEMO = Path(DIRECTORY) / "demo-office.yaml"
NAMES = Names(
    outlets={"daily": "每日要情"}, levels={"city": "市级", "state": "国家级"}, item_types={"brief": "简讯"},
    ranks={"principal": "主要领导"}, faults={"late": "迟报"}, units={"7": "某县"}, event_classes={"grave": "重大"},
    channels={"call": "电话"},
)  # fmt: skip
START = date(2026, 1, 1)


def in_words(*clauses, language="en", **kw):
    with override(language):
        return [clause.sentence for clause in clauses_in_words(parse_scheme(document(*clauses, **kw)), NAMES)]


def test_clause_is_one_readable_sentence_after_the_other():
    clause = points_clause(
        {"level": "city", "item_type": "brief", "points": 3},
        {"level": "city", "points": 5},
        combine="highest_per_level",
    )
    assert in_words(clause) == [
        "An outlet adopts an item: 市级, 简讯: 3 points; 市级: 5 points. Of several outlets on one level only the highest "
        "counts for an item; levels are added up."
    ]


@pytest.mark.parametrize("clause", [
    points_clause({"points": 1}, event="filed"),
    points_clause({"points": 1}, event="forwarded", combine="highest"),
    points_clause({"times_external": 1}),
    instruction_clause({"points": 2, "then": 1}, repeat="first_full", sharing={"joint": "lead"}),
    points_clause(
        {"commissioned": True, "front_page": False, "longer_than": 600, "points": 3}, {"points": 1}, gives="yuan",
        needs_evidence=True, front_page_times=2, length_factors=[{"longer_than": 2000, "times": 4}],
    ),
    points_clause({"commissioned": False, "front_page": True, "points": 3}, gives="target"),
    points_clause({"times_external": 3}, gives="yuan"),
    points_clause({"times_external": 3}, gives="target"),
    {"id": "f", "kind": "deduction", "event": "fault", "table": [{"fault": "late", "points": 1}]},
    {"id": "f", "kind": "deduction", "event": "fault", "table": [{"points": 1}], "gives": "yuan",
     "sharing": {"joint": "full", "persons": "even"}},
    {"id": "c", "kind": "deduction", "event": "commission_missed", "table": [{"points": 1}], "gives": "target",
     "sharing": {"joint": "even", "persons": "full"}},
    {"id": "t", "kind": "time_limit", "sharing": {"joint": "by_authors", "persons": "first", "composite": "full"},
     "table": [{"event_class": "grave", "channel": "call", "minutes": 20, "points": 1}]},
])  # fmt: skip
def test_clause_is_said_in_chinese_too(clause):
    (chinese,) = in_words(clause, language="zh-hans")
    assert chinese != in_words(clause)[0]
    assert not any(letter.isascii() and letter.isalpha() for letter in chinese)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"points": 5}, "of every kind: 5 points"),
        ({"outlet": "daily", "in_composite": True, "points": "0.5"}, "每日要情, printed in a composite: 0.5 points"),
        ({"in_composite": False, "times_external": 2}, "printed alone: 2 times the superior's points"),
        ({"edition": "增刊", "outlet": ["unknown"], "points": 1}, "unknown, 增刊: 1 points"),
    ],
)
def test_rows_in_words(row, sentence):
    assert in_words(points_clause(row))[0].startswith(f"An outlet adopts an item: {sentence}.")


def test_reduced_instructions_and_own_sharing_in_words():
    clause = instruction_clause(
        {"rank": "principal", "level": ["city", "state"], "points": 10, "then": 5},
        repeat="first_full", sharing={"joint": "full", "authors_at_most": 2},
    )  # fmt: skip
    assert in_words(clause) == [
        "A leader writes an instruction on an item: 国家级 or 市级, 主要领导: 10 points, each further one 5 points. "
        "The first leader counts in full, each further one with the reduced points. The points of a composite item are "
        "shared among its sources by the shares set at signature. Each unit that files jointly gets the full points. "
        "Authors share the points evenly. At most 2 authors count."
    ]


@pytest.mark.parametrize(
    ("clause", "sentence"),
    [
        (
            points_clause(
                {"commissioned": True, "front_page": True, "longer_than": 600, "points": 3}, gives="yuan",
                needs_evidence=True, front_page_times="1.5",
                length_factors=[{"longer_than": 2000, "times": 4}, {"longer_than": 600, "times": 2}],
            ),
            "An outlet adopts an item: written for a commission, on the front page, longer than 600 characters: 3 yuan. "
            "Several outlets for one item are added up. A text longer than 2000 characters counts 4 times. "
            "A text longer than 600 characters counts 2 times. What stands on the front page counts 1.5 times. "
            "It counts only once the office has confirmed the evidence.",
        ),
        (
            {"id": "f", "kind": "deduction", "event": "fault", "table": [{"fault": ["late", "odd"], "points": 1}]},
            "A fault is put on record: odd or 迟报: minus 1 points. The lead unit alone loses points. "
            "Persons lose no points.",
        ),
        (
            {"id": "t", "kind": "time_limit", "sharing": {"joint": "full", "composite": "even"},
             "table": [{"event_class": "major", "channel": "phone", "minutes": 20, "points": 1}]},
            "An emergency is reported late: major, phone, later than 20 minutes: minus 1 points. "
            "Each unit that is concerned loses the full points. Persons lose no points. "
            "The points of a composite item are shared evenly among its sources.",
        ),
    ],
)  # fmt: skip
def test_factors_deductions_and_time_limits_in_words(clause, sentence):
    assert in_words(clause) == [sentence]


def test_no_limit_of_authors_is_told_where_there_are_no_personal_points():
    scheme = parse_scheme(document(points_clause({"points": 1}), sharing={"persons": "none", "authors_at_most": 2}))
    with override("en"):
        assert sharing_in_words(scheme.sharing)[2:] == ["There are no personal points."]


CITY, STATE = "市级: 5 points", "国家级: 5 times the superior's points"


@pytest.mark.parametrize(
    ("told", "points", "reasons"),
    [
        ({"row": "1", "full": "5"}, 5, [CITY]),
        ({"row": "1", "full": "5", "counted_before": "3"}, 2,
         [CITY + ".", "3 points were counted for this item already; only what exceeds them is added."]),
        ({"row": "2", "full": ""}, 0, [STATE + ".", "The superior's points are not recorded yet."]),
        ({"row": "2", "full": "20", "external": "4", "whole": "20"}, 10,
         [STATE + ".", "The superior gave 4 points.", "A share of 20 points."]),
        ({"row": "1", "full": "5", "whole": "5", "share": "2.5"}, D("2.5"), [CITY + ".", "Its share: 2.5 points."]),
        ({"row": "1", "full": "5", "whole": "5", "share": "2.5"}, D("-2.5"),
         [CITY + ".", "Its share: 2.5 points.", "Taken back: the fact was revoked or corrected."]),
        ({"row": "1", "full": "5", "counted_before": "3", "whole": "2", "share": "1"}, 1,
         [CITY + ".", "3 points were counted for this item already; only what exceeds them is added.",
          "Its share of 2 points: 1 points."]),
        ({"row": "1", "full": "5", "repeated": "further"}, 2,
         [CITY + ".", "A further leader on the same item: reduced points."]),
        ({"row": "1", "full": "5", "repeated": "same_leader"}, 0,
         [CITY + ".", "The same leader wrote on this item before: not counted again."]),
        ({"row": "1", "full": "5"}, -5, [CITY + ".", "Taken back: the fact was revoked or corrected."]),
    ],
)  # fmt: skip
def test_reasons_of_a_row(told, points, reasons):
    scheme = parse_scheme(
        document(points_clause({"level": "city", "points": 5}, {"level": "state", "times_external": 5}))
    )
    row = LedgerRow(clause="adopted", explanation=told, points=points, tally=1 if points >= 0 else -1)
    with override("en"):
        assert reason_in_words(row, scheme, NAMES) == reasons


def test_a_share_is_a_sentence_with_its_amount_in_chinese():
    scheme = parse_scheme(document(points_clause({"level": "city", "points": 5})))
    told = {"row": "1", "full": "5", "whole": "5", "share": "2.5"}
    said = reason_in_words(LedgerRow(clause="adopted", explanation=told, points=D("2.5"), tally=1), scheme, NAMES)
    assert one_after_the_other(said) == "市级，5分。按份额分得2.5分。"


FAULTS = {"id": "faults", "kind": "deduction", "event": "fault", "table": [{"fault": "late", "points": 1}]}
REPORTS = {"id": "reports", "kind": "time_limit", "table": [{"channel": "phone", "minutes": 20, "points": 1}]}


@pytest.mark.parametrize(
    ("clause", "told", "points", "reasons"),
    [
        ("adopted", {"full": "30", "length_times": "4", "longer_than": "2000", "front_page_times": "1.5"}, 30,
         [CITY + ".", "Longer than 2000 characters: times 4.", "On the front page: times 1.5.", "Together: 30."]),
        ("adopted", {"full": "5", "reason": "padding"}, 0,
         [CITY + ".", "The filing was declined as padding or as a duplicate: it brings nothing."]),
        ("adopted", {"full": "5", "reason": "unconfirmed"}, 0,
         [CITY + ".", "The office has not confirmed the evidence yet: it brings nothing so far."]),
        ("adopted", {"full": "5", "whole": "5", "host": "7", "credit": "instead", "credited": "5"}, 0,
         [CITY + ".", "5 points go to the host unit 某县 instead."]),
        ("adopted", {"full": "5", "host": "7", "credit": "besides", "credited": "5"}, 5,
         [CITY + ".", "The host unit 某县 gets 5 points as well."]),
        ("adopted", {"full": "5", "credit": "besides", "credit_of": "8,9", "credit_points": "5"}, 5,
         [CITY + ".", "With 5 points of the direct-report point 8, 9."]),
        ("faults", {"full": "-1"}, -1, ["迟报: minus 1 points"]),
        ("reports", {"full": "-1", "limit": "20", "minutes": "31"}, -1,
         ["phone, later than 20 minutes: minus 1 points.", "Reported after 31 minutes; 20 were allowed."]),
        ("reports", {"full": "-1", "limit": "20", "reason": "minutes_unknown"}, 0,
         ["phone, later than 20 minutes: minus 1 points.",
          "Nobody knows how long the report took: it costs nothing."]),
    ],
)  # fmt: skip
def test_reasons_of_new_kinds_of_rows(clause, told, points, reasons):
    scheme = parse_scheme(document(points_clause({"level": "city", "points": 5}), FAULTS, REPORTS))
    row = LedgerRow(clause=clause, explanation={"row": "1", **told}, points=points, tally=1)
    with override("en"):
        assert reason_in_words(row, scheme, NAMES) == reasons


def test_units_named_in_explanations():
    told = ({"host": "7"}, {"credit_of": "8,9"}, {"row": "1"})
    assert units_named_in([LedgerRow(explanation=one) for one in told]) == {"7", "8", "9"}


def test_row_without_a_clause_says_that_it_only_counts():
    row = LedgerRow(clause="", kind=FactKind.FILED)
    with override("en"):
        assert reason_in_words(row, None, NAMES) == [
            "No clause of the scheme gives points for this; it is only counted."
        ]


def test_demo_scheme_is_valid_by_schema_and_by_reader():
    file = read_scheme_file(DEMO.read_text())
    jsonschema.validate(file.document, SCHEMA)
    check_scheme(file)
    assert parse_scheme(file.document).code == "demo-office"


def test_problems_name_line_and_field():
    text = "schema: govinfo-scheme/1\ncode: x\ntitle: 办法\nclauses:\n  - id: a\n    kind: points\n    event: late\n    table:\n      - {points: -1.5}\n"
    with override("en"), pytest.raises(SchemeFileRefused) as refused:
        check_scheme(read_scheme_file(text))
    assert str(refused.value.message).split("\n") == [
        "Line 7, Clause 1 (clauses.0.event): “late” is not possible here. Possible: filed (an item is filed), "
        "forwarded (the office forwards an item), adopted (an outlet adopts an item), "
        "commission_done (a commission is done), best (an item is chosen as the best).",
        "Line 9, Clause 1, row 1 of the table (clauses.0.table.0.points): Expected a number from 0 to 1000000.",
    ]


def test_missing_field_is_told_at_what_is_above_it():
    with override("en"), pytest.raises(SchemeFileRefused, match="Line 1, title: This must be filled in"):
        check_scheme(read_scheme_file("schema: govinfo-scheme/1\ncode: x\nclauses: []\n"))


@pytest.mark.parametrize(("text", "line"), [("a: [1,\nb: 2", "Line 2"), ("- 1", "no scheme"), ("", "no scheme")])
def test_text_that_is_no_scheme_is_refused(text, line):
    with override("en"), pytest.raises(SchemeFileRefused, match=line):
        read_scheme_file(text)


def test_numbers_with_a_point_stay_exact():
    file = read_scheme_file("points: 0.1\ncount: 3\nwhole: true\nnothing:\nbig: 1_000.5")
    told = {key: str(value) for key, value in file.document.items()}
    assert told == {"points": "0.1", "count": "3", "whole": "True", "nothing": "None", "big": "1000.5"}


@pytest.mark.django_db
def test_adopting_is_recorded_and_the_same_again_changes_nothing():
    head = make_person("office_head")
    file = read_scheme_file(DEMO.read_text().replace("points: 2}", "points: 2.50}"))
    scheme = adopt_scheme(file=file, valid_from=START, by=head)
    assert adopt_scheme(file=file, valid_from=START, by=None) == scheme
    assert (scheme.adopted_by, scheme.document["clauses"][0]["table"][0]["points"]) == (head, "2.5")
    event = Event.objects.get(verb="scheme.adopt")
    assert event.data == {"sha256": scheme.sha256, "from": "2026-01-01"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("valid_from", "code", "until"),
    [(START, "other", None), (date(2026, 7, 1), "demo-office", None), (date(2026, 7, 1), "other", date(2026, 6, 1))],
)
def test_second_scheme_on_a_day_or_with_a_code_is_refused(valid_from, code, until):
    demo_scheme(START)
    changed = DEMO.read_text().replace("points: 45", "points: 46")
    with pytest.raises(StartRefused):
        adopt_scheme(file=read_scheme_file(changed), valid_from=valid_from, by=None, code=code, valid_until=until)
    assert Scheme.objects.count() == 1


@pytest.mark.django_db
def test_scheme_ends_before_the_next_or_on_its_own_last_day():
    first = demo_scheme(START)
    second = demo_scheme(date(2026, 7, 1), code="second", valid_until=date(2026, 9, 30))
    assert dated_schemes([second, first]) == [
        (first, START, date(2026, 6, 30)), (second, date(2026, 7, 1), date(2026, 9, 30)),
    ]  # fmt: skip
    assert [scheme_on(date(2026, month, 30)) for month in (6, 9, 10)] == [first, second, None]
    assert scheme_on(date(2025, 12, 31)) is None


def run(name, *args):
    out = StringIO()
    with override("en"):
        call_command(name, *args, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.django_db
def test_scheme_import_checks_and_adopts(tmp_path):
    person = make_person("office_head", username="head")
    assert run("scheme_import", str(DEMO), "--check") == "The scheme can be adopted.\n"
    assert not Scheme.objects.exists()
    said = run("scheme_import", str(DEMO), "--from", "2026-01-01", "--by", "head", "--code", "demo-2026")
    assert said.startswith("demo-2026: ")
    assert Scheme.objects.get().adopted_by == person


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "args", "said"),
    [
        (None, [], "there is no such file"),
        (b"\xff\xfe", [], "not text"),
        (b"a: [1", ["--check"], "scheme.yaml: Line 1, column 6: a comma is missing"),
        (b"code: x", ["--check"], "title"),
        (DEMO.read_bytes(), [], "from which day"),
        (DEMO.read_bytes(), ["--from", "2026-01-01", "--by", "nobody"], "nobody with the user name"),
        (DEMO.read_bytes(), ["--from", "2026-13-01"], "--from: “2026-13-01” is no day"),
    ],
)
def test_scheme_import_says_what_is_wrong(tmp_path, content, args, said):
    path = tmp_path / "scheme.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        run("scheme_import", str(path), *args)
    assert not Scheme.objects.exists()


@pytest.mark.django_db
def test_scheme_import_refuses_a_day_of_a_closed_month_as_the_screens_do(tmp_path):
    """The month was closed and printed under the scheme of its day."""
    with frozen(datetime(2026, 11, 10, 4, tzinfo=UTC)):
        demo_scheme()
        freeze(PeriodFactory.create(month=10), by=make_person("office_head"))
        path = tmp_path / "new.yaml"
        path.write_text(DEMO.read_text().replace("points: 45", "points: 46"))
        told = (str(path), "--code", "new")
        with override("en"), pytest.raises(CommandError, match="The first possible day is 1 November 2026"):
            run("scheme_import", *told, "--from", "2026-10-31")
        assert Scheme.objects.count() == 1
        assert run("scheme_import", *told, "--from", "2026-11-01").startswith("new: ")
        # The same again is answered as it stands, also once its first month is closed.
        with frozen(datetime(2026, 12, 10, 4, tzinfo=UTC)):
            freeze(PeriodFactory.create(month=11), by=make_person("office_head"))
            assert run("scheme_import", *told, "--from", "2026-11-01").startswith("new: ")
        assert Scheme.objects.count() == 2


@pytest.mark.django_db
@override("en")
def test_score_commands_reckon_and_recount():
    with frozen(datetime(2026, 11, 10, 4, tzinfo=UTC)):
        demo_scheme()
        PeriodFactory.create(month=10)
        filed_item(date(2026, 10, 8), unit=UnitFactory.create())
        assert run("score_period") == "2026-11: 0 ledger rows written\n"
        assert run("score_period", "--period", "2026-10") == "2026-10: 2 ledger rows written\n"
        assert run("score_period", "--all").splitlines() == [
            "2026-10: 0 ledger rows written", "2026-11: 0 ledger rows written",
        ]  # fmt: skip
        assert run("score_recount") == "2 summaries and 0 quotas agree with the ledger.\n"
        ScoreTotal.objects.update(filed=5)
        with pytest.raises(CommandError, match="2 differences"):
            run("score_recount")
    for wrong in ("2031-01", "x"):
        with pytest.raises(CommandError, match="no period"):
            run("score_period", "--period", wrong)
