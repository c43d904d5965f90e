"""Parts of a PDF that its reader leaves as text: widths, maps to Unicode, XMP."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

from pdfminer.pdftypes import resolve1

NAMESPACES = {
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/", "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/", "pdf": "http://ns.adobe.com/pdf/1.3/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}  # fmt: skip


def widths_of(array: list[Any]) -> dict[int, float]:
    """The W array of a CIDFont."""
    widths: dict[int, float] = {}
    parts = [resolve1(part) for part in array]
    while parts:
        first = parts.pop(0)
        second = parts.pop(0)
        if isinstance(second, list):
            widths |= {first + number: resolve1(width) for number, width in enumerate(second)}
        else:
            widths |= dict.fromkeys(range(first, second + 1), parts.pop(0))
    return widths


def codes_of(cmap: str) -> Iterator[tuple[int, str]]:
    """Code and text of a ToUnicode map of single characters and ranges."""
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
            yield int(code, 16), bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = bytes.fromhex(text).decode("utf-16-be")
            for number in range(int(first, 16), int(last, 16) + 1):
                yield number, start[:-1] + chr(ord(start[-1]) + number - int(first, 16))


def properties_of(root: ET.Element) -> dict[tuple[str, str], str]:
    """Namespace and name: the value, that of lists joined by a comma."""
    told: dict[tuple[str, str], str] = {}
    rdf = f"{{{NAMESPACES['rdf']}}}"
    for description in root.iter(f"{rdf}Description"):
        values = [(key, value) for key, value in description.attrib.items() if not key.startswith(rdf)]
        values += [
            (child.tag, ", ".join(text for node in child.iter() if (text := (node.text or "").strip())))
            for child in description
        ]
        for key, value in values:
            space, _brace, name = key.lstrip("{").partition("}")
            told[(space, name)] = value
    return told
