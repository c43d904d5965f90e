"""The one way in which stored bytes leave: as a download that no browser will run."""

import logging
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from documents.errors import DomainError
from documents.models import StoredFile
from documents.services import open_file

# What may go well at another time; everything else is a matter of the words.
_PASSING = frozenset({"timeout", "memory", "crashed", "fonts"})

logger = logging.getLogger(__name__)


def file_response(stored: StoredFile) -> FileResponse:
    """Answer with the file as an attachment; the caller has checked the right to read it. Http404 if bytes are lost."""
    try:
        file = open_file(stored)
    except FileNotFoundError as error:
        logger.error("The bytes of stored file %s are missing.", stored.pk)
        raise Http404(_("This file is missing from the data directory. Please tell the administrator.")) from error
    response = FileResponse(file, as_attachment=True, filename=stored.name, content_type=stored.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def refused_file(request: HttpRequest, refusal: DomainError, *, about: Any, name: str) -> HttpResponse:
    """The page that says why the file (`name`) of `about`, which has an address, cannot be made, and what to do next.

    Links to such a file must not bear `download`: a browser would show no page then, only that the download has failed.
    """
    context = {
        "about": about,
        "name": name,
        "reason": str(refusal),
        "is_passing": getattr(refusal, "code", "") in _PASSING,
    }
    return render(request, "documents/refused.html", context, status=422)
