"""What a YAML reader stumbles over, in plain words: the reader's own terms mean nothing to a social worker."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """A place where the text is no YAML.

    Attributes:
        line: counted from 1.
        column: counted from 1.
        id: a stable name.
        message: one sentence without its full stop.
        remedy: one sentence.
    """

    line: int
    column: int
    id: str
    message: str
    remedy: str


_QUOTES = "Put the whole value in quotes."

# What PyYAML says (a part of it), our id, what it means, and what to do. The first that fits is taken.
_MEANINGS = (
    ("found character '\\t'", "tab", "A tab is used for spacing here", "Replace it with spaces."),
    (
        "mapping values are not allowed",
        "stray-colon",
        "A colon stands where no key is due, or the indentation is wrong",
        "If the colon belongs to a value, put the whole value in quotes; else line the key up with the others.",
    ),
    (
        "could not find expected ':'",
        "no-colon",
        "This line is neither a key with its colon nor part of the value above",
        "Write it as `key: value`, or check the quotes and the indentation above it.",
    ),
    (
        "found unexpected end of stream",
        "open-quote",
        "A quotation mark opens here and is never closed",
        "Close it; an apostrophe within a value needs double quotes around the value.",
    ),
    (
        "found unexpected document separator",
        "open-quote",
        "A quotation mark is still open here",
        "Close it at the end of its value.",
    ),
    ("that cannot start any token", "special-sign", "A value may not begin with this sign", _QUOTES),
    (
        "found unknown escape",
        "backslash",
        "A backslash within double quotes means nothing here",
        "Write it twice: \\\\",
    ),
    (
        "expected escape sequence",
        "backslash",
        "A backslash within double quotes is not followed by a character's number",
        "Write it twice, \\\\, if it stands for itself.",
    ),
    (
        "expected ',' or",
        "open-bracket",
        "Between the bracket that opened before and this point a comma or the closing bracket is missing",
        "Close the bracket, or put values with quotation marks, brackets or colons in quotes.",
    ),
    (
        "sequence entries are not allowed",
        "stray-hyphen",
        "An entry of a list begins where none is due",
        "Begin the list on the line below its key, or put a value that begins with a hyphen in quotes.",
    ),
    (
        "expected <block end>",
        "indentation",
        "This does not fit what stands above it",
        "Line it up with the keys it belongs to; a value that begins with a quotation mark must end with it.",
    ),
    (
        "expected the node content",
        "special-sign",
        "A value is due before this sign",
        "Write the value, or put it in quotes if it begins with this sign.",
    ),
    (
        "block scalar",
        "special-sign",
        "After > or | at the beginning of a value its text starts on the next line",
        _QUOTES,
    ),
    ("chomping", "special-sign", "After > or | at the beginning of a value its text starts on the next line", _QUOTES),
    ("indentation indicator", "special-sign", "After > or | at the beginning of a value no 0 can stand", _QUOTES),
    ("directive", "special-sign", "A line may not begin with %", _QUOTES),
    (
        "expected '<document start>'",
        "indentation",
        "This does not fit what stands above it",
        "Line it up with the keys.",
    ),
    ("tag", "tag", "A value begins with an exclamation mark", _QUOTES),
    ("alias", "alias", "A value begins with *", _QUOTES),
    ("anchor", "anchor", "A value begins with &", _QUOTES),
)
_OTHERWISE = (
    "not-yaml",
    "This cannot be read",
    "Check the quotes, brackets, colons and indentation here and just above.",
)

_TOLD_AT_ITS_BEGINNING = ("could not find expected ':'", "found unexpected end of stream")


def told_at_its_beginning(problem: str) -> bool:
    """Whether the fault is seen where the value began, rather than where the reader noticed."""
    return problem.startswith(_TOLD_AT_ITS_BEGINNING)


def explained(line: int, column: int, problem: str, context: str = "") -> SyntaxFault:
    """Say in plain words what the reader said.

    Args:
        line: counted from 1.
        column: counted from 1.
        problem: what the reader found.
        context: what it was about when it found it.
    """
    for said in (problem, context):
        for words, kind, message, remedy in _MEANINGS:
            if words in said:
                return SyntaxFault(line, column, kind, message, remedy)
    kind, message, remedy = _OTHERWISE
    return SyntaxFault(line, column, kind, message, remedy)
