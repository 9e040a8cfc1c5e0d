"""Which tags belong together: the blocks of if and for, and those that lack an end or a beginning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mas_docs.template_check.faults import Fault, excerpt
from mas_docs.template_check.statements import BEGINNINGS, MIDDLES, Statement

_ENDS = {end: beginning for beginning, end in BEGINNINGS.items()}


@dataclass(slots=True, eq=False)
class Branch:
    """A beginning, `elif` or `else` of a block, and what stands up to the next."""

    statement: Statement
    content: list[Statement | Block] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Block:
    """A block.

    Attributes:
        branches: its beginning, and each `elif` and `else`.
        end: its end; None where it has none.
    """

    branches: list[Branch]
    end: Statement | None = None

    @property
    def word(self) -> str:
        """`if`, `for` or `with`."""
        return self.branches[0].statement.word

    @property
    def statements(self) -> list[Statement]:
        """Its own tags in order: the beginning, the middles, the end."""
        return [branch.statement for branch in self.branches] + ([self.end] if self.end else [])


@dataclass(frozen=True, slots=True)
class Blocks:
    """All that stands in a part, in order, with the blocks within one another; and what is wrong with these."""

    content: list[Statement | Block]
    all: tuple[Block, ...]
    faults: tuple[Fault, ...]


def find_blocks(statements: Sequence[Statement]) -> Blocks:
    """Find the blocks; one that lacks its end reaches to where the block around it ends."""
    finder = _Finder(statements)
    for place, statement in enumerate(statements):
        finder.take(place, statement)
    finder.close_all()
    return Blocks(finder.content, tuple(finder.blocks), tuple(finder.faults))


class _Finder:
    def __init__(self, statements: Sequence[Statement]) -> None:
        self._statements = statements
        self._open: list[Block] = []
        self.content: list[Statement | Block] = []
        self.blocks: list[Block] = []
        self.faults: list[Fault] = []

    def take(self, place: int, statement: Statement) -> None:
        if statement.word in BEGINNINGS:
            block = Block([Branch(statement)])
            self._here().append(block)
            self.blocks.append(block)
            self._open.append(block)
        elif statement.word in MIDDLES:
            self._middle(statement)
        elif statement.word in _ENDS:
            self._end(place, statement)
        else:
            self._here().append(statement)

    def close_all(self) -> None:
        while self._open:
            self._not_closed(self._open.pop())

    def _here(self) -> list[Statement | Block]:
        return self._open[-1].branches[-1].content if self._open else self.content

    def _middle(self, statement: Statement) -> None:
        if not self._open or (self._open[-1].word == "for" and statement.word == "elif"):
            self._not_opened(statement, "if")
        else:
            self._open[-1].branches.append(Branch(statement))

    def _end(self, place: int, statement: Statement) -> None:
        word = _ENDS[statement.word]
        if not self._open:
            self._not_opened(statement, word)
        elif self._open[-1].word == word:
            self._open.pop().end = statement
        elif self._is_wrong_end(place, word):
            self._wrong_end(self._open.pop(), statement)
        else:
            while self._open[-1].word != word:
                self._not_closed(self._open.pop())
            self._open.pop().end = statement

    def _is_wrong_end(self, place: int, word: str) -> bool:
        """Whether this end was written for the innermost block, as `endfor` in the place of `endif`."""
        waiting = [block.word for block in self._open]
        if word not in waiting:
            return True
        needed = self._ends_to_come(place, word) >= waiting.count(word)
        return needed and self._ends_to_come(place, waiting[-1]) < waiting.count(waiting[-1])

    def _ends_to_come(self, place: int, word: str) -> int:
        """How many ends of a kind follow that no later beginning needs."""
        words = [statement.word for statement in self._statements[place + 1 :]]
        return words.count(BEGINNINGS[word]) - words.count(word)

    def _wrong_end(self, block: Block, statement: Statement) -> None:
        block.end = statement
        first = block.branches[0].statement.tag
        self.faults.append(
            statement.tag.fault(
                "block-wrong-end",
                f"“{excerpt(statement.tag.source)}” ends “{excerpt(first.source)}”, which began {_seen(block)}",
                f"Write {BEGINNINGS[block.word]} in its place.",
            )
        )

    def _not_closed(self, block: Block) -> None:
        tag = block.branches[0].statement.tag
        end = f"{{%{tag.scope} {BEGINNINGS[block.word]} %}}"
        self.faults.append(tag.fault("block-not-closed", f"“{excerpt(tag.source)}” has no end", f"Add {end} after it."))

    def _not_opened(self, statement: Statement, word: str) -> None:
        tag = statement.tag
        message = f"“{excerpt(tag.source)}” stands where no `{word}` is open"
        self.faults.append(tag.fault("block-not-opened", message, f"Take it away, or begin with {{% {word} … %}}."))


def _seen(block: Block) -> str:
    place = block.branches[0].statement.tag.paragraph.place
    return f"in {place}" if place else "before it"
