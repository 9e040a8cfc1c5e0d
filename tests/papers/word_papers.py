"""Word, OpenDocument and RTF papers made for tests: small, fictional, and some of them hostile."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{_R}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_OPEN = " ".join(
    [
        f'xmlns:{name}="{_OASIS}:{whole}:1.0"'
        for name, whole in {
            "office": "office",
            "text": "text",
            "draw": "drawing",
            "svg": "svg-compatible",
            "style": "style",
            "fo": "xsl-fo-compatible",
            "meta": "meta",
        }.items()
    ]
    + ['xmlns:xlink="http://www.w3.org/1999/xlink"', 'xmlns:dc="http://purl.org/dc/elements/1.1/"']
)
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    '<Default Extension="jpg" ContentType="image/jpeg"/><Default Extension="html" ContentType="text/html"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
EMBED = 'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"'


def picture(colour: tuple[int, int, int], size: tuple[int, int] = (200, 200), form: str = "PNG") -> bytes:
    """A picture of one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, form)
    return buffer.getvalue()


def zipped(parts: Mapping[str, str | bytes] | Mapping[str, bytes] | Mapping[str, str]) -> bytes:
    """A ZIP container of these parts, in this order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def outside(key: str, kind: str, target: str) -> str:
    """A relationship that leads out of the container."""
    return f'<Relationship Id="{key}" Type="{_R}/{kind}" Target="{target}" TargetMode="External"/>'


def inside(key: str, kind: str, target: str) -> str:
    """A relationship to another part."""
    return f'<Relationship Id="{key}" Type="{_R}/{kind}" Target="{target}"/>'


def word_paper(body: str, relationships: str = "", start: str = "", **parts: bytes | str) -> bytes:
    """A Word paper whose body stands between the lines BEFORE and AFTER; two underscores in a name are a slash."""
    main = f'<Relationships xmlns="{_PACKAGE}/relationships">{inside("rId1", "officeDocument", "word/document.xml")}'
    everything: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f"{main}</Relationships>",
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?>{start}<w:document {_WORD}><w:body>'
        f"{line('BEFORE')}{body}{line('AFTER')}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relationships}'
        "</Relationships>",
    }
    named = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    return zipped({**everything, **named})


def line(text: str) -> str:
    """A paragraph of a Word paper."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def word_picture(attributes: str) -> str:
    """A picture in a Word paper, kept or linked as the attributes of its blip say."""
    frame = '<a:xfrm><a:off x="0" y="0"/><a:ext cx="2000000" cy="2000000"/></a:xfrm><a:prstGeom prst="rect"/>'
    return (
        '<w:p><w:r><w:drawing><wp:inline><wp:extent cx="2000000" cy="2000000"/><wp:docPr id="1" name="p"/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="0" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip {attributes}/><a:stretch>'
        f"<a:fillRect/></a:stretch></pic:blipFill><pic:spPr>{frame}</pic:spPr></pic:pic></a:graphicData></a:graphic>"
        "</wp:inline></w:drawing></w:r></w:p>"
    )


def word_shape(image: str, more: str = "") -> str:
    """An older picture in a Word paper, as Word keeps one of an embedded object."""
    shape = f'<v:shape id="s1" style="width:150pt;height:150pt"><v:imagedata {image}/></v:shape>'
    return f"<w:p><w:r><w:object>{shape}{more}</w:object></w:r></w:p>"


def word_field(instruction: str) -> str:
    """A field in a Word paper, with the result RESULT."""
    marks = {kind: f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")}
    told = f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
    result = "<w:r><w:t>RESULT</w:t></w:r>"
    return f"<w:p>{marks['begin']}{told}{marks['separate']}{result}{marks['end']}</w:p>"


def open_paper(body: str, head: str = "", start: str = "", **parts: str) -> bytes:
    """An OpenDocument text whose body stands between the lines BEFORE and AFTER."""
    others = {f"{name}.xml": content for name, content in parts.items()}
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in ("content.xml", *others)
    )
    kind = "application/vnd.oasis.opendocument.text"
    return zipped(
        {
            "mimetype": kind,
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0" '
            f'manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            f"{listed}</manifest:manifest>",
            "content.xml": f'<?xml version="1.0" encoding="UTF-8"?>{start}<office:document-content {_OPEN} '
            f'office:version="1.2">{head}<office:body><office:text><text:p>BEFORE</text:p>{body}'
            "<text:p>AFTER</text:p></office:text></office:body>"
            "</office:document-content>",
        }
        | others
    )


def open_meta(content: str) -> str:
    """What an OpenDocument text says about itself."""
    start = f'<office:document-meta {_OPEN} office:version="1.2"><office:meta>'
    return f"{start}{content}</office:meta></office:document-meta>"


def open_frame(element: str, href: str) -> str:
    """A frame in an OpenDocument text that shows what lies elsewhere."""
    size = 'svg:width="6cm" svg:height="6cm" text:anchor-type="as-char"'
    return f'<text:p><draw:frame {size}><draw:{element} xlink:href="{href}" {EMBED}/></draw:frame></text:p>'


def open_section(source: str) -> str:
    """A section in an OpenDocument text that is taken from elsewhere."""
    return f'<text:section text:name="S">{source}<text:p>RESULT</text:p></text:section>'


def rich_paper(body: str) -> bytes:
    """An RTF paper whose body stands between the lines BEFORE and AFTER."""
    return f"{{\\rtf1\\ansi BEFORE\\par {body}\\par AFTER\\par}}".encode("cp1252")


def rich_field(instruction: str, result: str = "RESULT") -> str:
    """A field in an RTF paper."""
    return f"{{\\field{{\\*\\fldinst {{{instruction}}}}}{{\\fldrslt {{{result}}}}}}}"


def put(folder: Path, name: str, content: bytes) -> Path:
    """The content in a file."""
    path = folder / name
    path.write_bytes(content)
    return path
