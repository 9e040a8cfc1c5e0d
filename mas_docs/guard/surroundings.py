"""Whether a name that a text seems to give is one: not two people's side by side, part of a longer one, an adult's."""

from __future__ import annotations

import re

from mas_docs.guard.folding import FoldedText
from mas_docs.guard.name_finding import Candidate, Kind
from mas_docs.guard.name_words import ADULT_TITLES, CHILD_LABELS, COMMON, NO_NAMES, PARTICLES, PROFESSIONAL_TITLES
from mas_docs.guard.separators import Gap, gap_kind

_AFTER_INITIAL = re.compile(r"\.?[ \t]?")
_AND_ANOTHER = re.compile(r"(?:\s+(?:and|a|ac)\s+|\s*&\s*)(?P<another>[^\W\d_]+)", re.IGNORECASE)
_MONTHS = frozenset({"may", "mai", "april", "june", "july", "august", "mar", "jan", "jun"})
_LISTS = frozenset(",;:")
_TWO = 2
_LINE_BREAK = re.compile(r"[\r\n\f\v]")

KIN = (
    r"(?:birth |biological |natural |adoptive |foster |step-?|maternal |paternal |great-?|grand)*"
    r"(?:mother|father|mam|mum|dad|tad|parent|nan|nana|nain|taid|mamgu|tadcu|grandma|grandad|aunt|auntie|uncle"
    r"|modryb|ewythr|partner|husband|wife|boyfriend|girlfriend|carer|neighbour|friend|mgm|mgf|pgm|pgf)"
)
"""The words for adults around a child, as a pattern for folded text."""
_POST = (
    r"(?:[^\W\d_]+[ /&-]{1,3}){0,4}"
    r"(?:visitor|worker|teacher|headteacher|head|police|constable|sergeant|inspector|officer|nurse|midwife|gp|doctor"
    r"|paediatrician|consultant|psychologist|psychiatrist|manager|chair|coordinator|co-ordinator|facilitator|solicitor"
    r"|practitioner|lead|senco|alnco|hv|sw|ssw|iro|counsellor|therapist|assistant|mentor|minutes|minute taker)"
)
_ADULT_AFTER = re.compile(
    rf"\s?(?:\(|,\s|\s[-\u2013\u2014]\s)\s?(?:the |his |her |their |childrens )?(?:{KIN}|{_POST})\s*(?:\)|;|[\r\n]|$)"
)


