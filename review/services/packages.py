"""Papers on which items leave the office: taking their words down, the PDF, and making one void."""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _

from activity import jobs
from activity.clock import now, today
from activity.models import Job
from activity.services import record
from documents.errors import RenderFailed, TextRefused
from documents.pdf import PHASES, guard_text, require_fonts
from documents.services import store_bytes
from documents.signs import check_signs
from organizations.models import Outlet, User
from organizations.policy import can
from organizations.services import papers
from review.errors import RecordRefused
from review.models import Adoption, Package
from review.services.package_heads import Head, next_number, number_key, settled, taken
from submissions.errors import NotAllowed
from submissions.models import Item
from submissions.models.chain import Signature
from submissions.states import Status

JOB = "review.package_pdf"
LINES = ("note", "send_up", "send_peer", "send_down", "copies", "contact")
MOST_ITEMS = 60
MOST_CHARACTERS = 150_000
MOST_NAMED = 3


def proposed_head(kind: str, outlet: Outlet | None = None) -> Head:
    """The lines that the office has stated, with the next number and today's date.

    Until it has stated any, a special report takes over those of the last one; an edition always those of its journal's
    last edition, for journals have readers of their own.
    """
    stated = papers.stated()
    head = vars(papers.special_lines(stated or papers.proposed()))
    if outlet and kind == Package.Kind.EDITION:
        head = {**head, "masthead": outlet.name}
    if stated is None or kind == Package.Kind.EDITION:
        head = {**head, **_last_said(kind, head["masthead"])}
    return Head(number_line=next_number(head["masthead"], today().year), dated_on=today(), **head)


def _last_said(kind: str, masthead: str) -> dict[str, Any]:
    last = Package.objects.filter(kind=kind, masthead=masthead, voided_at__isnull=True).order_by("-pk").first()
    said: dict[str, Any] = json.loads(last.content)["head"] if last else {}
    return {name: said[name] for name in LINES if name in said}


def editions_without_paper(limit: int = 12) -> list[dict[str, Any]]:
    """Editions of own journals that the register of adoptions knows and that were not printed yet, newest first."""
    rows = (
        Adoption.objects.in_force()
        .filter(outlet__is_own=True)
        .values("outlet", "outlet__name", "issue_number")
        .annotate(count=Count("item", distinct=True), adopted_on=Max("adopted_on"))
        .order_by("-adopted_on", "outlet")
    )
    standing = Package.objects.filter(voided_at__isnull=True).values_list("outlet", "number_line")
    printed = {(outlet, number_key(line)) for outlet, line in standing}
    return [dict(row) for row in rows if (row["outlet"], number_key(row["issue_number"])) not in printed][:limit]


def items_of_edition(outlet: Outlet, number_line: str) -> QuerySet[Item]:
    """The items that the edition printed, in the order in which they were recorded."""
    adopted = Adoption.objects.in_force().filter(outlet=outlet, issue_number=number_line)
    return Item.objects.filter(pk__in=adopted.values("item")).order_by("signed_at", "pk")


