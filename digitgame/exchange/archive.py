"""A model as one zip file, to hand in, to hand on, or to keep.

The file holds what the model folder holds, at its top: `card.json`, the networks, the charts, and `SHA256SUMS`, the
digest of each of them as `sha256sum --check` reads it. Whoever reads one trusts nothing in it: only files that a model
has are read, into a new folder, each of them no larger than a model's can be, and each with its digest.
"""

import hashlib
import json
import re
import zipfile
import zlib
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from digitgame import atomic, model
from digitgame.errors import DigitgameError
from digitgame.exchange import keras_file
from digitgame.inference import untrusted
from digitgame.ink import FRAMING

SUMS: Final = "SHA256SUMS"
# Every file that a model folder may have.
_NAMES: Final = re.compile(
    r"card\.json|network\.keras|network\.tflite|history\.csv|checkpoints/epoch-\d{1,6}\.tflite"
    r"|(curves|confusion|accuracy|reliability|mistakes|kernels|features)\.png"
)
_SUM: Final = re.compile(r"([0-9a-f]{64})  (.+)")
_MOST_FILES: Final = 64
# Characters of a reason.
_LONGEST: Final = 120
# Bytes of all files, unpacked.
_MOST_BYTES: Final = 200_000_000
# The same bytes whenever a model is packed.
_DATE: Final = (1980, 1, 1, 0, 0, 0)


def pack(chosen: model.Model, file: Path) -> None:
    """Write a checked model as a zip file, whole or not at all."""
    found = sorted(path for path in chosen.folder.rglob("*") if path.is_file())
    names = {path.relative_to(chosen.folder).as_posix(): path for path in found}
    parts = {name: path.read_bytes() for name, path in names.items() if _NAMES.fullmatch(name)}
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in parts.items()]
    with atomic.file(file) as beside, zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {SUMS: "".join(lines).encode(), **parts}.items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), content, zipfile.ZIP_DEFLATED)


def unpack(file: Path, models: Path, name: str) -> model.Model:
    """Make the model `name` of a zip file that `pack` wrote; returns it, checked.

    Raises DigitgameError for a damaged or foreign file, and for a model of another framing.
    """
    parts = read(file)
    if model.KERAS in parts and find_spec("h5py") is not None:
        keras_file.check_saved_weights(parts[model.KERAS], file)
    with model.writing(models / name) as beside:
        for part, content in parts.items():
            (beside / part).parent.mkdir(exist_ok=True)
            (beside / part).write_bytes(content)
        found = model.load(beside, framing=FRAMING, whole=True)
        try:
            untrusted.try_apart(*untrusted.networks(found))
        except DigitgameError as error:
            raise DigitgameError(f"{file} has a network that LiteRT cannot run.", _HINT) from error
        if found.name != name:
            model.write_card(
                beside, {key: value for key, value in found.card.items() if key != "files"} | {"name": name}
            )
    return model.load(models / name, framing=FRAMING, whole=True)


def read(file: Path) -> dict[str, bytes]:
    """The files of a packed model by name, each with its digest checked. Raises DigitgameError for anything else."""
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            names = [info.filename for info in infos]
            if len(infos) > _MOST_FILES or len(set(names)) < len(names):
                raise ValueError("it has too many files, or one twice")
            if strange := [name for name in names if name != SUMS and not _NAMES.fullmatch(name)]:
                raise ValueError(f"{strange[0]!r} is no file of a model")
            parts, left = {}, _MOST_BYTES
            for info in infos:
                # The header may lie about the size.
                with archive.open(info) as part:
                    content = part.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise ValueError("it is larger than a model can be")
                parts[info.filename] = content
        sums = {
            match[2]: match[1]
            for line in parts.pop(SUMS).decode().splitlines()
            if (match := _SUM.fullmatch(line))
        }
        for name, content in parts.items():
            if sums.get(name) != hashlib.sha256(content).hexdigest():
                raise ValueError(f"the digest of {name} differs")
        if set(sums) != set(parts):
            raise ValueError(f"{min(set(sums) - set(parts))} is missing")
    except FileNotFoundError:
        raise DigitgameError(f"There is no file {file}.", exit_code=2) from None
    except KeyError as error:
        raise DigitgameError(f"{file} is not a model: it has no {SUMS}.", _HINT) from error
    except (
        ValueError,
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
    ) as error:
        # Its list may lead to places before the file's beginning; other errors name the file.
        if isinstance(error, OSError) and error.filename is not None:
            raise
        # zipfile quotes what it finds, however much that is.
        why = " ".join(str(error).split())
        why = why if len(why) <= _LONGEST else "its parts do not fit each other"
        raise DigitgameError(f"{file} is not a model, or it is damaged: {why}.", _HINT) from error
    return parts


_HINT: Final = "Write one with `digitgame models export NAME FILE.zip`."


def named(parts: dict[str, bytes]) -> str:
    """The name on the card of a packed model; "" where there is none."""
    try:
        return str(json.loads(parts[model.CARD])["name"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
