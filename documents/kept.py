"""An uploaded file outlives the errors of its form: a browser never sends a chosen file again by itself.

The form that comes back carries the id of the file; only the person who sent it may use it. What no form used is
deleted after some days, when the person keeps the next one.
"""

import uuid
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from documents.models import KeptUpload, StoredFile
from documents.services import store_upload

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

KEPT = timedelta(days=7)
"""As long as a sent form is remembered (ui/once.py)."""


def keep_upload(*, upload: UploadedFile, by: "AbstractBaseUser") -> StoredFile:
    """Store what the person sent, behind the guard, for this form or its next try; raises FileRefused."""
    drop_old(by)
    stored = store_upload(upload=upload, by=by)
    KeptUpload.objects.create(file=stored, user_id=by.pk, kept_at=timezone.now())
    return stored


def kept_upload(key: str, by: "AbstractBaseUser") -> StoredFile | None:
    """The file that the person's form carries by its id; None for anybody else's, or one that is gone."""
    try:
        file_id = uuid.UUID(key)
    except ValueError:
        return None
    kept = KeptUpload.objects.filter(file=file_id, user_id=by.pk).select_related("file").first()
    return kept.file if kept else None


def drop_old(by: "AbstractBaseUser") -> int:
    """Forget what the person kept longer than KEPT; delete what nothing links to. Returns how many were deleted."""
    deleted = 0
    for kept in KeptUpload.objects.filter(user_id=by.pk, kept_at__lt=timezone.now() - KEPT).select_related("file"):
        path = kept.file.path
        kept.delete()
        try:
            with transaction.atomic():
                kept.file.delete()
        except ProtectedError:
            continue
        transaction.on_commit(partial(path.unlink, missing_ok=True))
        deleted += 1
    return deleted
