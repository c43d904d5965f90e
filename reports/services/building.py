"""From a bulletin to its files: the HTML of the page, the PDF and the workbook, and the job that makes and keeps them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from activity import jobs
from activity.clock import OFFICE_ZONE
from activity.models import Job
from activity.services import record
from documents.pdf import PHASES, Attachment, PdfMetadata, Progress, house_css, render_pdf, require_fonts
from documents.services import store_bytes
from documents.xlsx import Sheet, write_xlsx
from organizations.models import User
from organizations.policy import can
from reports.models import Bulletin
from reports.services.canonical import canonical_json, sha256_of
from reports.services.charts import STEP_HEADS, TREND_HEADS, figures_of
from reports.services.fault_words import fault_sheets
from reports.services.paper import context_of, paper_of, score_table_of, source_of
from reports.services.signed_papers import keep_paper

JOB = "reports.bulletin_pdf"
PAPER_LANGUAGE = "zh-hans"
ROWS_PER_PAGE = 28
READING = _("Reading the snapshot")
KEEPING = _("Keeping the files")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Built:
    """The files of a bulletin and the hash of the paper from which they were made; no workbook where it has no figures."""

    pdf: bytes
    xlsx: bytes | None
    source: str


def enqueue_pdf(bulletin: Bulletin, *, by: User | None) -> Job:
    """Promise the files of the bulletin as it is now, in the caller's transaction: once for each state of its words."""
    fresh = Bulletin.objects.for_paper().get(pk=bulletin.pk)
    source = source_of(fresh)
    return jobs.enqueue(JOB, key=f"{bulletin.pk}:{source[:32]}", by=by, bulletin_id=bulletin.pk, source=source)


def latest_job(bulletin: Bulletin) -> Job | None:
    """The job that was promised last for the bulletin, finished or not."""
    return Job.objects.filter(name=JOB, key__startswith=f"{bulletin.pk}:").order_by("-pk").first()


def build_job(context: jobs.JobContext, *, bulletin_id: int, source: str) -> Callable[[], dict[str, Any]]:
    """Make the files outside a transaction; the finisher keeps them, unless the words have changed meanwhile."""
    require_fonts()
    context.progress(phase=READING)
    bulletin = Bulletin.objects.for_paper().get(pk=bulletin_id)
    if bulletin.pdf_source == source_of(bulletin):
        return lambda: {"url": bulletin.get_absolute_url(), "kept": False}

    def tell(phase: str, done: int, total: int) -> None:
        context.progress(phase=PHASES[phase], done=min(done, total), total=total)

    built = build(bulletin, progress=tell)
    context.progress(phase=KEEPING)

    def finish() -> dict[str, Any]:
        return {"url": bulletin.get_absolute_url(), "kept": keep(bulletin_id, built, by=context.job.created_by)}

    return finish


def keep(bulletin_id: int, built: Built, *, by: Any) -> bool:
    """Store the files if they are of the present words and not there yet; says whether. Call it in a transaction."""
    bulletin = Bulletin.objects.select_for_update(of=("self",)).for_paper().get(pk=bulletin_id)
    if bulletin.pdf_source == built.source or source_of(bulletin) != built.source:
        return False
    name = file_name(bulletin)
    bulletin.pdf = store_bytes(name=f"{name}.pdf", content=built.pdf, content_type="application/pdf", by=by)
    bulletin.xlsx = None
    if built.xlsx is not None:
        bulletin.xlsx = store_bytes(name=f"{name}.xlsx", content=built.xlsx, content_type=XLSX_TYPE, by=by)
    bulletin.pdf_source = built.source
    if bulletin.signed_at:
        keep_paper(bulletin)
    bulletin.save(update_fields=["pdf", "xlsx", "pdf_source"])
    record("bulletin.pdf", subject=bulletin, by=by, data={"pdf": bulletin.pdf.sha256, "source": built.source})
    return True


def file_name(bulletin: Bulletin) -> str:
    """信息工作情况通报2026年第10期, or with the month while there is no number."""
    if bulletin.issue_no:
        return f"{bulletin.masthead}{bulletin.issue_year}年第{bulletin.issue_no}期"
    return f"{bulletin.masthead}{bulletin.period.slug}"


@dataclass(frozen=True)
class Prepared:
    """All that is needed to set a bulletin in type, without the database from here on."""

    printing: dict[str, Any]
    xlsx: bytes | None
    source: str

    def render(self, progress: Progress | None = None) -> Built:
        """Set it in type. Raises documents.errors.RenderFailed."""
        return Built(pdf=render_pdf(**self.printing, progress=progress), xlsx=self.xlsx, source=self.source)


def build(bulletin: Bulletin, *, progress: Progress | None = None) -> Built:
    """Set the bulletin in type; the same bulletin gives the same bytes. Load it by `for_paper`.

    Raises documents.errors.RenderFailed.
    """
    return prepare(bulletin).render(progress)


