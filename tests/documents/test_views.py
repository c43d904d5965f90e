import pytest
from django.http import Http404

from documents.views import file_response
from tests.factories.documents import TEXT, StoredFileFactory


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.mark.django_db
def test_file_leaves_as_an_attachment_that_no_browser_runs():
    response = file_response(StoredFileFactory(name="关于规章清理的通报.pdf"))

    assert b"".join(response.streaming_content) == TEXT
    response.close()
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("report.pdf", 'attachment; filename="report.pdf"'),
        ("通报.pdf", "attachment; filename*=utf-8''%E9%80%9A%E6%8A%A5.pdf"),
        ('a"; filename=b.pdf', 'attachment; filename="a\\"; filename=b.pdf"'),
    ],
)
def test_name_is_sent_as_rfc_6266_says(name, header):
    response = file_response(StoredFileFactory(name=name))
    response.close()

    assert response["Content-Disposition"] == header


@pytest.mark.django_db
def test_lost_bytes_are_not_found():
    stored = StoredFileFactory()
    stored.path.unlink()

    with pytest.raises(Http404):
        file_response(stored)
