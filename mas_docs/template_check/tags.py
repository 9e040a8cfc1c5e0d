"""The tags in a template's paragraphs, read one by one, so that one that cannot be read hides no other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import jinja2

from mas_docs.documents.environment import environment
from mas_docs.template_check.faults import Fault, excerpt
from mas_docs.template_check.word_text import Paragraph

_MARK = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_SCOPE = re.compile(r"(tr|tc|p|r)\s")
_STRAIGHT = str.maketrans("\u201c\u201d\u2018\u2019\u00a0", "\"\"'' ")
_SINGLE = re.compile(r"\{\s*(?:%[^{}]*|[^{}]*%|[a-z_]+(?:\.[a-z_]+)+\s*(?:\|\s*\w+\s*)?)\}|\{\s+[{%][^{}]*\}?")
_REACH = 60


class Scope(StrEnum):
    """What a tag stands for: the place where it is, or the whole run, paragraph, cell or row around it."""

    HERE = ""
    RUN = "r"
    PARAGRAPH = "p"
    CELL = "tc"
    ROW = "tr"


@dataclass(frozen=True, slots=True, eq=False)
class Tag:
    """One tag.

    Attributes:
        prints: whether it is `{{ … }}`; else it is `{% … %}`.
        scope: what it stands for.
        body: what stands between its braces, without its scope, in straight quotes.
        source: the tag as it was written.
        paragraph: where it stands.
        start, end: its characters in the paragraph's text.
    """

    prints: bool
    scope: Scope
    body: str
    source: str
    paragraph: Paragraph
    start: int
    end: int

    @property
    def keyword(self) -> str:
        """The first word of a `{% … %}`."""
        return "" if self.prints else self.body.partition(" ")[0]

    def fault(self, id: str, message: str, remedy: str = "") -> Fault:  # noqa: A002 - the fault's own name for it
        """A fault of this tag."""
        return fault_at(self.paragraph, id, message, remedy, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Scanned:
    """The tags of some paragraphs in order, and what is wrong with their braces."""

    tags: tuple[Tag, ...]
    faults: tuple[Fault, ...]


def fault_at(  # noqa: PLR0913, PLR0917 - a fault has these parts
    paragraph: Paragraph,
    id: str,  # noqa: A002 - the fault's own name for it
    message: str,
    remedy: str = "",
    start: int = 0,
    end: int = 0,
) -> Fault:
    """A fault of a paragraph, or of some characters of it."""
    return Fault(id, message, remedy, paragraph.place, paragraph, start, end)


def _is_tag(text: str) -> bool:
    """Whether a text is one tag that can be read."""
    if not text.startswith("{"):
        return False
    statement = re.fullmatch(r"\{%\S*\s*(if|for)\b.*%\}", text, re.DOTALL)
    try:
        environment().parse(f"{text}{{% end{statement[1]} %}}" if statement else text)
    except jinja2.TemplateSyntaxError:
        return False
    return True


def scan(paragraphs: Iterable[Paragraph]) -> Scanned:
    """Find the tags, and the braces that belong to none."""
    tags: list[Tag] = []
    faults: list[Fault] = []
    left_open = ""
    for paragraph in paragraphs:
        if not paragraph.text.strip():
            continue
        scanner = _Scanner(paragraph, left_open)
        for found in scanner.found():
            if isinstance(found, Tag):
                tags.append(found)
            else:
                faults.append(found)
        left_open = scanner.left_open
    return Scanned(tuple(tags), tuple(faults))


class _Scanner:
    """Reads one paragraph from left to right."""

    def __init__(self, paragraph: Paragraph, left_open: str) -> None:
        self._paragraph = paragraph
        self._text = paragraph.text
        self._before = left_open
        self._free_from = 0
        self.left_open = ""

    def found(self) -> Iterator[Tag | Fault]:
        marks = list(_MARK.finditer(self._text))
        position = 0
        while position < len(marks):
            mark = marks[position]
            following = marks[position + 1] if position + 1 < len(marks) else None
            if mark[0] not in _CLOSERS:
                yield from self._stray(mark)
                position += 1
            elif following is not None and following[0] == _CLOSERS[mark[0]]:
                yield from self._single_braces(mark.start())
                yield from self._tag(mark, following)
                position += 2
            else:
                yield from self._single_braces(mark.start())
                yield self._unclosed(mark, following)
                position += 2 if following is not None and following[0] not in _CLOSERS else 1
        yield from self._single_braces(len(self._text))

    def _tag(self, mark: re.Match[str], closer: re.Match[str]) -> Iterator[Tag]:
        self._free_from = closer.end()
        if mark[0] == "{#":
            return
        written = self._text[mark.end() : closer.start()].translate(_STRAIGHT)
        scope = _SCOPE.match(written)
        body = written[scope.end() :] if scope else written
        yield Tag(
            mark[0] == "{{",
            Scope(scope[1]) if scope else Scope.HERE,
            " ".join(body.strip().removeprefix("-").removesuffix("-").split()),
            self._text[mark.start() : closer.end()],
            self._paragraph,
            mark.start(),
            closer.end(),
        )

    def _unclosed(self, mark: re.Match[str], following: re.Match[str] | None) -> Fault:
        end = len(self._text)
        if following is not None:
            end = following.end() if following[0] not in _CLOSERS else following.start()
        else:
            self.left_open = self._text[mark.start() :]
        self._free_from = end
        words = excerpt(self._text[mark.start() : end])
        return fault_at(
            self._paragraph,
            "tag-not-closed",
            f"“{words}” has no `{_CLOSERS[mark[0]]}` at its end",
            f"Close it with {_CLOSERS[mark[0]]} in the same paragraph.",
            mark.start(),
            end,
        )

    def _stray(self, mark: re.Match[str]) -> Iterator[Fault]:
        before, self._before = self._before, ""
        begin = max(self._free_from, mark.start() - _REACH)
        brace = self._text.rfind("{", begin, mark.start())
        start = brace if brace >= 0 else begin
        yield from self._single_braces(start)
        self._free_from = mark.end()
        if _is_tag(f"{before} {self._text[: mark.end()]}"):
            # The end of a tag that the paragraph before began, which has been told.
            return
        opener = next(opener for opener, closer in _CLOSERS.items() if closer == mark[0])
        yield fault_at(
            self._paragraph,
            "tag-not-opened",
            f"“{excerpt(self._text[start : mark.end()])}” has no `{opener}` at its beginning",
            f"Begin it with {opener} in the same paragraph, or take the braces away.",
            start,
            mark.end(),
        )

    def _single_braces(self, until: int) -> Iterator[Fault]:
        for found in _SINGLE.finditer(self._text, self._free_from, max(until, self._free_from)):
            yield fault_at(
                self._paragraph,
                "tag-single-brace",
                f"“{excerpt(found[0])}” looks like a tag, but its braces are not those of one",
                "Write {{ … }} for a value and {% … %} for if and for, without a space between the braces.",
                found.start(),
                found.end(),
            )
