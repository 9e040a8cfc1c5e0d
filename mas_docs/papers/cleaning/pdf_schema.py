"""What of a PDF may travel (ISO 32000-2): an allow-list. An entry that is not named here is taken out.

Each kind of object has its entries, each entry the rule that its value is held to:

* `plain`: numbers, names, strings and lists of these
* `[kind]`: a list of objects of that kind, or one of them
* `{kind}`: a dictionary with any names whose values are of that kind
* otherwise a kind of object
"""

from __future__ import annotations

from collections.abc import Mapping

PLAIN = "plain"


def _plain(names: str) -> dict[str, str]:
    return {f"/{name}": PLAIN for name in names.split()}


STREAM: Mapping[str, str] = {"/Length": PLAIN, "/Filter": PLAIN, "/DecodeParms": "[parameters]"}
"""What any stream may have besides (7.3.8.2); what names a file is refused before."""

SCHEMA: Mapping[str, Mapping[str, str]] = {
    "parameters": {
        **_plain("Predictor Colors BitsPerComponent Columns EarlyChange K EndOfLine EncodedByteAlign Rows"),
        **_plain("EndOfBlock BlackIs1 DamagedRowsBeforeError ColorTransform"),
        "/JBIG2Globals": "data",
    },
    "data": {},
    "resources": {
        "/ProcSet": PLAIN,
        "/Font": "{font}",
        "/XObject": "{xobject}",
        "/Pattern": "{pattern}",
        "/Shading": "{shading}",
        "/ExtGState": "{state}",
        "/ColorSpace": "{colour}",
        "/Properties": "{properties}",
    },
    # What a reader copies or speaks in place of drawn letters (14.9); a layer's name is not among it.
    "properties": _plain("ActualText Alt E Lang MCID"),
    "font": {
        **_plain("Type Subtype BaseFont Name FirstChar LastChar Widths DW W DW2 W2 FontBBox FontMatrix"),
        "/FontDescriptor": "descriptor",
        "/Encoding": "encoding",
        "/ToUnicode": "cmap",
        "/DescendantFonts": "[font]",
        "/CIDSystemInfo": "collection",
        "/CIDToGIDMap": "data",
        "/CharProcs": "{glyph}",
        "/Resources": "resources",
    },
    "descriptor": {
        **_plain("Type FontName FontFamily FontStretch FontWeight Flags FontBBox ItalicAngle Ascent Descent Leading"),
        **_plain("CapHeight XHeight StemV StemH AvgWidth MaxWidth MissingWidth CharSet Lang"),
        "/FontFile": "fontfile",
        "/FontFile2": "fontfile",
        "/FontFile3": "fontfile",
        "/CIDSet": "data",
    },
    "fontfile": _plain("Subtype Length1 Length2 Length3"),
    "collection": _plain("Registry Ordering Supplement"),
    "encoding": {
        **_plain("Type BaseEncoding Differences CMapName WMode"),
        "/CIDSystemInfo": "collection",
        "/UseCMap": "cmap",
    },
    "cmap": {**_plain("Type CMapName WMode"), "/CIDSystemInfo": "collection", "/UseCMap": "cmap"},
    "glyph": {},
    "form": {
        **_plain("Type Subtype FormType BBox Matrix"),
        "/Resources": "resources",
        "/Group": "group",
    },
    "image": {
        **_plain("Type Subtype Width Height BitsPerComponent Intent ImageMask Decode Interpolate SMaskInData Matte"),
        **_plain("Name"),
        "/ColorSpace": "colour",
        "/Mask": "image",
        "/SMask": "image",
    },
    "group": {**_plain("Type S I K"), "/CS": "colour"},
    "pattern": {
        **_plain("Type PatternType PaintType TilingType BBox XStep YStep Matrix"),
        "/Resources": "resources",
        "/Shading": "shading",
        "/ExtGState": "state",
    },
    "shading": {
        **_plain("ShadingType Background BBox AntiAlias Coords Domain Extend Matrix BitsPerCoordinate"),
        **_plain("BitsPerComponent BitsPerFlag Decode VerticesPerRow"),
        "/ColorSpace": "colour",
        "/Function": "[function]",
    },
    "function": {
        **_plain("FunctionType Domain Range Size BitsPerSample Order Encode Decode C0 C1 N Bounds"),
        "/Functions": "[function]",
    },
    "state": {
        **_plain("Type LW LC LJ ML D RI OP op OPM FL SM SA BM CA ca AIS TK"),
        "/Font": "[font]",
        "/TR": "[function]",
        "/TR2": "[function]",
        "/SMask": "softmask",
    },
    "softmask": {**_plain("Type S BC"), "/G": "form", "/TR": "function"},
    "profile": {**_plain("N Range"), "/Alternate": "colour"},
    "calibration": _plain("WhitePoint BlackPoint Gamma Matrix Range"),
}

DRAWING = frozenset({"form", "pattern", "glyph"})
"""Kinds whose streams draw, as a page's content does: they must be whole."""

SMALL = frozenset({"fontfile", "cmap", "encoding", "function", "profile", "data"})
"""Kinds whose streams readers unpack as a whole: they may not unpack to more than any document holds."""
