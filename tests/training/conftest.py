"""What the tests of training share."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digitgame.training import config


@pytest.fixture(autouse=True)
def few_non_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Presets that learn from few non-digits: drawing thousands would take most of a test's time."""
    for name, preset in config.PRESETS.items():
        monkeypatch.setitem(config.PRESETS, name, replace(preset, scraps=min(preset.scraps, 200)))