@transaction.atomic
def make_package(*, kind: str, head: Head, items: Sequence[Item], by: User, outlet: Outlet | None = None) -> Package:
    """Take down the present words of signed items and promise the PDF.

    Raises NotAllowed; RecordRefused without items, for one that is not signed, a text that cannot be printed (it is
    named), for a masthead of another series, and a number or a date that cannot be or is taken.
    """
    if not can(by, "package.make"):
        raise NotAllowed(_("Only the comprehensive office makes papers for forwarding."), code="not_allowed")
    _check(items)
    _check_fonts()
    head = settled(head)
    content = _canonical({"head": {**vars(head), "dated_on": head.dated_on.isoformat()}, **_words(items)})
    try:
        with transaction.atomic():
            package = Package.objects.create(
                kind=kind, masthead=head.masthead, number_line=head.number_line, dated_on=head.dated_on, outlet=outlet,
                title=items[0].title, content=content, sha256=hashlib.sha256(content.encode()).hexdigest(),
                made_by=by, made_at=now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise taken(head) from error
    package.items.set(items)
    record("package.make", subject=package, by=by, data={"sha256": package.sha256, "items": [one.pk for one in items]})
    jobs.enqueue(JOB, key=str(package.pk), by=by, package_id=package.pk)
    return package


@transaction.atomic
def void_package(*, package_id: int, by: User, reason: str) -> Package:
    """Make the paper void; it stays, marked, and its number may be taken again. Raises NotAllowed."""
    package = Package.objects.select_for_update(of=("self",)).get(pk=package_id)
    if not can(by, "package.void", package):
        raise NotAllowed(_("This paper is void already, or not yours to make void."), code="not_allowed")
    package.voided_at, package.voided_by, package.void_reason = now(), by, reason.strip()
    package.save(update_fields=["voided_at", "voided_by", "void_reason"])
    record("package.void", subject=package, by=by, reason=package.void_reason)
    return package


def under_the_same_number(package: Package) -> QuerySet[Package]:
    """The other papers of its number, by age: the void ones, and the one that stands."""
    others = Package.objects.filter(masthead=package.masthead).exclude(pk=package.pk)
    key = number_key(package.number_line)
    found = [pk for pk, line in others.values_list("pk", "number_line") if number_key(line) == key]
    return Package.objects.filter(pk__in=found).defer("content").order_by("pk")


def latest_job(package: Package) -> Job | None:
    """The job that makes the PDF."""
    return Job.objects.filter(name=JOB, key=str(package.pk)).first()


def build_job(context: jobs.JobContext, *, package_id: int) -> Callable[[], dict[str, Any]]:
    """Set the paper in type outside a transaction; the finisher keeps the PDF once."""
    from review.services.package_paper import pdf_of

    require_fonts()
    package = Package.objects.get(pk=package_id)

    def tell(phase: str, done: int, total: int) -> None:
        context.progress(phase=PHASES[phase], done=min(done, total), total=total)

    pdf = pdf_of(package, progress=tell)

    def finish() -> dict[str, Any]:
        kept = Package.objects.select_for_update(of=("self",)).get(pk=package_id)
        if kept.pdf_id is None:
            by = context.job.created_by
            kept.pdf = store_bytes(name=f"{kept}.pdf", content=pdf, content_type="application/pdf", by=by)
            kept.save(update_fields=["pdf"])
            record("package.pdf", subject=kept, by=by, data={"pdf": kept.pdf.sha256})
        return {"url": kept.get_absolute_url()}

    return finish


def _check(items: Sequence[Item]) -> None:
    if not items:
        raise RecordRefused(_("Choose at least one item."), code="items", field="items")
    if len(items) > MOST_ITEMS:
        raise RecordRefused(_("At most %(count)d items fit on one paper.") % {"count": MOST_ITEMS}, "many", "items")
    for item in items:
        _check_item(item)
    length = sum(len(item.text) for item in items)
    if length > MOST_CHARACTERS:
        longest = sorted(items, key=lambda item: -len(item.text))[:MOST_NAMED]
        named = "、".join(f"“{item.title}”（{len(item.text)}）" for item in longest)
        raise RecordRefused(
            _(
                "The items have %(count)d characters together; at most %(limit)d fit on one paper. The longest: %(named)s. "
                "Leave some out, or put them on a further paper."
            )
            % {"count": length, "limit": MOST_CHARACTERS, "named": named},
            code="long",
            field="items",
        )


def _check_item(item: Item) -> None:
    if item.status != Status.SIGNED:
        raise RecordRefused(_("“%(title)s” is not signed.") % {"title": item.title}, "unsigned", "items")
    try:
        guard_text(item.text)
        check_signs(item.title)
        check_signs(item.text)
    except TextRefused as refusal:
        raise RecordRefused(
            _("“%(title)s” cannot be printed. %(why)s") % {"title": item.title, "why": refusal.message},
            code="text",
            field="items",
        ) from refusal


def _check_fonts() -> None:
    try:
        require_fonts()
    except RenderFailed as missing:
        raise RecordRefused(missing.message, code="fonts") from missing


def _words(items: Sequence[Item]) -> dict[str, Any]:
    """What is printed of the items, and by whose office."""
    checkers = [item.checker or item.editor for item in items]
    return {
        "office": "".join(papers.printed_names()),
        "checker": next((str(person) for person in reversed(checkers) if person), ""),
        "signer": str(_signer_of(items) or ""),
        "items": [
            {
                "item": item.pk,
                "number": item.number or "",
                "revision": item.current_id,
                "title": item.title,
                "text": item.text,
                "units": [str(item.unit), *(str(link.unit) for link in item.joint_units.select_related("unit"))],
                "authors": [str(link.user) for link in item.author_links.select_related("user")],
            }
            for item in items
        ],
    }


def _signer_of(items: Sequence[Item]) -> User | None:
    """签发: the leader who signed last; where the route has no leader, the head of the office, who approved them.

    Nobody where the items were only recorded afterwards.
    """
    standing = Signature.objects.filter(item__in=items, voided_at=None).select_related("signed_by").order_by("-pk")
    signed = [standing.filter(stage=stage).first() for stage in (Signature.Stage.LEADER, Signature.Stage.OFFICE)]
    return next((one.signed_by for one in signed if one), None)


def _canonical(content: Any) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