def prepare(bulletin: Bulletin) -> Prepared:
    """Read all that goes into the files of the bulletin. Load it by `for_paper`."""
    context = context_of(bulletin)
    source = sha256_of(canonical_json(context["paper"]))
    # A bulletin on one matter has no figures: its workbook would be sheets of heads without a line.
    xlsx = workbook_of(bulletin) if bulletin.snapshot.data["has_figures"] else None
    printing: dict[str, Any] = {
        "html": page_html(bulletin, context),
        "css": bulletin_css(),
        "attachments": _attachments(bulletin, xlsx),
        "metadata": PdfMetadata(
            title=f"{bulletin.masthead}{bulletin.number_line}",
            identifier=source,
            created=dated_at(bulletin),
            author=bulletin.office,
            subject=bulletin.title,
            keywords=(f"snapshot-sha256:{bulletin.snapshot.sha256}", bulletin.period.slug),
        ),
        "expected_pages": expected_pages(bulletin),
    }
    return Prepared(printing=printing, xlsx=xlsx, source=source)


def _attachments(bulletin: Bulletin, xlsx: bytes | None) -> list[Attachment]:
    snapshot = Attachment("snapshot.json", bulletin.snapshot.content.encode(), "月度数据快照", "Source")
    if xlsx is None:
        return [snapshot]
    return [Attachment(f"{file_name(bulletin)}.xlsx", xlsx, "计分表、采用目录、批示情况", "Data"), snapshot]


def bulletin_css() -> str:
    """The style sheet of all bulletins."""
    return house_css() + render_to_string("reports/pdf/bulletin.css")


def dated_at(bulletin: Bulletin) -> datetime:
    """Noon of the day of the signature, else the moment of the snapshot: never the present, so that bytes stay alike."""
    if bulletin.dated_on is None:
        return bulletin.snapshot.made_at
    return datetime.combine(bulletin.dated_on, time(12), OFFICE_ZONE).astimezone(UTC)


def expected_pages(bulletin: Bulletin) -> int:
    """A guess for the progress bar and the time limit."""
    data = bulletin.snapshot.data
    rows = len(data["adopted"]) + len(data["instructions"]) + len(data["faults"]) + data["totals"]["units"]
    return 5 + rows // ROWS_PER_PAGE


def page_html(bulletin: Bulletin, context: dict[str, Any] | None = None) -> str:
    """The whole page for the printer, in the language of the paper."""
    with translation.override(PAPER_LANGUAGE):
        return render_to_string("reports/pdf/bulletin.html", context or context_of(bulletin))


def workbook_of(bulletin: Bulletin) -> bytes:
    """The tables of the snapshot as a workbook, the same bytes each time; numbers as numbers, no formula."""
    data = bulletin.snapshot.data
    table = score_table_of(data)
    heads = ["类别", "名次", "单位", "报送", "累计报送", "上报"]
    heads += [f"{level}采用" for level in table["levels"]] + ["采用率%", "批示条数", "批示人次", "得分", "累计得分"]
    scores = [
        [one["name"], row["rank"], row["unit"], *_numbers(row["cells"], counts)]
        for one, counted in zip(table["classes"], data["scores"]["classes"], strict=True)
        for row, counts in zip(one["rows"], counted["rows"], strict=True)
    ]
    adopted = [
        [
            line["outlet"], line["level_name"], line["title"], "、".join(line["units"]), line["issue_number"],
            line["edition"], line["adopted_on"], line["late_for"],
        ]
        for line in data["adopted"]
    ]  # fmt: skip
    instructions = [
        [
            line["leader"], line["title"], "、".join(line["units"]), line["instructed_on"],
            "已反馈" if line["is_settled"] else "办理中",
        ]
        for line in data["instructions"]
    ]  # fmt: skip
    with translation.override(PAPER_LANGUAGE):
        return write_xlsx(
            sheets=[
                Sheet("计分表", heads, scores),
                Sheet("采用目录", ["载体", "层级", "标题", "单位", "期号", "版次", "采用日期", "补计月份"], adopted),
                Sheet("批示情况", ["批示领导", "标题", "单位", "批示日期", "办理情况"], instructions),
                *fault_sheets(data),
                Sheet("补计", ["说明"], [[line] for line in paper_of(bulletin)["late"]]),
                *_figure_sheets(figures_of(data, bulletin.figures)),
            ],
            created=dated_at(bulletin),
        )


def _figure_sheets(figures: dict[str, Any]) -> list[Sheet]:
    """The tables beside the charts that the paper draws."""
    sheets = []
    if trend := figures["trend"]:
        heads = [*TREND_HEADS, *(f"{level}采用（篇次）" for level in trend["levels"])]
        sheets.append(Sheet("各月情况", heads, [[row["name"], *map(_number, row["cells"])] for row in trend["rows"]]))
    if figures["step_table"]:
        rows = [[row[0], *map(_number, row[1:])] for row in figures["step_table"]]
        sheets.append(Sheet("办理用时", list(STEP_HEADS), rows))
    return sheets


def _numbers(cells: Sequence[str], counts: Mapping[str, Any]) -> list[Any]:
    """The cells of the paper; its 条/人次 is a column for each of the two here, so that both are numbers."""
    *counted, _instructions, score, cumulative = cells
    numbers = [*counted, counts["instruction_items"], counts["person_times"], score, cumulative]
    return [_number(cell) for cell in numbers]


def _number(cell: Any) -> Any:
    try:
        return Decimal(cell)
    except InvalidOperation:
        return cell


def may_view_job(user: Any, job: Job) -> bool:
    """Whoever composes, signs or issues bulletins sees how far the PDF is."""
    return can(user, "bulletin.under_way")
