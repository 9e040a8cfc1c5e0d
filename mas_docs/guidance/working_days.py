"""Which days the offices work: not at weekends, not on bank holidays, not on days of the board's own.

The guidance counts calendar days. Working days never move a date; they only say that it falls badly, and which working
day *before* it would do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from mas_docs.board import Board, Holidays
from mas_docs.errors import InvalidCaseError
from mas_docs.guidance.plain import weekday

_SATURDAY = 5
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The working days of one board.

    Attributes:
        settings: the country and the part of it whose public holidays count, and days of the board's own.
    """

    settings: Holidays

    @classmethod
    def of(cls, board: Board) -> WorkingDays:
        """The working days by the board's settings."""
        return cls(board.holidays)

    def why_not_working(self, day: dt.date) -> str | None:
        """Why nobody works on that day (`New Year's Day`, `Saturday`), or None on a working day.

        Raises:
            InvalidCaseError: the settings name a country, or a part of one, whose holidays are not known.
        """
        public = _public_holidays(self.settings.country, self.settings.subdivision, day.year)
        if day in public:
            return public[day]
        if day in self.settings.extra:
            return "a holiday of the board's own"
        return weekday(day) if day.weekday() >= _SATURDAY else None

    def working_day_before(self, day: dt.date) -> dt.date:
        """The last working day before that day; the day is not itself considered.

        Raises:
            InvalidCaseError: as for `why_not_working`.
        """
        before = day
        while before > dt.date.min:
            before -= _ONE_DAY
            if self.why_not_working(before) is None:
                break
        return before


@lru_cache(maxsize=256)
def _public_holidays(country: str, subdivision: str | None, year: int) -> Mapping[dt.date, str]:
    """The public holidays of one year by their English names, substitute days among them."""
    from holidays import country_holidays  # a tenth of a second that `--help` need not spend

    try:
        found = country_holidays(country, subdiv=subdivision, years=year, observed=True, language="en_GB")
    except NotImplementedError:
        part = f", subdivision '{subdivision}'" if subdivision else ""
        raise InvalidCaseError(
            f"The public holidays of country '{country}'{part} are not known",
            where="board.yaml",
            remedy="For Wales write holidays: {country: GB, subdivision: WLS}.",
        ) from None
    return dict(found.items())
