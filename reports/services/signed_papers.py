"""定稿: the words that a leader has signed are kept, so that page, PDF and DOCX print them whatever the program says later."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from activity.clock import now
from reports.models import Bulletin, SignedPaper
from reports.services.canonical import canonical_json, sha256_of
from reports.services.paper import ADDED_SINCE, LAYOUT, composed_paper, paper_of


def keep_paper(bulletin: Bulletin) -> SignedPaper:
    """Keep the words of a signed bulletin as they are now, once; in the caller's transaction. Load it by `for_paper`."""
    return _keep(bulletin, canonical_json(paper_of(bulletin)))


def _keep(bulletin: Bulletin, content: str) -> SignedPaper:
    kept, _is_new = SignedPaper.objects.get_or_create(
        bulletin=bulletin, sha256=sha256_of(content), defaults={"content": content, "made_at": now()}
    )
    bulletin.__dict__.pop("signed_papers", None)
    return kept


def keep_missing(_now: datetime) -> int:
    """The rule of beat, for bulletins that were signed before words were kept; says how many it found.

    Where the words of today, in any layout of the paper, have the hash from which the PDF was made, they are proven to be
    those of the PDF. Else they are kept as they are today, and the page says that it is not the PDF.
    """
    missing = Bulletin.objects.filter(signed_at__isnull=False, papers__isnull=True).for_paper()
    found = list(missing)
    for bulletin in found:
        papers = [canonical_json(paper) for paper in _candidates(bulletin)]
        proven = next((content for content in papers if sha256_of(content) == bulletin.pdf_source), papers[0])
        _keep(bulletin, proven)
    return len(found)


def _candidates(bulletin: Bulletin) -> Iterator[dict[str, Any]]:
    """The words of today as each layout would have written them down, the present one first."""
    paper = composed_paper(bulletin)
    yield paper
    for layout in range(LAYOUT - 1, 0, -1):
        yield {key: value for key, value in {**paper, "layout": layout}.items() if ADDED_SINCE.get(key, 0) <= layout}
