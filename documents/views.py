"""The one way in which stored bytes leave: as a download that no browser will run."""

import logging

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from documents.errors import DomainError
from documents.models import StoredFile
from documents.services import open_file

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


def refused_file(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """Answer that the file cannot be made, in a sentence; it stands on the person's next page too.

    A browser saves nothing then, and may say no more than that the download has failed.
    """
    messages.error(request, str(refusal))
    return HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")
