"""`mnist.pkl.gz` and its kin: numpy arrays in a Python pickle, read without running anything that it names.

A pickle is a program that may call any function. This one may call stand-ins for the few with which numpy's arrays are
rebuilt; they note shape, type and bytes, and the arrays are made here, after a check. Anything else is refused.
"""

import gzip
import pickle
import pickletools
import re
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, Any, Final, cast

import numpy as np

from digitgame.datasets.formats.arrays import AGAIN, Array, Described, parts
from digitgame.datasets.formats.place import MOST, MOST_BYTES, Place, open_unpacked
from digitgame.datasets.images import Images
from digitgame.errors import DigitgameError

_BLOCK: Final = 4_096
# Bytes of a text: it is decoded, and so in memory twice. What Python 3 wrote for Python 2 has an array's bytes in one.
_LONGEST_TEXT: Final = MOST_BYTES // 2
# The bytes that tell how long a text is, by the instruction that reads it.
_LENGTHS: Final = {"BINUNICODE": 4, "BINUNICODE8": 8}
# Instructions of a pickle: one for each label of a list, and some for each array.
_STEPS: Final = {one.code: one for one in pickletools.opcodes}
_MOST_STEPS: Final = 4 * MOST
_SKIPPED: Final = 1 << 20  # bytes at once
_KEEP: Final = ("PUT", "BINPUT", "LONG_BINPUT")
_PLAIN: Final = re.compile(r"[A-Za-z0-9_.]{1,80}")
_KINDS: Final = frozenset("uifb")
_PARTS: Final = {2: ("train", "test"), 3: ("train", "validation", "test")}


class _Kind:
    """Stands for numpy's dtype."""

    __slots__ = ("code", "order")

    def __init__(self, code: Any) -> None:
        self.code = code.decode("ascii") if isinstance(code, bytes) else str(code)
        self.order = "="

    def __setstate__(self, state: Any) -> None:
        order = state[1]
        self.order = order.decode("ascii") if isinstance(order, bytes) else str(order)

    def made(self) -> np.dtype[Any]:
        kind: np.dtype[Any] = np.dtype(self.code[:8])
        if self.order in ("<", ">"):
            kind = kind.newbyteorder("<" if self.order == "<" else ">")
        if kind.kind not in _KINDS or kind.itemsize > 8:
            raise ValueError(f"an array of type {self.code[:20]}")
        return kind


class _Array:
    """Stands for numpy's ndarray."""

    __slots__ = ("data", "fortran", "kind", "shape")

    def __setstate__(self, state: Any) -> None:
        _, self.shape, self.kind, self.fortran, self.data = state

    def made(self) -> Array:
        """The array itself; raises ValueError or TypeError if the notes do not fit each other."""
        if not isinstance(self.kind, _Kind) or not isinstance(self.data, (bytes, bytearray)):
            raise TypeError("an array of objects")
        flat: Array = np.frombuffer(self.data, self.kind.made())
        return np.reshape(flat, self.shape, order="F" if self.fortran else "C")


class _Arrays(pickle.Unpickler):
    """Reads a pickle of numpy arrays, tuples, lists, dicts, texts and numbers; UnpicklingError for anything else."""

    def __init__(self, file: "_Bounded") -> None:
        # Python 2 wrote bytes as text.
        super().__init__(file, encoding="bytes")
        self._left = MOST_BYTES

    def find_class(self, module: str, name: str) -> Any:
        """A new stand-in each time, so that no file changes what the next one gets."""
        stands_for: dict[tuple[str, str], Callable[..., Any]] = {
            ("multiarray", "_reconstruct"): lambda *_: _Array(),
            ("numeric", "_frombuffer"): self._from_buffer,
            ("numpy", "ndarray"): lambda *_: _Array(),
            ("numpy", "dtype"): lambda code, *_: _Kind(code),
            ("_codecs", "encode"): self._encode,
        }
        room = module.removeprefix("numpy.core.").removeprefix("numpy._core.")
        found = stands_for.get((room, name))
        if found is None:
            asked = f"{module}.{name}"
            plain = _PLAIN.fullmatch(asked) is not None
            raise pickle.UnpicklingError(f"it asks for {asked if plain else 'other things than arrays'}")
        return lambda *given: found(*given)

    def _encode(self, text: str, *_: Any) -> bytes:
        # Each copy counts: a short pickle could ask for many.
        self._left -= len(text)
        if self._left < 0:
            raise pickle.UnpicklingError("it is too large")
        return text.encode("latin1")

    def _from_buffer(self, data: Any, kind: Any, shape: Any, order: Any) -> _Array:
        array = _Array()
        array.__setstate__((1, shape, kind, order == "F", data))
        return array


