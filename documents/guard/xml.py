"""XML read as a stream by expat: no DTD, no entity, well-formed to the end, whatever its size or encoding."""

import zipfile
import zlib
from collections.abc import Mapping
from xml.parsers import expat

from django.utils.translation import gettext as _

from documents.errors import FileRefused
from documents.guard.archive import damaged

CHUNK = 1 << 18
DEEPEST = 256


class Reader:
    """What happens on the way through a part; names are "namespace|local". By default nothing."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """A piece of text, not always a whole one."""


def _refuse_doctype(*_declaration: object) -> None:
    raise FileRefused(
        _("The file defines XML entities, which no office program does. Please copy its content into a new document."),
        code="entity",
    )


def walk(archive: zipfile.ZipFile, member: str, reader: Reader | None = None) -> None:
    """Parse one member from beginning to end, telling `reader`; raises FileRefused."""
    parser = expat.ParserCreate(namespace_separator="|")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    depth = _Depth(reader or Reader())
    parser.StartElementHandler = depth.start
    parser.EndElementHandler = depth.end
    if reader is not None:
        parser.CharacterDataHandler = reader.text
    try:
        with archive.open(member) as stream:
            while chunk := stream.read(CHUNK):
                parser.Parse(chunk)
            parser.Parse(b"", True)
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError) as error:
        raise damaged() from error


class _Depth:
    """Counts nesting, since what reads the document after us may recurse."""

    def __init__(self, reader: Reader) -> None:
        self.depth = 0
        self.reader = reader

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise damaged()
        self.reader.start(name, attributes)

    def end(self, name: str) -> None:
        self.depth -= 1
        self.reader.end(name)
