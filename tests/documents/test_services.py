import hashlib
import os
import uuid
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from documents import tasks
from documents.errors import FileRefused
from documents.models import ScanState, StoredFile, path_of
from documents.services import open_file, remove_orphans, store_bytes, store_upload
from tests.documents.hostile import HOSTILE
from tests.factories.documents import StoredFileFactory, make_pdf, make_upload


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def files_in(root: Path) -> set[str]:
    return {path.name for path in root.rglob("*") if path.is_file()}


@pytest.mark.django_db
def test_stored_bytes_come_back_and_the_record_describes_them():
    stored = store_bytes(name="第10期.pdf", content=b"%PDF-1.7 x", content_type="application/pdf")

    stored.refresh_from_db()
    with open_file(stored) as file:
        assert file.read() == b"%PDF-1.7 x"
    assert (stored.name, stored.size, stored.content_type) == ("第10期.pdf", 10, "application/pdf")
    assert stored.sha256 == hashlib.sha256(b"%PDF-1.7 x").hexdigest()
    assert (stored.scan_state, stored.created_by) == (ScanState.HOUSE, None)


@pytest.mark.django_db
def test_stored_name_on_disk_is_the_random_id_and_nothing_of_the_users(media):
    stored = store_upload(upload=make_upload("../../etc/通报.pdf"), by=None)

    assert files_in(media) == {str(stored.pk)}
    assert stored.path == media / stored.pk.hex[:2] / str(stored.pk)
    assert (stored.name, stored.scan_state) == ("通报.pdf", ScanState.UNSCANNED)


@pytest.mark.django_db
def test_large_upload_that_django_spooled_to_disk_is_stored_whole():
    content = make_pdf(b"x" * 3_000_000)
    upload = TemporaryUploadedFile("报告.pdf", "application/pdf", len(content), None)
    upload.write(content)

    stored = store_upload(upload=upload, by=None)

    assert stored.path.read_bytes() == content
    assert stored.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.django_db
@pytest.mark.parametrize("case", ["wps doc", "ratio bomb", "pdf cut off"])
def test_refused_upload_leaves_no_row_and_no_file(media, case):
    name, content, _code = HOSTILE[case]

    with pytest.raises(FileRefused):
        store_upload(upload=SimpleUploadedFile(name, content), by=None)

    assert not StoredFile.objects.exists()
    assert not media.exists() or files_in(media) == set()


@pytest.mark.django_db
def test_full_disk_is_refused_and_leaves_no_part(media):
    with (
        mock.patch("documents.services.os.fsync", side_effect=OSError(28, "No space left on device")),
        pytest.raises(FileRefused) as refusal,
    ):
        store_upload(upload=make_upload(), by=None)

    assert refusal.value.code == "disk"
    assert (StoredFile.objects.count(), files_in(media)) == (0, set())


@pytest.mark.django_db
def test_orphans_go_and_files_with_a_record_stay(media):
    kept = StoredFileFactory()
    lost = path_of(uuid.uuid4())
    lost.parent.mkdir(parents=True, exist_ok=True)
    lost.write_bytes(b"x")
    (lost.parent / ".part-abc").write_bytes(b"x")

    assert remove_orphans(older_than=lost.stat().st_mtime - 60) == 0
    assert remove_orphans(older_than=lost.stat().st_mtime + 60) == 2
    assert files_in(media) == {str(kept.pk)}


@pytest.mark.django_db
def test_a_part_that_is_gone_before_its_age_is_asked_for_hinders_nothing(media):
    kept = StoredFileFactory()
    folder = path_of(kept.pk).parent
    lost = folder / str(uuid.uuid4())
    lost.write_bytes(b"x")
    (folder / ".part-gone").symlink_to(folder / "nowhere")

    assert remove_orphans(older_than=lost.stat().st_mtime + 60) == 1
    assert files_in(media) == {str(kept.pk)}


@pytest.mark.django_db
def test_orphans_of_a_day_ago_go_each_night_with_one_statement_a_folder(media, django_assert_num_queries):
    kept = StoredFileFactory()
    folder = path_of(kept.pk).parent
    fresh, old = (folder / str(uuid.uuid4()) for _number in range(2))
    for path in (fresh, old):
        path.write_bytes(b"x")
    two_days_ago = fresh.stat().st_mtime - 2 * tasks.DAY
    for path in (old, path_of(kept.pk)):
        os.utime(path, (two_days_ago, two_days_ago))

    with django_assert_num_queries(1):
        tasks.remove_orphaned_files()
    assert files_in(media) == {str(kept.pk), fresh.name}
    assert tasks.remove_orphaned_files.name in {one["task"] for one in settings.CELERY_BEAT_SCHEDULE.values()}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("command", "code"),
    [("sh -c 'exit 1'", "virus"), ("sh -c 'exit 2'", "scanner"), ("/no/such/scanner", "scanner")],
)
def test_scanner_that_finds_or_fails_refuses_the_file(settings, media, command, code):
    settings.FILE_SCANNER = command

    with pytest.raises(FileRefused) as refusal:
        store_upload(upload=make_upload(), by=None)

    assert (refusal.value.code, StoredFile.objects.count()) == (code, 0)


@pytest.mark.django_db
def test_scanner_reads_the_whole_file_and_marks_it_clean(settings):
    settings.FILE_SCANNER = "grep -q %%EOF"

    assert store_upload(upload=make_upload(), by=None).scan_state == ScanState.CLEAN
