"""What the words on the page of a training mean, in a sentence or two."""

from collections.abc import Mapping
from typing import Final

from digitgame.events import Recipe
from digitgame.formatting import percent

WHY: Final = "Why is training below validation?"
WORDS: Final[Mapping[str, str]] = {
    "loss": "How wrong the network is: minus the logarithm of the probability that it gave the right digit. Sure and "
    "right is near 0; sure and wrong is far above. Training makes it smaller, step by step.",
    "accuracy": "The share of digits that it reads right. Guessing gets 10 %. Z, or a click, zooms in on the top.",
    "training": "Measured on the digits that it learns from, as the average over an epoch while it still changes.",
    "validation": "Measured on digits held back from training, at the end of each epoch. It shows whether the network "
    "understands digits or only remembers those that it has seen.",
    "epoch": "One pass over all training digits. After each one the network is tested on the validation digits.",
    "batch": "The digits of one step. The network reads them, its mistakes are averaged, and every weight moves a "
    "little against them.",
    "learning rate": "How far the weights move in a step. Too small: it learns slowly. Too large: it jumps about and "
    "never settles. This is the highest; most trainings start and end lower.",
    "parameters": "The numbers that training changes: the weights of all kernels and dense layers, and their biases.",
    "training digits": "Some of what it learns from, as it sees them.",
    "test digits": "Ten of the validation digits, what the network takes each for, and how sure it is.",
    "kernels": "Small squares of weights that slide over the picture. They begin as noise; training turns them into "
    "detectors of edges, ends and corners. Blue wants ink there, amber wants none.",
    "confidence": "The mistakes that the network was surest of. Being sure is not the same as being right.",
    "confusion matrix": "A row for each true digit, a column for each answer. Right answers lie on the diagonal, in "
    "blue; all others, in amber, are mistakes.",
    "input": "The drawing as the network gets it: 28 by 28 numbers from 0, no ink, to 1.",
    "convolution": "Slides kernels over the maps before it. At each place it multiplies and adds up; the sum is a "
    "pixel of a new map. Each kernel makes a map of its own.",
    "batch norm": "Keeps the numbers of each map in the same range, so that deep networks learn faster.",
    "relu": "Takes the larger of 0 and the number. Without it, many layers could do no more than one.",
    "max pooling": "Keeps the strongest of four neighbours, so a map shrinks to half its sides. It sees further, costs "
    "less, and has nothing to learn.",
    "flatten": "Lays all maps out in one long row of numbers.",
    "dropout": "Drops some of the numbers at random in each step, so that the network cannot lean on any single one. "
    "Only in training: it works against overfitting.",
    "dense": "Each unit weighs all numbers before it and adds them up: here evidence becomes an answer.",
    "softmax": "Turns the ten sums into probabilities: all above 0, together 1.",
    "same digits": "Both networks read the same digits, which neither was trained on. So the numbers compare.",
}


def why_below(recipe: Recipe | None) -> str:
    """Why the training accuracy reads lower than the validation accuracy, of this training."""
    reasons = []
    if recipe is None or any(layer.kind == "Dropout" for layer in recipe.layers):
        rate = max((layer.rate for layer in recipe.layers), default=0.0) if recipe else 0.0
        share = (
            f"{percent(rate)} of the numbers before the last layer" if rate >= 0.5 else "some of its units"
        )
        reasons.append(f"dropout switches off {share}")
    if recipe is None or recipe.deformed:
        reasons.append("the digits are turned, shifted and bent anew in each epoch")
    if recipe and recipe.non_digits:
        reasons.append(f"{recipe.non_digits:,} scribbles that are no digit are mixed in")
    reasons.append("its number is the average of the whole epoch, and validation comes at the end of it")
    return f"Training is the harder test: {'; '.join(reasons)}. Validation is plain digits and the whole network."
