"""What a reader finds in a Word document, so that the documents of two engines can be compared."""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SHOWN = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")


def lines(content: bytes) -> list[str]:
    """The words of each paragraph of the body, the headers and the footers, without those that hold none.

    Headers and footers are in the order of their words: engines number them differently, and one that is there twice
    counts once.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist() if _SHOWN.fullmatch(name)}
    body = _paragraphs(parts.pop("word/document.xml"))
    around = {line for part in parts.values() for line in _paragraphs(part)}
    return body + sorted(around)


def _paragraphs(part: bytes) -> list[str]:
    root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, huge_tree=True))
    texts = ("".join(_pieces(paragraph)) for paragraph in root.iter(f"{WORD}p"))
    return [line for text in texts if (line := " ".join(text.split()))]


def _pieces(paragraph: etree._Element) -> list[str]:
    """The words and breaks of a paragraph, without the page numbers that Word works out when it shows them."""
    numbers = {text for field in paragraph.iter(f"{WORD}fldSimple") for text in field.iter(f"{WORD}t")}
    kinds = {f"{WORD}tab": "\t", f"{WORD}br": "\n"}
    found = (element for element in paragraph.iter(f"{WORD}t", *kinds) if element not in numbers)
    return [kinds.get(element.tag, element.text or "") for element in found]


def differences(one: list[str], other: list[str]) -> list[str]:
    """The lines that only one of the two has, the first few."""
    return [*(f"- {line}" for line in one if line not in other), *(f"+ {line}" for line in other if line not in one)][
        :8
    ]
