"""Is what runs the installed wheel, with its assets, and not the checkout? Writes a drawing to try it on.

Run by .ci/run with the wheel's own Python, outside the checkout. Not a test for pytest: that runs in the checkout.
"""

import sys
from pathlib import Path

import digitgame
from digitgame import ink, model, paths
from digitgame.synth import handwriting

home = Path(digitgame.__file__).resolve()
assert home.is_relative_to(Path(sys.prefix).resolve()), f"{home} is not in {sys.prefix}"
assert paths.assets() == home.parent / "assets", paths.assets()
print("bundled model:", model.load(paths.shipped_model(), framing=ink.FRAMING).card["scores"])
ink.write_ink(
    Path("seven.jsonl"), [drawing for drawing in handwriting.write_many(20, seed=1) if drawing.label == 7]
)
