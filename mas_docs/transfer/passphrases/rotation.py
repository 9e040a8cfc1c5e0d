"""When a standard passphrase is due to be renewed, and how whoever seals is told (guidance 4.10)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from mas_docs.board import PassphrasePolicy
from mas_docs.guidance.plain import counted, long_date
from mas_docs.guidance.timescales import add

REMINDED_BEFORE = dt.timedelta(days=14)
"""How long before the day whoever seals is reminded."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """When a passphrase is to be renewed.

    Attributes:
        by: the last day on which it is in time.
        days_left: from today to that day; less than nothing once it has passed.
    """

    by: dt.date
    days_left: int

    @property
    def overdue(self) -> bool:
        """Whether that day has passed."""
        return self.days_left < 0

    @property
    def near(self) -> bool:
        """Whether it is time to be reminded, or past it."""
        return self.days_left <= REMINDED_BEFORE.days

    def __str__(self) -> str:
        """As a clause: `to be renewed by 20 May 2027, in 9 days`."""
        if self.overdue:
            return f"was to be renewed by {long_date(self.by)}, {counted(-self.days_left, 'day')} ago"
        if not self.near:
            return f"to be renewed by {long_date(self.by)}"
        when = f"in {counted(self.days_left, 'day')}" if self.days_left else "today"
        return f"to be renewed by {long_date(self.by)}, {when}"


def rotation(issued: dt.date, policy: PassphrasePolicy, today: dt.date) -> Rotation:
    """When a standard passphrase is to be renewed by the board's own rule.

    Args:
        issued: the day it was drawn or set.
        policy: the board's rule, `passphrase: {rotate_every: …}`.
        today: the day on which it is asked.
    """
    by = add(issued, policy.rotate_every)
    return Rotation(by, (by - today).days)


def rotation_reminder(issued: dt.date, policy: PassphrasePolicy, today: dt.date) -> str | None:
    """What to tell whoever seals with a standard passphrase, from two weeks before it is due on; None before.

    Args:
        issued: the day it was drawn or set.
        policy: the board's rule.
        today: the day of sealing.
    """
    due = rotation(issued, policy, today)
    if not due.near:
        return None
    if due.overdue:
        return (
            f"The standard passphrase is overdue: it {due}. It works still, but everybody who ever had it can open "
            "what is sealed with it. Ask the Business Unit for a new one; there, draw it: mas-docs passphrase new."
        )
    return f"The standard passphrase is {due}. The Business Unit draws the next one: mas-docs passphrase new."
