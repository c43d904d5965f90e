"""Files that go with an item."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now
from activity.services import record
from documents.services import store_upload
from organizations.models import User
from organizations.policy import can
from submissions.errors import MoveRefused, NotAllowed
from submissions.models import Attachment, Item

MOST = 10


@transaction.atomic
def add_attachment(*, item_id: int, by: User, upload: UploadedFile) -> Attachment:
    """Attach a file while the item is drafted, or in hand in the office.

    Raises NotAllowed, MoveRefused above 10 files, and FileRefused of the upload guard.
    """
    item = _locked(item_id, by)
    if item.attachments.count() >= MOST:
        raise MoveRefused(
            _("At most %(most)d files go with an item.") % {"most": MOST}, code="too_many", field="attach"
        )
    stored = store_upload(upload=upload, by=by)
    attachment = Attachment.objects.create(item=item, file=stored, added_by=by, added_at=now())
    record(
        "item.attach", subject=item, by=by, data={"file": str(stored.pk), "sha256": stored.sha256, "size": stored.size}
    )
    return attachment


@transaction.atomic
def remove_attachment(*, attachment_id: int, item_id: int, by: User) -> None:
    """Take a file off the item; its bytes stay until the retention rules delete them. Raises NotAllowed."""
    item = _locked(item_id, by)
    attachment = Attachment.objects.filter(pk=attachment_id, item=item).first()
    if attachment is None:
        return
    file_id = attachment.file_id
    attachment.delete()
    record("item.detach", subject=item, by=by, data={"file": str(file_id)})


def _locked(item_id: int, by: User) -> Item:
    item = Item.objects.select_for_update(of=("self",)).get(pk=item_id)
    if not (can(by, "item.edit_draft", item) or can(by, "item.edit_in_office", item)):
        raise NotAllowed(
            _("Files are attached by the drafter, or by the editor who has the item in hand."), code="not_allowed"
        )
    return item