class _Bounded:
    """A file of which at most so many bytes are read, and no line that is longer than a text may be."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._left = file, MOST_BYTES

    def read(self, size: int = -1) -> bytes:
        return self._counted(self._file.read(min(size, self._left + 1) if size >= 0 else self._left + 1))

    def readline(self) -> bytes:
        line = self._counted(self._file.readline(min(self._left, _LONGEST_TEXT) + 1))
        if len(line) > _LONGEST_TEXT:
            raise pickle.UnpicklingError("it is too large")
        return line

    def skip(self, size: int) -> None:
        """Read so many bytes and forget them."""
        while size > 0:
            size -= len(self.read(min(size, _SKIPPED))) or size

    def _counted(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise pickle.UnpicklingError("it is too large")
        return data


def read(path: Place, *, only_test: bool = False) -> tuple[Images, Images]:
    """The training and test images of a pickle, gzipped or not; validation images are for training.

    Known: pairs of images and labels (training, validation, test), and dicts of named arrays. Raises DigitgameError,
    with the reason, for a pickle that asks for anything but arrays, is too large or is damaged.
    """
    try:
        with open_unpacked(path) as file:
            _look_over(_Bounded(file))
        with open_unpacked(path) as file:
            found = _Arrays(_Bounded(file)).load()
        arrays = dict(_named(found))
        described = {
            name: Described(name, array.shape, array.dtype, partial(_blocks, array))
            for name, array in arrays.items()
        }
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise DigitgameError(f"{path} is cut short or damaged.", AGAIN) from None
    # A hostile pickle raises whatever its instructions bring about.
    except Exception as error:
        if isinstance(error, (OSError, DigitgameError)):
            raise
        is_told = isinstance(error, pickle.UnpicklingError)
        reason = (
            " ".join(str(error).split()).rstrip(".") if is_told else "it is damaged, or holds other things"
        )
        problem = f"{path} is a pickle that is not read, because it could run code: {reason}."
        hint = "Only numpy arrays are read from one. Save yours with numpy.savez, and name the .npz file."
        raise DigitgameError(problem, hint) from None
    return parts(described, str(path), only_test=only_test)


def _look_over(file: _Bounded) -> None:
    """Raise UnpicklingError for a pickle whose instructions would fill the memory, and EOFError for a damaged one.

    An empty list takes a byte in the file and 56 in memory. A value that is kept as number n makes room for n of them.
    """
    kept = 0
    for number, (name, value) in enumerate(_instructions(file)):
        if number > _MOST_STEPS:
            raise pickle.UnpicklingError("it is too large")
        if name in _KEEP:
            kept += 1
            if value > 2 * kept + _BLOCK:
                raise EOFError


def _instructions(file: _Bounded) -> Iterator[tuple[str, Any]]:
    """The names of a pickle's instructions, each with its argument. Raises EOFError for a damaged one."""
    name = ""
    while name != "STOP":
        try:
            step = _STEPS[file.read(1).decode("latin1")]
            name, value = step.name, None
            # Python 2's texts may be any bytes, which pickletools does not expect.
            if name == "STRING":
                file.readline()
            elif name in _LENGTHS:
                size = int.from_bytes(file.read(_LENGTHS[name]), "little")
                if size > _LONGEST_TEXT:
                    raise pickle.UnpicklingError("it is too large")
                file.skip(size)
            elif step.arg is not None:
                value = step.arg.reader(cast(IO[bytes], file))
        except (KeyError, ValueError) as error:
            raise EOFError from error
        yield name, value


def _blocks(array: Array) -> Iterator[Array]:
    return (array[start : start + _BLOCK] for start in range(0, len(array), _BLOCK))


def _named(found: Any) -> Iterator[tuple[str, Array]]:
    """The arrays of a pickle with their names. Raises ValueError or TypeError for another structure."""
    if isinstance(found, dict):
        for key, value in found.items():
            name = key.decode("utf-8", "replace") if isinstance(key, bytes) else str(key)
            yield name, _made(value)
        return
    if not isinstance(found, (tuple, list)):
        raise TypeError("no arrays")
    # One pair of images and labels, or a pair for each part.
    pairs = [found] if len(found) == 2 and not isinstance(found[0], (tuple, list)) else found
    names = _PARTS.get(len(pairs), ("",))
    if len(pairs) > len(names):
        raise ValueError(f"{len(pairs)} parts")
    for name, pair in zip(names, pairs, strict=True):
        images, labels = pair
        yield f"{name} images".strip(), _made(images)
        yield f"{name} labels".strip(), _made(labels)


def _made(value: Any) -> Array:
    if isinstance(value, _Array):
        return value.made()
    if isinstance(value, list) and len(value) <= MOST and all(type(one) is int for one in value):
        return np.array(value)
    raise TypeError("something else than an array")
