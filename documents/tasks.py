"""What beat asks for."""

import logging
import time

from celery import shared_task

from documents.services import remove_orphans

DAY = 24 * 60 * 60
"""No transaction is open for so long: younger bytes may belong to a record that is not committed yet."""

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def remove_orphaned_files() -> None:
    """Each night: delete bytes whose record was rolled back."""
    removed = remove_orphans(older_than=time.time() - DAY)
    if removed:
        logger.info("Removed %s files without a record.", removed)
