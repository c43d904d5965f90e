"""Schemes as files: what is exported is read back exactly, and no file breaks the reader."""

import json
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import SchemeFileRefused
from scoring.problem_words import place_in_words
from scoring.services.scheme_export import NUMBERS, export_json, export_yaml
from scoring.services.scheme_files import MOST_BYTES, decode_scheme_file, read_scheme_file, storable
from scoring.services.scheme_library import library, library_scheme
from tests.scoring.schemes.documents import whole

pytestmark = pytest.mark.engine_free

WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t", exclude_characters="\ufffe\uffff"),
    max_size=20,
)
KEYS = st.one_of(st.sampled_from(sorted(NUMBERS)), st.from_regex(r"[a-z_]{1,8}", fullmatch=True))
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    WORDS,
    st.from_regex(r"-?\d{1,4}(\.\d{1,6})?", fullmatch=True),
)
DOCUMENTS = st.dictionaries(
    KEYS,
    st.recursive(LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)), max_leaves=12),
    min_size=1, max_size=5,
)  # fmt: skip


def read(text):
    return storable(read_scheme_file(text).document)


@pytest.mark.parametrize("write", [export_yaml, export_json])
@given(document=DOCUMENTS)
def test_any_document_is_read_back_exactly(write, document):
    assert read(write(document)) == document


@pytest.mark.parametrize("write", [export_yaml, export_json])
def test_the_whole_language_is_read_back_exactly(write):
    assert read(write(whole())) == whole()


@pytest.mark.parametrize("entry", library(), ids=lambda entry: entry.name)
def test_every_scheme_of_the_library_is_read_back_exactly(entry):
    assert read(export_yaml(entry.document)) == entry.document
    assert read(export_json(entry.document)) == entry.document


def test_yaml_is_written_as_a_clerk_would_write_it():
    lines = export_yaml(whole()).splitlines()
    assert "sharing: {composite: full, joint: lead, persons: none, authors_at_most: 3}" in lines
    assert "      - {fault: late, points: 1}" in lines
    assert "      - {fault: [false_report, concealed], points: 4}" in lines
    assert "conversion: {times: 0.05, at_most: 5, per: year}" in lines


@pytest.mark.parametrize(
    ("value", "written"),
    [("0.5", "points: 0.5\n"), ("0.50", "points: '0.50'\n"), ("5", "points: '5'\n"), ("x", "points: x\n"), (".inf", "points: '.inf'\n"),
     ("1e3", "points: '1e3'\n")],
)  # fmt: skip
def test_only_exact_numbers_lose_their_quotation_marks(value, written):
    assert export_yaml({"points": value}) == written
    assert read(written) == {"points": value}


def test_words_that_look_like_numbers_stay_words():
    assert read(export_yaml({"edition": "0.5", "title": "2026"})) == {"edition": "0.5", "title": "2026"}


@pytest.mark.parametrize(
    "text",
    [
        "[" * 3000, "a: !!int x", "a: \x07", "\ufffe", "a: [1", "%YAML 9\n---\na: 1", "a: 1\n---\nb: 2",
        "a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
        "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]",
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_in_words(text):
    with override("zh-hans"), pytest.raises(SchemeFileRefused) as refused:
        read_scheme_file(text)
    assert any("一" <= letter <= "鿿" for letter in str(refused.value.message))


@pytest.mark.parametrize(
    ("text", "document"),
    [("a: 1e999999", {"a": "1e999999"}), ("a: .nan", {"a": ".nan"}), ("a: 1.50", {"a": "1.5"}), ("a: 2026-01-01", {"a": "2026-01-01"}),
     ("<<: {a: 1}\nb: 2", {"a": 1, "b": 2}), ("? [1, 2]\n: 3", {"(1, 2)": 3})],
)  # fmt: skip
def test_odd_values_are_read_as_words(text, document):
    assert read(text) == document


@pytest.mark.parametrize(
    ("text", "place", "sign"),
    [
        ('title: "\\ud800"', "Line 1, title", "U+D800"), ('code: x\ntitle: "a\\0b"', "Line 2, title", "U+0000"),
        ('a:\n- b: [1, "\\e"]', "Line 2, entry 1, entry 2 (a.0.b.1)", "U+001B"), ('{"clauses": [\n{"\\u0085": 1}]}', "Line 2, Clause 1", "U+0085"),
        ('a: "\\r"', "Line 1, a", "U+000D"), ('? "\\x7f"\n: 1', "Line 1, \N{REPLACEMENT CHARACTER}", "U+007F"),
        ('a: "\\udfb7\\ud842"', "Line 1, a", "U+DFB7"), ('a: "\\uffff"', "Line 1, a", "U+FFFF"),
    ],
)  # fmt: skip
def test_signs_that_cannot_be_stored_are_refused_with_their_place(text, place, sign):
    with override("en"), pytest.raises(SchemeFileRefused) as refused:
        read_scheme_file(text)
    told = str(refused.value.message)
    assert told.startswith(place), told
    assert f"cannot be stored or shown ({sign})" in told
    told.encode()


def test_line_breaks_tabs_and_rare_characters_stay():
    assert read('{"a": "1\\n2\\t3", "b": "\\ud842\\udfb7", "\\ud83d\\ude00": "𠮷"}') == {
        "a": "1\n2\t3",
        "b": "𠮷",
        "😀": "𠮷",
    }


def test_a_number_too_long_to_be_written_out_is_refused():
    assert read("a: " + "9" * 1000) == {"a": int("9" * 1000)}
    with override("en"), pytest.raises(SchemeFileRefused, match="Line 1, a: Expected a number from 0 to 1000000"):
        read_scheme_file("a: 0x" + "f" * 5000)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", ""), ("title", "title"), ("clauses.0", "Clause 1 (clauses.0)"),
        ("clauses.1.table.0.points", "Clause 2, row 1 of the table (clauses.1.table.0.points)"),
        ("clauses.1.table.0.level.2", "Clause 2, row 1 of the table, entry 3 (clauses.1.table.0.level.2)"),
        ("prizes.9.first", "entry 10 (prizes.9.first)"),
    ],
)  # fmt: skip
def test_places_are_counted_from_one(path, words):
    with override("en"):
        assert place_in_words(path) == words


@given(content=st.binary(max_size=200))
def test_no_bytes_break_the_reader(content):
    try:
        document = read_scheme_file(decode_scheme_file(content)).document
    except SchemeFileRefused:
        return
    assert isinstance(document, dict)


def test_files_of_older_office_programs_are_read():
    text = "title: 市政府办公室计分办法\n"
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        assert read(decode_scheme_file(text.encode(encoding))) == {"title": "市政府办公室计分办法"}


@pytest.mark.parametrize("content", [b"x" * (MOST_BYTES + 1), b"\xff\xff\xff"])
def test_a_file_that_is_no_text_or_too_large_is_refused(content):
    with pytest.raises(SchemeFileRefused):
        decode_scheme_file(content)


def test_stored_documents_hold_no_binary_floats():
    assert json.dumps(storable({"a": [Decimal("0.10"), {"b": Decimal("2")}]})) == '{"a": ["0.1", {"b": "2"}]}'


def test_the_library_is_found_by_name():
    found = library_scheme("demo-office")
    assert found is not None
    assert (found.title, found.clause_count) == ("市政府法制办公室政务信息计分办法", len(found.document["clauses"]))
    assert library_scheme("../demo-office") is None
    assert len(library()) > 10