class Surroundings:
    """What stands around the names of one text.

    Args:
        text: the text.
        given: first names of the workspace's children and of the people whom the case knows, folded.
        surnames: likewise their surnames.
    """

    def __init__(self, text: FoldedText, given: frozenset[str], surnames: frozenset[str]) -> None:
        self._text = text
        self._given = given
        self._surnames = surnames

    def belongs_to_others(self, found: Candidate) -> bool:
        """Whether the words are rather parts of two names, or of one that goes on.

        In `Nia Price, Owen Tudor` nobody is called Owen Price; nor where one name ends a line and another one begins
        the next; nor in `Owen Price-Jones`.
        """
        first, last = found.words[0], found.words[-1]
        if found.kind is Kind.SHARED:
            return self._is_name(first - 1, first) or self._goes_on(last)
        if found.kind is Kind.TURNED:
            return self._is_list_of_first_names(found) or self._is_between_names(first, last)
        if found.gap is not Gap.PLAIN:
            # Of somebody called Owen Owen nobody can tell which is the surname.
            is_double = self._text.words[first] == self._text.words[last]
            has_comma = ", " in self._text.plain[found.start : found.end]
            is_list = self._is_list_of_first_names(found) if is_double else has_comma
            return is_list or self._is_between_names(first, last)
        return self._is_part_of_longer(first, last)

    def _is_list_of_first_names(self, found: Candidate) -> bool:
        """`Owen, Dylan and May Pritchard`, or `OWEN A DYLAN`: of the former, Dylan's surname is Pritchard."""
        text = self._text
        within = text.plain[found.start : found.end]
        if found.gap is Gap.PLAIN:
            return found.words[-1] - found.words[0] >= len(found.words)
        listed = _AND_ANOTHER.match(text.plain, found.end)
        if "," not in within or listed is None:
            return False
        another = text.word_at(listed.start("another"))
        return self._is_name(another, another - 1) and self._is_name(another + 1, another)

    def _is_between_names(self, first: int, last: int) -> bool:
        if first and self._text.gap(first - 1, first) == "-":
            return True
        if not self._is_name(first - 1, first):
            return self._is_wrapped_in_list(first) and self._is_name(last + 1, last)
        before = self._text.words[first - 1]
        return before in self._given or before in ADULT_TITLES or self._is_name(last + 1, last)

    def _is_wrapped_in_list(self, first: int) -> bool:
        """Whether a name of a list was divided by the end of a line: `…, Gareth` and then `Davies, Catrin Williams`."""
        text = self._text
        if first < _TWO or not text.written(first - 1)[0].isupper():
            return False
        divided = text.gap(first - 1, first)
        return (
            divided.isspace()
            and _LINE_BREAK.search(divided) is not None
            and text.gap(first - 2, first - 1)[:1] in _LISTS
        )

    def _is_part_of_longer(self, first: int, last: int) -> bool:
        text = self._text
        if self._is_name(first - 1, first) and not self._is_name(first - 2, first - 1):
            gap = text.gap(first - 1, first)
            if gap == "-" or (gap == " " and text.words[first - 1] in self._given):
                return True
        return self._goes_on(last) and "-" not in text.plain[text.starts[first] : text.end(last)]

    def _goes_on(self, last: int) -> bool:
        """Whether another surname follows a name: `Price-Jones`, `Price Jones`."""
        text = self._text
        if not self._is_name(last + 1, last):
            return False
        gap = text.gap(last, last + 1)
        is_surname = gap == " " and text.words[last + 1] in self._surnames
        return gap == "-" or (is_surname and not self._is_name(last + 2, last + 1))

    def _is_name(self, number: int, beside: int) -> bool:
        """Whether the word directly before or after another one looks like a part of somebody's name."""
        text = self._text
        if not 0 <= number < len(text.words) or not self._are_close(min(number, beside), max(number, beside)):
            return False
        word = text.words[number]
        if word[0].isdigit() or word in "&+":
            return False
        if word in NO_NAMES:
            return self._is_name_after_all(number, beside)
        if text.written(number)[0].isupper() or (word in PARTICLES and number > beside):
            return True
        return not text.written(beside)[0].isupper() and (word in self._given or word in self._surnames)

    def _is_name_after_all(self, number: int, beside: int) -> bool:
        """Whether a word that is hardly ever a name is one here: `May` but for `3 May`, `A` as an initial."""
        text, word = self._text, self._text.words[number]
        if not text.written(number)[0].isupper():
            return False
        if len(word) == 1:
            return number < beside
        is_known = word in self._given or word in self._surnames
        return word in COMMON and is_known and not self._is_beside_number(number)

    def _is_beside_number(self, number: int) -> bool:
        words = self._text.words
        return (number > 0 and words[number - 1].isdigit()) or (number + 1 < len(words) and words[number + 1].isdigit())

    def _are_close(self, number: int, following: int) -> bool:
        text = self._text
        gap = text.gap(number, following)
        if _LINE_BREAK.search(gap):
            return False
        word = text.words[number]
        if len(word) == 1 or word in ADULT_TITLES:
            return gap_kind(gap) <= Gap.LOOSE or _AFTER_INITIAL.fullmatch(gap) is not None
        return gap_kind(gap) <= Gap.LOOSE

    def is_adults(self, found: Candidate) -> bool:
        """Whether a title, or what follows the name, makes it an adult's: `Dr Nia Price`, `Nia Price (mother)`."""
        return _ADULT_AFTER.match(self._text.low, found.end) is not None or self._title(found) in ADULT_TITLES

    def is_relatives(self, found: Candidate) -> bool:
        """Whether it is said to be the name of an adult who may be of the family: `Ms Nia Price`, `mother: Nia Price`.

        The case file does not name these, so that later mentions are understood by the first one.
        """
        return self.is_adults(found) and self._title(found) not in PROFESSIONAL_TITLES

    def is_called_child(self, found: Candidate) -> bool:
        """Whether the name stands where a child's does: `Re: Carys Pritchard`, `Child: Carys Pritchard`."""
        return self._title(found) in CHILD_LABELS

    def _title(self, found: Candidate) -> str:
        """The word that introduces a name; nothing where none does."""
        text, first = self._text, found.words[0]
        if not first or not self._introduces(text.gap(first - 1, first)):
            return ""
        return text.words[first - 1]

    @staticmethod
    def _introduces(gap: str) -> bool:
        return re.fullmatch(r"\.?[ \t]+|[ \t]?[:,(\u2013-][ \t]?", gap) is not None

    def is_no_sentence(self, found: Candidate) -> bool:
        """Whether words of every day are written as a name's: `Grace May`, but neither `grace may` nor `Owen will`."""
        text = self._text
        everyday = [number for number in found.words if text.words[number] in COMMON]
        if any(text.words[number] in _MONTHS and self._is_beside_number(number) for number in found.words):
            return False
        if not everyday or self._is_lower_case_name(found, everyday):
            return True
        written = [text.written(number) for number in found.words]
        shouted = all(map(str.isupper, written)) and self._is_shouted(found)
        wants_more = len(everyday) == len(found.words) or (found.kind is Kind.TURNED and found.gap is Gap.PLAIN)
        return all(text.written(number)[0].isupper() for number in everyday) and not (shouted and wants_more)

    def _is_lower_case_name(self, found: Candidate, everyday: list[int]) -> bool:
        written = (self._text.written(number) for number in found.words)
        return (
            found.kind is Kind.FORWARD
            and len(everyday) < len(found.words)
            and all(word[0].islower() for word in written)
        )

    def _is_shouted(self, found: Candidate) -> bool:
        return any(
            0 <= number < len(self._text.words)
            and len(self._text.words[number]) > 1
            and self._text.written(number).isupper()
            and self._is_name(number, beside)
            for number, beside in ((found.words[0] - 1, found.words[0]), (found.words[-1] + 1, found.words[-1]))
        )
