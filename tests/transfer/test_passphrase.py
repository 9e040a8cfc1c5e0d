"""The passphrase type, what makes a passphrase strong enough, and how one is drawn."""

from __future__ import annotations

import contextlib
import copy
import importlib.resources
import logging
import math
import pickle
import time
import traceback
from collections.abc import Callable

import pytest
from sealing import WORDS

from mas_docs.errors import ExitCode, PassphraseError
from mas_docs.transfer.passphrases.passphrase import GIVEN, LONGEST, Passphrase, check_strength, draw, word_list

CANARY = "kanarie vogel geheim woorden nergens zichtbaar"


@pytest.mark.parametrize(
    "show",
    [
        repr,
        str,
        lambda passphrase: f"{passphrase}",
        lambda passphrase: f"{passphrase!r:>80}",
        lambda passphrase: f"{passphrase:>80}",
        lambda passphrase: "%s %r" % (passphrase, passphrase),  # noqa: UP031 - this way of formatting is what is tested
        lambda passphrase: repr({"office": [passphrase]}),
    ],
)
def test_no_way_of_showing_a_passphrase_shows_its_words(show: Callable[[Passphrase], str]) -> None:
    """Otherwise the words would end in a log, a traceback or a support mail."""
    shown = show(Passphrase(CANARY, "SEWSCB-2026-11"))
    assert "SEWSCB-2026-11" in shown
    assert not any(word in shown for word in CANARY.split())


def test_logs_do_not_show_the_words(caplog: pytest.LogCaptureFixture) -> None:
    """Otherwise a debugging line would give them away."""
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("mas_docs").debug("sealing with %s and %r", Passphrase(CANARY), Passphrase(CANARY))
    assert "kanarie" not in caplog.text


def test_a_passphrase_is_neither_pickled_nor_copied() -> None:
    """Otherwise it would travel into files, queues and other processes."""
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError) as caught:
            attempt(Passphrase(CANARY))
        assert "kanarie" not in "".join(traceback.format_exception(caught.value))


def test_a_passphrase_does_not_change_and_has_no_hash() -> None:
    """Otherwise a package could be sealed with words other than those of its label."""
    passphrase = Passphrase(CANARY)
    with pytest.raises(AttributeError):
        passphrase.label = "other"
    with pytest.raises(AttributeError):
        del passphrase.label
    with pytest.raises(TypeError):
        hash(passphrase)
    assert not hasattr(passphrase, "__dict__")


def test_passphrases_are_equal_by_their_words() -> None:
    """Otherwise a passphrase from the environment would not be known by its label."""
    assert Passphrase(CANARY, "one") == Passphrase(CANARY, "two")
    assert Passphrase(CANARY) != Passphrase(WORDS)
    assert Passphrase(CANARY) != CANARY
    assert Passphrase(CANARY).label == GIVEN
    assert Passphrase(CANARY).labelled("new").label == "new"
    assert Passphrase(CANARY, "new").reveal() == CANARY.encode()


@pytest.mark.parametrize(
    "words",
    [
        WORDS,
        "one-two-three-four-five-six",
        "one two-three four-five six",
        "chwech gair gwahanol heb unrhyw acenion",
        "yo-yo abacus t-shirt able acid felt-tip",
        "the the the one two four five six",
        "v9$Kq!z7Rw#m2Lx&Tb4^Wp8@",
        "|<{[(@!$+%v9Kqz7Rwm2LxTb",
        "correcthorsebatterystaplefictionalumbrellamarmalade",
    ],
)
def test_strong_passphrases_pass(words: str) -> None:
    """Otherwise staff could not use a passphrase that protects."""
    check_strength(words)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("", "is empty"),
        ("   ", "is empty"),
        (f" {WORDS}", "begins or ends with a blank"),
        (f"{WORDS} ", "begins or ends with a blank"),
        ("one two three\nfour five six", "several lines"),
        ("one two three\u2028four five six", "several lines"),
        (f"{WORDS} £", "encode in different ways"),
        ("pêl-droed rygbi nofio rhedeg neidio dringo", "encode in different ways"),
        ("one two three four five\tsix", "encode in different ways"),
        ("x" * (LONGEST + 1), "longer than the 99 characters"),
        ("Caerphilly2026!", "too easy to guess"),
        ("one two three four five", "too easy to guess"),
        ("the the the the the the", "repeats words"),
        ("The the THE one two four", "repeats words"),
        ("a to be or in at", "fewer than three letters"),
        ("12 34 56 78 90 11 22", "fewer than three letters"),
        ("x" * LONGEST, "too easy to guess"),
        ("1234567890" * 9, "too easy to guess"),
    ],
)
def test_weak_passphrases_are_refused_with_the_reason(words: str, reason: str) -> None:
    """Otherwise a package would protect nothing, or not open at its recipient's."""
    with pytest.raises(PassphraseError, match=reason) as caught:
        check_strength(words)
    assert caught.value.exit_code == ExitCode.PASSPHRASE
    assert "passphrase new" in caught.value.remedy


