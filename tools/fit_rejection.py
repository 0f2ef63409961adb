"""Fit the rejection threshold of a trained model again, and measure its accepted accuracy again, on its card.

    python tools/fit_rejection.py FOLDER [DATA ...]

DATA are the data sets of the scores, as for `digitgame evaluate`; an ink file counts as people's drawings. The networks
stay as they are.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from digitgame import model, paths
from digitgame.datasets import Images
from digitgame.datasets.sources import load_test
from digitgame.inference import Reader
from digitgame.inference.metrics import score
from digitgame.ink import frame_many
from digitgame.synth import handwriting, strangers
from digitgame.training import rejection

# No training generates its digits from this seed.
SEED = 990_000


def main() -> None:
    """Rewrite the card of the model folder named, and print its new entries."""
    folder = Path(sys.argv[1])
    drawings = handwriting.write_many(2000, SEED)
    images = np.rint(frame_many([drawing.strokes for drawing in drawings]) * 255).astype(np.uint8)
    validation = Images(images, np.array([drawing.label for drawing in drawings], np.uint8))
    card = dict(model.load(folder).card)
    card["refusal"] = rejection.fit(Reader(model.load(folder)), validation, strangers.samples())
    reader = Reader(model.Model(folder, card))
    for name in sys.argv[2:]:
        test = load_test(name, cache=paths.home() / "data").test
        key = "drawings" if name.endswith(".jsonl") else Path(name).name
        measured = score(reader, test.images, test.labels, key)
        for entry, value in (("scores", measured.accuracy), ("accepted", measured.accepted)):
            card[entry] = {**card.get(entry, {}), key: round(value, 5)}
        print(key, card["scores"][key], card["accepted"][key])
    print(json.dumps(card["refusal"], indent=2))
    model.write_card(folder, card)
    model.vouch_for_checkpoints(folder)


if __name__ == "__main__":
    main()
