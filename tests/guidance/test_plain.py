"""Messages and letters write a day alike, though each has its own way there."""

from __future__ import annotations

import datetime as dt

from mas_docs.documents import dates
from mas_docs.guidance import plain


def test_messages_and_letters_write_a_day_alike() -> None:
    """An office would compare a warning with its letter, and find two spellings of one date."""
    for day in (dt.date(2028, 1, 1) + dt.timedelta(days=number) for number in range(366)):
        assert plain.long_date(day) == dates.long_date(day)