def test_a_refusal_does_not_quote_the_words() -> None:
    """Otherwise a nearly right passphrase would stand in a log."""
    with pytest.raises(PassphraseError) as caught:
        check_strength(CANARY.split(maxsplit=1)[0] + " £")
    assert "kanarie" not in "".join(traceback.format_exception(caught.value))


def test_the_list_has_its_7776_words() -> None:
    """Otherwise a drawn passphrase would be weaker than promised."""
    words = word_list()
    assert len(words) == len(set(words)) == 7776
    assert all(word.replace("-", "").isalpha() and word.islower() for word in words)


@pytest.mark.parametrize("text", ["abacus abdomen", "abacus " * 7776])
def test_a_damaged_list_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Otherwise a short or repetitive list would make weak passphrases in silence."""

    class Damaged:
        def joinpath(self, _name: str) -> Damaged:
            return self

        def read_text(self, encoding: str) -> str:
            del encoding
            return text

    monkeypatch.setattr(importlib.resources, "files", lambda _package: Damaged())
    word_list.cache_clear()
    with pytest.raises(PassphraseError, match="damaged"):
        draw()
    word_list.cache_clear()


def test_a_missing_list_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a broken installation would end in a traceback."""

    def missing(_package: str) -> None:
        raise ModuleNotFoundError

    monkeypatch.setattr(importlib.resources, "files", missing)
    word_list.cache_clear()
    with pytest.raises(PassphraseError, match="Install mas-docs again"):
        draw()
    word_list.cache_clear()


def test_drawn_passphrases_carry_the_promised_bits() -> None:
    """Otherwise guessing one would take less than ten years."""
    assert math.log2(math.perm(len(word_list()), 6)) > 77.5


def test_drawn_passphrases_are_of_the_list_pass_and_differ() -> None:
    """Otherwise a drawn passphrase could be refused, or drawn twice."""
    drawn = {draw().reveal().decode() for _ in range(300)}
    assert len(drawn) == 300
    for words in drawn:
        parts = words.split(" ")
        assert len(set(parts)) == 6
        assert set(parts) <= set(word_list())
        check_strength(words)


def test_every_word_is_drawn_about_as_often_as_another() -> None:
    """Otherwise the words would carry fewer bits than they seem to."""
    index = {word: number for number, word in enumerate(word_list())}
    counts = [0] * 12
    for _ in range(1000):
        for word in draw(6).reveal().decode().split(" "):
            counts[index[word] * 12 // 7776] += 1
    assert sum((count - 500) ** 2 / 500 for count in counts) < 50, "chi-squared with 11 degrees: one in a million"


@pytest.mark.parametrize("words", [6, 7, 10])
def test_as_many_words_as_asked_for(words: int) -> None:
    """Otherwise a board that asks for thirty years would get ten."""
    drawn = draw(words, "SEWSCB-2026-11")
    assert len(drawn.reveal().split(b" ")) == words
    assert len(drawn.reveal()) <= LONGEST
    assert drawn.label == "SEWSCB-2026-11"


@pytest.mark.parametrize("words", [-1, 0, 5, 11])
def test_too_few_or_too_many_words_are_refused(words: int) -> None:
    """Otherwise a board's setting could weaken every package, or make them unopenable in 7-Zip."""
    with pytest.raises(PassphraseError, match="cannot be drawn"):
        draw(words)


@pytest.mark.parametrize(
    "words",
    ["4@8({[<369!1|70$5+%2" * 4, "p@$$w0rd!" * 9, "({[<!1|" * 12, "4836910752" * 9, "".join(map(chr, range(33, 127)))],
)
def test_no_passphrase_takes_long_to_judge(words: str) -> None:
    """Otherwise a contrived passphrase would keep whoever types it waiting for seconds."""
    with contextlib.suppress(PassphraseError):
        check_strength("a" + words[:8])  # the estimate's own tables are read the first time
    begun = time.process_time()
    with contextlib.suppress(PassphraseError):
        check_strength(words[:LONGEST])
    assert time.process_time() - begun < 1, "half a second, and as much again for a slow machine; it was four"


@pytest.mark.parametrize("words", ["p@$$w0rd{p@$$w0rd", "C@3rph!lly2026!C@3rph!lly"])
def test_signs_for_letters_do_not_make_a_passphrase_strong(words: str) -> None:
    """Otherwise the first trick that every guesser knows would pass for strength."""
    with pytest.raises(PassphraseError, match="too easy"):
        check_strength(words)
