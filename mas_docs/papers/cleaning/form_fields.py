"""Form fields of a PDF, printed into its pages as a reader shows them: what was filled in stays, the form goes."""

from __future__ import annotations

import re
from typing import Any

from mas_docs.papers.cleaning.field_font import FieldFont, embed, field_font
from mas_docs.papers.cleaning.field_text import Slot, laid_out
from mas_docs.papers.cleaning.refusal import CannotTravelError
from mas_docs.papers.faults import FIELD_NOT_SHOWN

_HIDDEN, _NO_ROTATE, _NO_VIEW = 1 << 1, 1 << 4, 1 << 5
_MULTILINE, _PASSWORD, _COMB = 1 << 12, 1 << 13, 1 << 24
_COMBO = 1 << 17
_DEEPEST_FIELD = 32
_USED_FONT = re.compile(rb"(/[^\s/\[\]()<>]+)\s+-?[\d.]+\s+Tf")
_TEXT_OPERATORS = frozenset({"Tj", "TJ", "'", '"'})
_SIZE = re.compile(r"([\d.]+)\s+Tf")
_COLOUR = re.compile(r"((?:-?[\d.]+\s+){1,4}(?:g|rg|k))(?:\s|$)")
_LONGEST_VALUE = 100_000


class FieldPrinter:
    """Prints the fields of one PDF into its pages.

    Args:
        pdf: an open PDF, which is changed.
    """

    def __init__(self, pdf: Any) -> None:
        import pikepdf

        self._pike = pikepdf
        self._pdf = pdf
        form: Any = pdf.Root.get("/AcroForm")
        self._form: Any = form if isinstance(form, pikepdf.Dictionary) else pikepdf.Dictionary()
        self._all_anew = bool(self._form.get("/NeedAppearances", False))
        self._used: dict[int, str] = {}
        self._written: list[Any] = []
        self._failed: list[int] = []

    def print_into(self, number: int, page: Any, widgets: list[Any]) -> None:
        """Print a page's fields above its content.

        Args:
            number: of the page, from 1.
            page: its dictionary, all attributes its own.
            widgets: its fields' annotations, in their order.
        """
        drawn: list[bytes] = []
        forms: dict[str, Any] = {}
        for widget in widgets:
            form = self._appearance(number, widget)
            if form is None:
                continue
            name = f"/MasField{len(forms)}"
            content = self._placed(widget, form, name, page)
            if content:
                forms[name] = form
                drawn.append(content)
        if forms:
            self._add(page, forms, drawn)

    def finish(self) -> None:
        """Give the font to all that was written anew.

        Raises:
            CannotTravelError: a value could not be shown as a whole.
        """
        if self._failed:
            raise CannotTravelError(FIELD_NOT_SHOWN, sorted(set(self._failed)))
        if self._written:
            font = embed(self._pdf, field_font(), self._used)
            for form in self._written:
                form.Resources = self._pike.Dictionary(Font=self._pike.Dictionary(F=font))

    def _appearance(self, number: int, widget: Any) -> Any:
        """What a reader shows for a field, as a form XObject; None for nothing."""
        flags = self._whole_number(widget.get("/F"))
        field_flags = self._whole_number(self._inherited(widget, "/Ff"))
        if flags & (_HIDDEN | _NO_VIEW) or field_flags & _PASSWORD:
            return None
        kind = self._inherited(widget, "/FT")
        if kind in ("/Tx", "/Ch"):
            return self._text_appearance(number, widget, field_flags, is_text=kind == "/Tx")
        normal = self._normal(widget)
        if isinstance(normal, self._pike.Stream):
            return normal
        return self._state(widget, normal)

    def _normal(self, widget: Any) -> Any:
        looks = widget.get("/AP")
        return looks.get("/N") if isinstance(looks, self._pike.Dictionary) else None

    def _state(self, widget: Any, states: Any) -> Any:
        """The look of a check box or radio button in the state that it is in."""
        state = widget.get("/AS", self._inherited(widget, "/V"))
        if isinstance(states, self._pike.Dictionary):
            chosen = states.get(str(state)) if isinstance(state, self._pike.Name) else None
            return chosen if isinstance(chosen, self._pike.Stream) else None
        if not isinstance(state, self._pike.Name) or state == "/Off":
            return None
        width, height = self._extent(widget)
        cross = f"q 1 w 2 2 m {width - 2} {height - 2} l 2 {height - 2} m {width - 2} 2 l S Q"
        return self._form_of(cross, width, height)

    def _text_appearance(self, number: int, widget: Any, flags: int, *, is_text: bool) -> Any:
        value = self._value(widget)
        normal = self._normal(widget)
        is_list = not is_text and not flags & _COMBO
        if isinstance(normal, self._pike.Stream) and self._is_current(normal, value, is_list=is_list):
            return normal
        width, height = self._extent(widget)
        if not width or not height:
            if value.strip():
                self._failed.append(number)
            return None
        if not value.strip():
            return self._form_of(self._ground(widget, width, height), width, height)
        slot = self._slot(widget, flags, width, height, is_text=is_text)
        font = field_font()
        content = laid_out(value, slot, font)
        if content is None:
            self._failed.append(number)
            return None
        self._note_letters(value, font)
        form = self._form_of(f"{self._ground(widget, width, height)}\n{content}", width, height)
        self._written.append(form)
        return form

    def _note_letters(self, value: str, font: FieldFont) -> None:
        self._used |= {font.glyphs[letter]: letter for letter in {*value, " ", "-"} if letter in font.glyphs}

    def _slot(self, widget: Any, flags: int, width: float, height: float, *, is_text: bool) -> Slot:
        style = self._inherited(widget, "/DA")
        style = str(style if style is not None else self._form.get("/DA", ""))
        size, colour = _SIZE.search(style), _COLOUR.search(style)
        quadding = self._inherited(widget, "/Q")
        cells = self._whole_number(self._inherited(widget, "/MaxLen"))
        return Slot(
            width,
            height,
            size=_decimal(size.group(1)) if size else 0.0,
            colour=colour.group(1) if colour else "0 g",
            quadding=self._whole_number(quadding if quadding is not None else self._form.get("/Q")),
            lines=bool(flags & _MULTILINE) if is_text else not flags & _COMBO,
            cells=cells if is_text and flags & _COMB and not flags & _MULTILINE else 0,
        )

    def _is_current(self, normal: Any, value: str, *, is_list: bool) -> bool:
        """Whether a field's look tells its value: programs fill in a value and leave the look as it was."""
        try:
            said = _words(normal)
        except self._pike.PdfError:
            return False
        if not self._all_anew:
            return not value.strip() or bool(said)
        bare = ["".join(line.split()) for line in value.splitlines()]
        return (is_list or bool(value.strip())) and all(line in said for line in bare)

    def _value(self, widget: Any) -> str:
        value = self._inherited(widget, "/V")
        if isinstance(value, self._pike.Array):
            return "\n".join(self._shown_choice(widget, part) for part in list(value)[:100])
        return self._shown_choice(widget, value)

    def _shown_choice(self, widget: Any, value: Any) -> str:
        """The words of one value; a choice may be kept under another name than it is shown by."""
        if isinstance(value, self._pike.Stream):
            raw = value.read_bytes()[:_LONGEST_VALUE]
            return str(self._pike.String(raw))
        if not isinstance(value, self._pike.String):
            return ""
        options = self._inherited(widget, "/Opt")
        for option in options if isinstance(options, self._pike.Array) else ():
            if isinstance(option, self._pike.Array) and len(option) > 1 and option[0] == value:
                return str(option[1])
        return str(value)

    def _ground(self, widget: Any, width: float, height: float) -> str:
        """The field's own background and border."""
        looks = widget.get("/MK")
        if not isinstance(looks, self._pike.Dictionary):
            return ""
        style = widget.get("/BS")
        line = _number(style.get("/W", 1)) if isinstance(style, self._pike.Dictionary) else 1.0
        ground, border = self._paint(looks.get("/BG")), self._paint(looks.get("/BC")) if line > 0 else ""
        parts = [f"q {ground.lower()} 0 0 {width} {height} re f Q"] if ground else []
        parts += [f"q {border} {line} w {line / 2} {line / 2} {width - line} {height - line} re S Q"] if border else []
        return "\n".join(parts)

    def _paint(self, colour: Any) -> str:
        operator = {1: "G", 3: "RG", 4: "K"}.get(len(colour) if isinstance(colour, self._pike.Array) else 0)
        numbers = [_number(part) for part in colour] if operator else []
        return " ".join([*(str(number) for number in numbers), operator]) if operator else ""

    def _form_of(self, content: str, width: float, height: float) -> Any:
        pike = self._pike
        return self._pdf.make_stream(
            content.encode("ascii"), Type=pike.Name.XObject, Subtype=pike.Name.Form, BBox=[0, 0, width, height]
        )

    def _extent(self, widget: Any) -> tuple[float, float]:
        rectangle = widget.get("/Rect")
        if not isinstance(rectangle, self._pike.Array) or len(rectangle) != 4:  # noqa: PLR2004 - a rectangle's four
            return 0.0, 0.0
        left, bottom, right, top = (_number(part) for part in rectangle)
        width, height = round(abs(right - left), 3), round(abs(top - bottom), 3)
        return width, height

    def _placed(self, widget: Any, form: Any, name: str, page: Any) -> bytes:
        """The instructions that draw a field's look in its rectangle (ISO 32000-2, 12.5.5)."""
        pike = self._pike
        form.Type, form.Subtype = pike.Name.XObject, pike.Name.Form
        self._complete(form)
        if not isinstance(form.get("/BBox"), pike.Array):
            form.BBox = pike.Array([0, 0, *self._extent(widget)])
        shown = pike.Dictionary(
            Type=pike.Name.Annot,
            Subtype=pike.Name.Widget,
            Rect=widget.get("/Rect"),
            F=self._whole_number(widget.get("/F")) & _NO_ROTATE,
            AP=pike.Dictionary(N=form),
        )
        try:
            annotation = pike.Annotation(self._pdf.make_indirect(shown))
            placed: bytes = annotation.get_page_content_for_appearance(pike.Name(name), int(page.get("/Rotate", 0)))
        except (pike.PdfError, ValueError, TypeError):
            return b""
        return placed

    def _complete(self, form: Any) -> None:
        """Give a look the fonts that it takes from the form's common resources, as readers do."""
        pike = self._pike
        common = self._form.get("/DR")
        common = common.get("/Font") if isinstance(common, pike.Dictionary) else None
        own = form.get("/Resources")
        fonts = own.get("/Font") if isinstance(own, pike.Dictionary) else None
        if not isinstance(common, pike.Dictionary) or form.get("/Length", 0) > _LONGEST_VALUE:
            return
        named = dict(fonts.items()) if isinstance(fonts, pike.Dictionary) else {}
        for name in {found.decode("latin-1") for found in _USED_FONT.findall(form.read_bytes())}:
            if name not in named and name in common:
                named[name] = common[name]
        resources = dict(own.items()) if isinstance(own, pike.Dictionary) else {}
        form.Resources = pike.Dictionary({**resources, "/Font": pike.Dictionary(named)})

    def _add(self, page: Any, forms: dict[str, Any], drawn: list[bytes]) -> None:
        pike = self._pike
        resources = pike.Dictionary(dict(page.Resources.items()))
        own = resources.get("/XObject")
        named = dict(own.items()) if isinstance(own, pike.Dictionary) else {}
        resources.XObject = pike.Dictionary({**{k: v for k, v in named.items() if v is not None}, **forms})
        page.Resources = resources
        content = page.get("/Contents")
        parts = list(content) if isinstance(content, pike.Array) else [content] if content is not None else []
        before = self._pdf.make_stream(b"q\n")
        after = self._pdf.make_stream(b"\nQ" * (1 + self._left_open(page)) + b"\n" + b"\n".join(drawn))
        page.Contents = pike.Array([before, *parts, after])

    def _left_open(self, page: Any) -> int:
        """How many graphics states a page's content saves and does not restore."""
        try:
            content = self._pike.parse_content_stream(page, "q Q")
        except self._pike.PdfError:
            return 0  # content that cannot be read is refused in its turn
        saves = self._pike.Operator("q")
        depth = 0
        for instruction in content:
            depth = depth + 1 if instruction.operator == saves else max(0, depth - 1)
        return depth

    def _inherited(self, widget: Any, key: str) -> Any:
        node = widget
        for _ in range(_DEEPEST_FIELD):
            if not isinstance(node, self._pike.Dictionary):
                return None
            if key in node:
                return node[key]
            node = node.get("/Parent")
        return None

    @staticmethod
    def _whole_number(value: Any) -> int:
        return value if isinstance(value, int) else 0


def _words(form: Any) -> str:
    """The words that a look shows, without their blanks, as far as its fonts are the usual ones."""
    import pikepdf

    said: list[str] = []
    for instruction in pikepdf.parse_content_stream(form):
        if str(instruction.operator) == "Do":
            said.append("\ufffc")  # a picture stands for itself
        if str(instruction.operator) not in _TEXT_OPERATORS:
            continue
        for operand in instruction.operands:
            parts = list(operand) if isinstance(operand, pikepdf.Array) else [operand]
            said += [bytes(part).decode("cp1252", "replace") for part in parts if isinstance(part, pikepdf.String)]
    return "".join("".join(said).split())


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0


def _decimal(text: str) -> float:
    return min(_number(text), 100.0)
