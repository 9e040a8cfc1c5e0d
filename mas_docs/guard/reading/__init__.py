"""Every word that a recipient could read or find out of a file that is to be sealed; and what cannot be searched."""

from __future__ import annotations

from mas_docs.guard.reading.confined import MemberReader, read_member
from mas_docs.guard.reading.plain import calendar_words
from mas_docs.guard.reading.stretches import MemberText, Stretch, name_text, printed_text

__all__ = ["MemberReader", "MemberText", "Stretch", "calendar_words", "name_text", "printed_text", "read_member"]
