"""Names inside a package: safe on every system, different on all of them."""

from __future__ import annotations

import pytest

from mas_docs.transfer.member_names import fault_among_names, fault_in_name


@pytest.mark.parametrize(
    "name",
    ["letter.docx", "papers/Cynllun Tŷ.pdf", "A & B <1>.txt".replace("<1>", "1"), "#1.pdf", "-x", ".hidden", "令.pdf"],
)
def test_ordinary_names_are_allowed(name: str) -> None:
    """Otherwise staff would have to rename good files."""
    assert fault_in_name(name) == ""


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", "empty"),
        *((name, "stay inside") for name in ("/a", "a//b", "a/", "..", "../a", "a/../b", "./a", "a/.")),
        *((name, "Windows allows") for name in ("a\\b", "C:a", "a?", "a*", 'a"', "a|b", "<a>")),
        *((name, "Windows drops") for name in ("a.", "a ", "a./b", "a /b")),
        *(
            (name, "device")
            for name in ("con", "NUL.txt", "aux.tar.gz", "a/COM1", "lpt9.pdf", "com¹", "CONIN$", "nul .a")
        ),
        *((name, "printed") for name in ("a\nb", "a\0b", "a\x7fb", "a\u2028b", "a\ud800b", "fdp\u202egnp.exe")),
        ("a" * 256, "too long"),
        ("/".join(["a" * 200] * 3), "too long"),
    ],
)
def test_unsafe_names_are_refused(name: str, fault: str) -> None:
    """Otherwise a package could write outside its folder, or not be taken out on Windows."""
    assert fault in fault_in_name(name)


@pytest.mark.parametrize(
    ("names", "culprit"),
    [
        (["a.pdf", "b/a.pdf", "b/c.pdf"], ""),
        (["a.pdf", "a.pdf"], "a.pdf"),
        (["a.pdf", "A.PDF"], "A.PDF"),
        (["Tŷ.pdf", "Ty\u0302.pdf"], "Ty\u0302.pdf"),
        (["STRASSE", "straße"], "straße"),
        (["a", "A/b"], "A/b"),
        (["a/b", "A"], "A"),
    ],
)
def test_names_that_are_one_on_some_system_are_found(names: list[str], culprit: str) -> None:
    """Otherwise one paper would overwrite another on the recipient's laptop."""
    assert fault_among_names(names)[0] == culprit
