"""Workers that print different bulletins at once, by warm presses: each paper has the bytes that it has alone."""

import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from documents import pdf_children
from documents.pdf import render_pdf
from documents.pdf_children import PRESSES
from reports.models import Bulletin
from reports.services.building import prepare
from reports.services.proposing import propose_span, propose_topical
from reports.services.spans import calendar_span, free_span
from reports.states import Kind
from tests.activity.test_kill import BASE_DIR
from tests.factories.reports import make_bulletin, make_quarter

pytestmark = [pytest.mark.once, pytest.mark.django_db]
PATIENCE = 600.0
# Which papers each worker prints; two of them print the same one.
WORKERS = (("monthly", "rare", "free"), ("quarterly", "monthly"), ("topical", "quarterly"))


@pytest.fixture
def papers():
    """Five bulletins, ready to be set; one with characters that the cut fonts lack, which has a press of its own."""
    month = make_quarter()
    matter = "某单位迟报紧急信息4小时。\n" + "各单位要举一反三，严格执行24小时值班制度。" * 30
    made = {
        "monthly": make_bulletin(month),
        "quarterly": propose_span(span=calendar_span(Kind.QUARTERLY, 2026, 9), by=month.head),
        "free": propose_span(span=free_span(date(2026, 7, 10), date(2026, 8, 20)), by=month.head),
        "topical": propose_topical(title="关于一起紧急信息迟报问题的通报", matter=matter, by=month.head),
        "rare": propose_topical(title="关于李祎玥同志的通报", matter=f"李祎玥、王翀喆。\n{matter}", by=month.head),
    }
    return {name: prepare(Bulletin.objects.for_paper().get(pk=one.pk)).printing for name, one in made.items()}


@pytest.fixture
def alone(papers, settings):
    """Each set by itself, by a cold process, one after the other."""
    settings.PDF_PRESS = False
    made = {name: render_pdf(**printing) for name, printing in papers.items()}
    settings.PDF_PRESS = True
    assert len(set(made.values())) == len(papers)
    return made


def test_three_workers_at_once_print_the_same_bytes_by_presses_of_their_own(papers, alone, tmp_path):
    for name, printing in papers.items():
        (tmp_path / f"{name}.pickle").write_bytes(pickle.dumps(printing))
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "govinfo.settings", "GOVINFO_PDF_PRESS": "on"}
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.reports.worker.press", str(tmp_path), *names],
            cwd=BASE_DIR, env={**environment, "GOVINFO_DATA_ROOT": str(tmp_path / f"data-{number}")},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for number, names in enumerate(WORKERS)
    ]  # fmt: skip
    assert [worker.stdout.readline() for worker in running] == ["warm\n"] * len(WORKERS)
    for worker in running:
        worker.stdin.write("now\n")
        worker.stdin.flush()
    told = [worker.communicate()[0] for worker in running]
    assert [worker.returncode for worker in running] == [0] * len(WORKERS)
    # All were set warm, the one that warmed the press included.
    assert [int(count) for count in told] == [len(names) + 1 for names in WORKERS]
    for names in WORKERS:
        for name in names:
            assert (tmp_path / f"worker-{'-'.join(names)}" / f"{name}.pdf").read_bytes() == alone[name], name


def test_threads_of_one_worker_share_a_press_and_print_the_same_bytes(papers, alone, monkeypatch):
    monkeypatch.setattr(pdf_children, "BEGIN_SECONDS", PATIENCE)
    PRESSES.stop()
    names = [*papers, "monthly", "quarterly"]
    try:
        with ThreadPoolExecutor(len(names)) as pool:
            made = list(pool.map(lambda name: render_pdf(**papers[name]), names))
        presses = list(PRESSES.known.values())
        assert sum(press.printed for press in presses) == len(names)
        assert len(presses) == 2
    finally:
        PRESSES.stop()
    assert [one == alone[name] for name, one in zip(names, made, strict=True)] == [True] * len(names)
