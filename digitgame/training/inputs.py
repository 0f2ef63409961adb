"""What a training needs besides its digits, prepared in a worker process while TensorFlow is imported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitgame.processes.worker import Worker
from digitgame.training.config import Plan

if TYPE_CHECKING:
    from digitgame.datasets import Images
    from digitgame.synth.strangers import Samples

# Sets to score on, each with its name.
Tests = Sequence[tuple[str, "Images"]]


@dataclass
class Inputs:
    """What a worker prepares: non-digits to train on, others to fit the rejection threshold on, more to score on."""

    worker: Worker
    non_digits: Callable[[], Images] | None = None
    samples: Callable[[], Samples] | None = None
    tests: Callable[[], Tests] = tuple

    @classmethod
    def begin(cls, worker: Worker, plan: Plan) -> Inputs:
        """Start with what is needed first."""
        from digitgame.datasets.drawings import non_digit_images
        from digitgame.synth.strangers import samples

        count = plan.recipe().scraps
        if not count:
            return cls(worker)
        return cls(worker, worker.submit(non_digit_images, count, plan.seed), worker.submit(samples))
