"""Damage bytes and JSON values at random, the same for the same generator."""

from __future__ import annotations

import copy
import json
import random
from typing import Any, Final

# Numbers at which parsers stumble.
_NUMBERS: Final = (0, 1, -1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0x80000000, 10_000, 1 << 20)
_VALUES: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1e20, -1e300, 1e-300, 10**18, 10**400, float("nan"), float("inf")),
    *("", "x", "x" * 5_000, "../..", "\x1b[2J\x07", "\ud800", "0", "é\u202e", [], {}, [None], [[]], {"": {}}),
)
_DEEP: Final = 100_000


def damaged(data: bytes, rng: random.Random) -> bytes:
    """`data` with one to four faults: bits, bytes, numbers, and parts cut out, doubled or overwritten."""
    held = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        if not held:
            break
        at = _place(held, rng)
        size = min(1 << rng.randrange(10), len(held) - at)
        match rng.randrange(8):
            case 0 | 1:
                held[at] ^= 1 << rng.randrange(8)
            case 2:
                held[at] = rng.choice((0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)))
            case 3:
                number = rng.choice(_NUMBERS) & 0xFFFFFFFF
                order = rng.choice(("little", "big"))
                width = rng.choice((2, 4, 4, 8))
                held[at : at + width] = (number & ((1 << 8 * width) - 1)).to_bytes(width, order)  # type: ignore[arg-type]
            case 4:
                del held[at : at + size]
            case 5:
                held[at:at] = held[at : at + size]
            case 6:
                held[at : at + size] = rng.randbytes(size)
            case 7:
                del held[rng.choice((at, len(held) - min(at, 64))) :]
    return bytes(held)


def _place(held: bytearray, rng: random.Random) -> int:
    """Headers matter more than pixels."""
    return rng.randrange(min(len(held), rng.choice((64, 512, len(held)))))


def twisted(value: Any, rng: random.Random) -> Any:
    """A JSON value with one part replaced, removed, renamed or added."""
    places = list(_containers(value))
    if not places or rng.random() < 0.02:
        return copy.deepcopy(rng.choice(_VALUES))
    held = rng.choice(places)
    keys = list(held) if isinstance(held, dict) else list(range(len(held)))
    if not keys or rng.random() < 0.1:
        if isinstance(held, dict):
            held[rng.choice(("x", "name", ""))] = copy.deepcopy(rng.choice(_VALUES))
        else:
            held.append(copy.deepcopy(rng.choice(_VALUES)))
        return value
    key = rng.choice(keys)
    match rng.randrange(6):
        case 0:
            del held[key]
        case 1 if isinstance(held[key], (int, float)):
            held[key] = rng.choice((-1, 10, 1_000, 10**9, 0.5, held[key] * 10**9, -held[key]))
        case _:
            held[key] = copy.deepcopy(rng.choice(_VALUES))
    return value


def _containers(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        yield value
        for one in value.values() if isinstance(value, dict) else value[:50]:
            yield from _containers(one)


def damaged_json(text: bytes, rng: random.Random) -> bytes:
    """A JSON text: twisted four times in five, else damaged as bytes; once in a hundred it is very deep."""
    chance = rng.random()
    if chance < 0.01:
        return b'{"name":' + b"[" * _DEEP + b"]" * _DEEP + b"}"
    if chance < 0.2:
        return damaged(text, rng)
    value = json.loads(text)
    for _ in range(rng.choice((1, 1, 2, 3))):
        value = twisted(value, rng)
    return json.dumps(value).encode()
