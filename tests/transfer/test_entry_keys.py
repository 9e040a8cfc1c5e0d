"""The keys of entries and the cipher: the same as other implementations', wherever the counter stands."""

from __future__ import annotations

import hashlib

import pytest
from Cryptodome.Cipher import AES
from Cryptodome.Util import Counter
from hypothesis import given, settings
from hypothesis import strategies as st

from mas_docs.transfer import entry_keys
from mas_docs.transfer.entry_keys import STRONGEST, CounterMode, EntryKeys, KeyMemory

BLOCK, LAP = 16, 1 << 20
KEY = bytes(range(32))


def by_another(key: bytes, data: bytes, first: int = 1) -> bytes:
    """The same encryption by the library that pyzipper uses, from that counter on."""
    counter = Counter.new(128, little_endian=True, initial_value=first)
    return AES.new(key, AES.MODE_CTR, counter=counter).encrypt(data)


def advanced(cipher: CounterMode, blocks: int) -> None:
    """Let the counter go on by so many blocks."""
    step = bytes(4 * LAP)
    whole, rest = divmod(blocks * BLOCK, len(step))
    for _ in range(whole):
        cipher.encrypt(step)
    cipher.encrypt(bytes(rest))


@settings(deadline=None, max_examples=100)
@given(
    key=st.sampled_from([16, 24, 32]).flatmap(lambda size: st.binary(min_size=size, max_size=size)),
    chunks=st.lists(st.binary(max_size=100), max_size=12),
)
def test_it_encrypts_as_another_library_does(key: bytes, chunks: list[bytes]) -> None:
    """Loses: every package; neither 7-Zip nor WinZip nor we ourselves could read a byte of one."""
    cipher = CounterMode(key)
    assert b"".join(map(cipher.encrypt, chunks)) == by_another(key, b"".join(chunks))


@settings(deadline=None, max_examples=25)
@given(ahead=st.integers(0, 40), sizes=st.lists(st.sampled_from([1, 15, 16, 17, LAP - 16, LAP, LAP + 1]), max_size=3))
def test_it_goes_on_where_the_counter_carries(ahead: int, sizes: list[int]) -> None:
    """Loses: what stands after the first megabyte of a scan, or its secrecy."""
    cipher = CounterMode(KEY)
    advanced(cipher, LAP // BLOCK - 20)
    encrypted = b"".join(cipher.encrypt(b"x" * size) for size in (ahead, *sizes))
    assert encrypted == by_another(KEY, b"x" * len(encrypted), LAP // BLOCK - 19)


@pytest.mark.parametrize("laps", [255, 256, 257])
def test_it_goes_on_where_a_higher_byte_carries(laps: int) -> None:
    """Loses: the secrecy of two parts of one large scan, which would be encrypted alike."""
    cipher = CounterMode(KEY)
    advanced(cipher, laps * LAP // BLOCK - 2)
    content = bytes(range(200)) * 6000
    assert cipher.encrypt(content) == by_another(KEY, content, laps * LAP // BLOCK - 1)


def test_the_two_libraries_are_each_others_opposite() -> None:
    """Loses: the verification of every package."""
    material = KeyMemory().derived(b"words", b"s" * 16, STRONGEST)
    keys = EntryKeys(STRONGEST, material)
    content = bytes(range(251)) * 9
    encrypted = keys.encryption()(content)
    assert encrypted == by_another(material[:32], content)
    decrypt = keys.decryption()
    assert decrypt(encrypted[:100]) + decrypt(encrypted[100:]) == content


@settings(deadline=None, max_examples=20)
@given(passphrase=st.binary(min_size=1, max_size=99), strength=st.sampled_from([1, 2, 3]), data=st.data())
def test_keys_are_derived_as_another_library_does(passphrase: bytes, strength: int, data: st.DataObject) -> None:
    """Loses: every package; no other program would take its passphrase."""
    salt = data.draw(st.binary(min_size=4 * strength + 4, max_size=4 * strength + 4))
    size = 2 * (8 * strength + 8) + 2
    assert KeyMemory().derived(passphrase, salt, strength) == hashlib.pbkdf2_hmac("sha1", passphrase, salt, 1000, size)


def test_a_key_is_derived_once_for_each_salt_passphrase_and_strength(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: half of the time of a batch; or, where one were taken for another, a paper."""
    asked: list[tuple[bytes, bytes, int]] = []

    def derive(passphrase: bytes, salt: bytes, size: int) -> bytes:
        asked.append((passphrase, salt, size))
        return bytes([len(asked)])

    monkeypatch.setattr(entry_keys, "_derived", derive)
    memory = KeyMemory()
    questions = [(b"a", b"s", 3), (b"b", b"s", 3), (b"a", b"t", 3), (b"a", b"s", 1)]
    first = [memory.derived(*question) for question in questions]
    assert first == [memory.derived(*question) for question in questions] == [b"\1", b"\2", b"\3", b"\4"]
    assert len(asked) == len(questions)
    assert "words" not in repr(memory)
