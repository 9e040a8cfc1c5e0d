"""The names of one document, and what to say of one that it does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from mas_docs.catalogue import DOCUMENTS, ChildrenShown, Document, OnePer
from mas_docs.findings import did_you_mean
from mas_docs.template_check.schema import Kind, Schema, contexts_of, schema_of
from mas_docs.template_check.values import Value

Told = tuple[str, str, str]
"""A fault's id, message and remedy."""

_CHOICES = (("event", "status"), ("papers", "status"), ("next_meeting", "kind"))
"""Fields that hold one of a few words, with which a template may compare them."""


class Names:
    """What the template of a document may name."""

    def __init__(self, document: Document) -> None:
        self.schema: Schema = schema_of(document)
        self._document = document

    @property
    def see(self) -> str:
        """Where all names of the document are listed."""
        return f"See mas-docs templates fields {self._document.key}."

    def lists(self) -> list[str]:
        """The lists at the top, by name."""
        return sorted(name for name, field in self.schema.root.parts.items() if field.kind is Kind.LIST)

    def choices(self, path: tuple[str, ...]) -> frozenset[str]:
        """The words that a field can be in this document; nothing where it can be any."""
        return _words_at(self._document, path) if path in _CHOICES else frozenset()

    def unknown_name(self, name: str, bound: Iterable[str]) -> Told:
        """What to say of a name that is not there."""
        if name in self.schema.absent:
            state = self.schema.absent[name]
            message = f"The template names `{name}`, which this form does not have when it is {state}"
            return "field-not-here", message, f"Use what stands under form. {self.see}"
        if name == "children" and self._document.children is ChildrenShown.NOT_AT_ALL:
            return "field-not-here", "The template names `children`, whom this document may not show", self.see
        if name in ("recipient", "line_manager") and self._document.one_per is not OnePer.RECIPIENT:
            message = f"The template names `{name}`, but this document is the same for all who get it"
            return "field-not-here", message, self.see
        if _elsewhere((name,)):
            return "field-not-here", f"The template names `{name}`, which this document does not have", self.see
        message = f"The template names `{name}`, which does not exist"
        return "unknown-field", message, self._near(name, (*self.schema.root.parts, *bound))

    def unknown_part(self, group: Value, part: str) -> Told:
        """What to say of a part that a value does not have."""
        field, words = group.field, f"{group.words}.{part}"
        if field is not None and field.kind is Kind.LIST:
            message = f"The template names `{words}`, but `{group.words}` is a list"
            return "unknown-field", message, f"Repeat over it: {{% for item in {group.words} %}}{{{{ item.{part} }}}}."
        if field is not None and field.kind is not Kind.GROUP:
            message = f"The template names `{words}`, but `{group.words}` is a {field.kind} and holds nothing more"
            return "unknown-field", message, self.see
        path = (*group.path, part)
        if path == ("children", "name"):
            return "field-not-here", f"The template names `{words}`, but this document may not name a child", self.see
        if _elsewhere(path):
            return "field-not-here", f"The template names `{words}`, which this document does not have", self.see
        message = f"The template names `{words}`, which does not exist"
        return "unknown-field", message, self._near(part, field.parts if field else ())

    def never_true(self, words: str, written: str, allowed: Iterable[str]) -> Told:
        """What to say of a comparison with a word that a field never is."""
        known = sorted(allowed)
        message = f"`{words}` is never “{written}” in this document"
        quoted = ", ".join(f"“{word}”" for word in known)
        return "condition-never-true", message, f"{did_you_mean(written, known)}It can be {quoted}."

    def _near(self, written: str, known: Iterable[str]) -> str:
        return f"{did_you_mean(written, known)}{self.see}"


@lru_cache(maxsize=256)
def _elsewhere(path: tuple[str, ...]) -> bool:
    """Whether any document has a field."""
    return any(schema_of(document).find(path) is not None for document in DOCUMENTS)


@lru_cache(maxsize=256)
def _words_at(document: Document, path: tuple[str, ...]) -> frozenset[str]:
    contexts = (context.values for context in contexts_of(document))
    return frozenset(word for values in contexts for word in _at(values, path))


def _at(value: object, path: tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _at(item, path)
    elif not path:
        yield from ([value] if isinstance(value, str) else [])
    elif isinstance(value, dict) and path[0] in value:
        yield from _at(value[path[0]], path[1:])
