"""Any Word template, compiled once: what docxtpl makes of it, part by part, without reading it anew each time.

docxtpl opens, patches and compiles a template for each document. Here that is done once (`compile_docx`), and constant
parts are compressed once. What this cannot do goes docxtpl's way by itself: pictures, sub-documents, links and replaced
files, values that can be read only once, and every error, which is docxtpl's own.

It is as lax as docxtpl: a stray `<` in a value loses what follows. The product's documents are made by `rendering.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jinja2

from mas_docs.documents.word import docxtpl_way as way
from mas_docs.documents.word.archive import Member, archive_of, member

_RELATED = re.compile(r' r:[a-z]+="([^"]*)"')
_DEPTH = 6
# What Jinja's own lexer and compiler go by; a change of any of them asks for another template.
_READ_BY = (
    "autoescape",
    "block_start_string",
    "block_end_string",
    "variable_start_string",
    "variable_end_string",
    "comment_start_string",
    "comment_end_string",
    "line_statement_prefix",
    "line_comment_prefix",
    "trim_blocks",
    "lstrip_blocks",
    "newline_sequence",
    "keep_trailing_newline",
    "undefined",
    "sandboxed",
    "optimized",
    "is_async",
)


class _ItsOwnWay(Exception):  # noqa: N818 - it never leaves this module
    """A rendering needs docxtpl's own way; `template` is the one that a value belongs to, None where none does."""

    def __init__(self, template: Any = None) -> None:
        super().__init__()
        self.template = template


@dataclass(frozen=True, slots=True, eq=False)
class CompiledDocument:
    """A Word template that was compiled.

    Attributes:
        content: the .docx file.
        sources: what is rendered of it; None where only docxtpl's own way will do.
        constant: the parts that are the same in every document, compressed.
    """

    content: bytes
    sources: way.Sources | None
    constant: Mapping[str, Member]

    def render(
        self,
        context: Mapping[str, object],
        *,
        environment: jinja2.Environment | None = None,
        autoescape: bool = False,
        template: Any = None,
    ) -> bytes:
        """Make a document.

        Args:
            context: the names that the template may use.
            environment: Jinja's environment; None for its default.
            autoescape: whether values are escaped; where an environment is given it is told so, as docxtpl does.
            template: the `DocxTemplate` of the same file with which pictures, links and sub-documents were made, or in
                which files are to be replaced; None where there are none.

        Returns:
            The file; each part is what docxtpl makes of it.

        Raises:
            Exception: whatever docxtpl raises.
        """
        if environment is not None and autoescape:
            environment.autoescape = True
        own = template
        try:
            if template is None or way.is_as_loaded(template):
                return self._rendered(context, _environment(environment, autoescape=autoescape))
        except _ItsOwnWay as needed:
            own = needed.template or template
        except Exception:  # noqa: BLE001, S110 - docxtpl's way raises its own
            pass
        own = way.its_template(self.content) if own is None else own
        return way.rendered_by_docxtpl(own, context, environment, autoescape=autoescape)

    def _rendered(self, context: Mapping[str, object], environment: jinja2.Environment) -> bytes:
        if self.sources is None:
            raise _ItsOwnWay
        _check_values(context, _DEPTH)
        made = {name: _member(name, xml) for name, xml in _parts(self.sources, context, environment)}
        return archive_of([made.get(name) or self.constant[name] for name in self.sources.parts])


def compile_docx(content: bytes) -> CompiledDocument:
    """Compile a template.

    Args:
        content: a .docx file.

    Raises:
        Exception: whatever docxtpl raises for a file that it cannot open.
    """
    sources = way.sources_of(content)
    parts = {} if sources is None else sources.parts
    constant = {name: member(name, xml, constant=True) for name, xml in parts.items()}
    return CompiledDocument(content, sources, constant)


@lru_cache(maxsize=64)
def _member(name: str, xml: bytes) -> Member:
    """A rendered part; headers, footers and properties come again and again."""
    return member(name, xml)


def _environment(given: jinja2.Environment | None, *, autoescape: bool) -> jinja2.Environment:
    """The environment, watching for values that belong to docxtpl."""
    if given is None:
        return _default_environment(autoescape)
    if given.finalize is not None:
        raise _ItsOwnWay
    return given


@lru_cache
def _default_environment(autoescape: bool) -> jinja2.Environment:  # noqa: FBT001 - lru_cache takes it by its place
    return jinja2.Environment(autoescape=autoescape)  # noqa: S701 - docxtpl's caller decides


@lru_cache(maxsize=256)
def _compiled(source: str, environment: jinja2.Environment, _read_by: tuple[object, ...]) -> jinja2.Template:
    return environment.overlay(finalize=_watched).from_string(source)


def _watched(value: object) -> object:
    """A value that is printed; a picture or a sub-document is put in by docxtpl alone."""
    template = way.made_with(value)
    if template is not None:
        raise _ItsOwnWay(template)
    return value


def _check_values(value: object, depth: int) -> None:
    """Look for what must not be touched before docxtpl does: its own values, and what can be read only once."""
    if isinstance(value, str | int | None):
        return
    if isinstance(value, Mapping):
        within: list[object] = list(value.values())
    elif isinstance(value, list | tuple):
        within = list(value)
    elif isinstance(value, Iterator):
        raise _ItsOwnWay
    else:
        _watched(value)
        return
    for item in within if depth else ():
        _check_values(item, depth - 1)


def _parts(
    sources: way.Sources, context: Mapping[str, object], environment: jinja2.Environment
) -> Iterator[tuple[str, bytes]]:
    """Every part that is rendered, in docxtpl's order."""
    reading = tuple(getattr(environment, name) for name in _READ_BY)

    def rendered(source: str, known: bytes, finish: Callable[[str], bytes]) -> bytes:
        xml = way.finished_text(_compiled(source, environment, reading).render(context))
        _check_relations(xml, known)
        return finish(xml)

    name, source = sources.body
    yield name, rendered(source, _relations(sources, name), lambda xml: way.finished_body(xml, sources.frame))
    for name, source in sources.letterhead:
        yield name, rendered(source, _relations(sources, name), way.finished_head)
    name, root, templates = sources.properties
    values = ((key, _compiled(text, environment, reading).render(context)) for key, text in templates.items())
    yield name, way.finished_properties(root, tuple(values))
    for name, source in sources.footnotes:
        yield name, rendered(source, _relations(sources, name), str.encode)


def _relations(sources: way.Sources, name: str) -> bytes:
    folder, _, file = name.rpartition("/")
    return sources.parts.get(f"{folder}/_rels/{file}.rels", b"")


def _check_relations(xml: str, known: bytes) -> None:
    """A link or a picture that the template does not have was made with a template of docxtpl."""
    for identity in set(_RELATED.findall(xml)):
        if f'"{identity}"'.encode() not in known:
            raise _ItsOwnWay
