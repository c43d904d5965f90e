"""What this app adds to the floors below: verbs, notices, policy rows, its job, its rule, its places on shared pages."""

from django.utils.translation import gettext_lazy as _

from activity import jobs, reminders, triggers
from documents import pdf_warming
from reports import places, policy, words
from reports.services import (
    archive,
    building,
    closing_job,
    mailing,
    rectifying,
    reminding,
    schedule,
    signed_papers,
    year_end,
)


def register_all() -> None:
    """Called once, when the apps are ready."""
    for table in ("reports_snapshot", "reports_signedpaper", "reports_rectificationnotice", "reports_noticesheet"):
        triggers.guard(table)
    policy.register_rows()
    words.register_words()
    jobs.register(building.JOB, building.build_job, label=_("PDF of a bulletin"), may_view=building.may_view_job)
    jobs.register(
        closing_job.JOB, closing_job.close_job, label=_("Month being closed"), may_view=closing_job.may_view_job
    )
    jobs.register(
        rectifying.JOB, rectifying.build_notices, label=_("Rectification notices"), may_view=building.may_view_job
    )
    jobs.register(mailing.JOB, mailing.send_mail, label=_("Bulletin by mail"))
    pdf_warming.register_sheet("notice", rectifying.notice_css)
    pdf_warming.register_sheet("bulletin", building.bulletin_css)
    places.register_places()
    reminders.register_rule("reports.monthly_bulletin", schedule.propose_due)
    reminders.register_rule("reports.year_end", year_end.remind_of_year_end)
    reminders.register_rule("reports.comments", reminding.remind_of_comments)
    reminders.register_rule("reports.archive", archive.index_missing)
    reminders.register_rule("reports.signed_papers", signed_papers.keep_missing)
