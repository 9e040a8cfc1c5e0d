"""Layers of a PDF (optional content, ISO 32000-2, 8.11): what its default view hides is taken out for good."""

from __future__ import annotations

from typing import Any

from mas_docs.papers.cleaning.hidden_content import without_hidden
from mas_docs.papers.cleaning.pruning import empty_form
from mas_docs.papers.cleaning.refusal import CannotTravelError
from mas_docs.papers.cleaning.streams import StreamReader
from mas_docs.papers.faults import DAMAGED

_DEEPEST_EXPRESSION = 32


class Layers:
    """Which layers of a PDF are hidden when it is opened.

    Args:
        pdf: an open PDF.
        reader: reads its streams.
    """

    def __init__(self, pdf: Any, reader: StreamReader) -> None:
        import pikepdf

        self._pike = pikepdf
        self._pdf = pdf
        self._reader = reader
        self._hidden: set[tuple[int, int]] = set()
        self._seen: set[tuple[int, int]] = set()
        properties = pdf.Root.get("/OCProperties")
        if isinstance(properties, pikepdf.Dictionary):
            self._hidden = self._hidden_by_default(properties)

    def hides(self, group: Any) -> bool:
        """Whether the default view hides what belongs to this group, or to groups joined by a rule."""
        if not self._hidden or not isinstance(group, self._pike.Dictionary):
            return False
        if group.get("/Type") != "/OCMD":
            return group.objgen in self._hidden
        expression = group.get("/VE")
        if isinstance(expression, self._pike.Array):
            return not self._holds(expression, _DEEPEST_EXPRESSION)
        return not self._policy_shows(group)

    def take_out_hidden(self, pages: list[Any]) -> None:
        """Take out of the pages' content what is hidden; without hidden layers, nothing is read.

        Raises:
            CannotTravelError: content that must be read for this cannot be.
        """
        if not self._hidden:
            return
        for number, page in enumerate(pages, 1):
            self._clear_page(number, page)

    def _hidden_by_default(self, properties: Any) -> set[tuple[int, int]]:
        view = properties.get("/D")
        if not isinstance(view, self._pike.Dictionary):
            return set()
        everything = self._groups(properties.get("/OCGs"))
        hidden = set(everything) if view.get("/BaseState") == "/OFF" else set()
        hidden -= set(self._groups(view.get("/ON")))
        hidden |= set(self._groups(view.get("/OFF")))
        for usage in self._dictionaries(view.get("/AS")):
            if usage.get("/Event") == "/View":
                self._apply_usage(usage, hidden)
        return hidden

    def _apply_usage(self, usage: Any, hidden: set[tuple[int, int]]) -> None:
        for group in self._dictionaries(usage.get("/OCGs")):
            told = group.get("/Usage")
            told = told.get("/View") if isinstance(told, self._pike.Dictionary) else None
            state = told.get("/ViewState") if isinstance(told, self._pike.Dictionary) else None
            if state == "/OFF":
                hidden.add(group.objgen)
            elif state == "/ON":
                hidden.discard(group.objgen)

    def _dictionaries(self, listed: Any) -> list[Any]:
        if isinstance(listed, self._pike.Dictionary):
            return [listed]
        if not isinstance(listed, self._pike.Array):
            return []
        return [item for item in listed if isinstance(item, self._pike.Dictionary)]

    def _groups(self, listed: Any) -> list[tuple[int, int]]:
        return [group.objgen for group in self._dictionaries(listed)]

    def _policy_shows(self, membership: Any) -> bool:
        hidden = [group in self._hidden for group in self._groups(membership.get("/OCGs"))]
        if not hidden:
            return True
        shows = {
            "/AllOn": not any(hidden),
            "/AnyOff": any(hidden),
            "/AllOff": all(hidden),
        }
        return shows.get(str(membership.get("/P", "/AnyOn")), not all(hidden))

    def _holds(self, expression: Any, deepest: int) -> bool:
        """Whether a rule of /And, /Or and /Not over groups shows; one too deep or of no such form hides."""
        if isinstance(expression, self._pike.Dictionary):
            return expression.objgen not in self._hidden
        if not isinstance(expression, self._pike.Array) or not len(expression) or not deepest:
            return False
        operator, *operands = list(expression)
        values = [self._holds(operand, deepest - 1) for operand in operands]
        if operator == "/Not":
            return not any(values)
        return all(values) if operator == "/And" else any(values)

    def _clear_page(self, number: int, page: Any) -> None:
        """Clear a page, and all forms and patterns it draws with, one after another."""
        content = page.get("/Contents")
        resources = page["/Resources"]
        hidden = self._hidden_names(resources)
        if hidden and content is not None:
            page["/Contents"] = self._pdf.make_stream(self._cleared(self._page_content(number, page), hidden, number))
        ahead = [resources]
        while ahead:
            resources = ahead.pop()
            for stream in self._drawn(resources):
                own = stream.get("/Resources")
                own = own if isinstance(own, self._pike.Dictionary) else resources
                if stream.objgen in self._seen:
                    continue
                self._seen.add(stream.objgen)
                hidden = self._hidden_names(own)
                if hidden:
                    stream.write(self._cleared(self._whole(number, stream), hidden, number))
                if own is not resources:
                    ahead.append(own)

    def _page_content(self, number: int, page: Any) -> bytes:
        content = page["/Contents"]
        parts = list(content) if isinstance(content, self._pike.Array) else [content]
        return b"\n".join(self._whole(number, part) for part in parts)

    def _whole(self, number: int, stream: Any) -> bytes:
        content = self._reader.whole(stream) if isinstance(stream, self._pike.Stream) else None
        if content is None:
            raise CannotTravelError(DAMAGED, [number])
        return content

    def _cleared(self, content: bytes, hidden: frozenset[str], number: int) -> bytes:
        try:
            parsed = self._pike.parse_content_stream(self._pdf.make_stream(content))
        except self._pike.PdfError:
            raise CannotTravelError(DAMAGED, [number]) from None
        return self._pike.unparse_content_stream(without_hidden(parsed, hidden))

    def _hidden_names(self, resources: Any) -> frozenset[str]:
        properties = resources.get("/Properties")
        if not isinstance(properties, self._pike.Dictionary):
            return frozenset()
        return frozenset(name for name, group in properties.items() if group is not None and self.hides(group))

    def _drawn(self, resources: Any) -> list[Any]:
        """The forms, patterns and drawn letters among resources; what is hidden as a whole is replaced by nothing."""
        found = [stream for _, stream in self._streams(resources, "/Pattern")]
        for name, stream in self._streams(resources, "/XObject"):
            if "/OC" in stream and self.hides(stream["/OC"]):
                resources["/XObject"][name] = empty_form(self._pdf)
            elif stream.get("/Subtype") == "/Form":
                found.append(stream)
        for state in self._dictionaries_of(resources, "/ExtGState"):
            found += [stream for name, stream in self._streams(state, "/SMask") if name == "/G"]
        for font in self._dictionaries_of(resources, "/Font"):
            own = font.get("/Resources")
            for _, stream in self._streams(font, "/CharProcs"):
                if isinstance(own, self._pike.Dictionary) and "/Resources" not in stream:
                    stream.Resources = own  # taken out again by pruning: letters have no resources of their own
                found.append(stream)
        return found

    def _streams(self, holder: Any, key: str) -> list[tuple[str, Any]]:
        named = holder.get(key)
        items = list(named.items()) if isinstance(named, self._pike.Dictionary) else []
        return [(name, item) for name, item in items if isinstance(item, self._pike.Stream)]

    def _dictionaries_of(self, holder: Any, key: str) -> list[Any]:
        named = holder.get(key)
        items = list(named.values()) if isinstance(named, self._pike.Dictionary) else []
        return [item for item in items if isinstance(item, self._pike.Dictionary)]
