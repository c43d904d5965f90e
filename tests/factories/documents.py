"""Stored files, and uploads of each accepted kind, made in code."""

import hashlib
import io

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from documents.models import StoredFile, path_of

TEXT = "关于蔬菜质量安全检测情况的报告".encode()


class StoredFileFactory(factory.django.DjangoModelFactory):
    """A record with its bytes on disk."""

    class Meta:
        model = StoredFile
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"附件{n + 1}.pdf")
    content_type = "application/pdf"
    size = len(TEXT)
    sha256 = hashlib.sha256(TEXT).hexdigest()

    @factory.post_generation
    def write_bytes(self, create, extracted, **kwargs):
        path = path_of(self.id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(TEXT)


def make_pdf(body: bytes = b"") -> bytes:
    """The smallest PDF with a cross-reference table that is right; `body` goes in as a comment line."""
    head = b"%PDF-1.4\n%" + body + b"\n"
    one = len(head)
    objects = b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    two = one + len(objects)
    objects += b"2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
    table = one + len(objects)
    rows = f"xref\n0 3\n0000000000 65535 f \n{one:010d} 00000 n \n{two:010d} 00000 n \n"
    return head + objects + (rows + f"trailer\n<</Size 3/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").encode()


def make_image(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    """A plain picture of Pillow's."""
    out = io.BytesIO()
    Image.new("RGB", size, (180, 20, 20)).save(out, kind)
    return out.getvalue()


def make_upload(name: str = "说明.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    """What a browser would send; by default a small PDF."""
    return SimpleUploadedFile(name, make_pdf() if content is None else content)
