"""The evidence of an adoption, for whoever may open the ledger row that it brought."""

from typing import Any

from django.http import Http404, HttpRequest

from documents.views import file_response
from organizations.policy import access_or_404
from scoring.models import LedgerRow
from scoring.services.evidence import evidence_of
from scoring.views.access import ScorePage, reader


class FactEvidenceView(ScorePage):
    """The scan or clipping, as a download. Rows that the reader may not open, and rows without evidence: 404."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> Any:
        stored = evidence_of(access_or_404(reader(request), LedgerRow.objects.all(), pk=pk))
        if stored is None:
            raise Http404
        return file_response(stored)
