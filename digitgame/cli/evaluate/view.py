"""How an evaluation looks in a terminal: one data set in full, or several side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from digitgame.formatting import percent, score_label

if TYPE_CHECKING:
    from digitgame.inference.metrics import Evaluation

# Confusions listed for one data set, and for each of several.
_CONFUSIONS: Final = 5
_CONFUSIONS_OF_EACH: Final = 3
# Characters of a column, one data set each.
_WIDE: Final = 14


def report(result: Evaluation) -> str:
    """One data set: accuracy, calibration error, the confusion matrix and the most common mistakes."""
    wrong = result.count - int(result.confusion.trace())
    rejected = f", {result.rejected:,} rejected as non-digits" if result.rejected else ""
    return "\n".join(
        (
            f"Accuracy: {percent(result.accuracy, 2)} ({wrong:,} of {result.count:,} wrong{rejected})",
            f"Accepted accuracy: {percent(result.accepted, 2)} (right and not rejected)",
            f"Calibration error (ECE): {percent(result.calibration_error, 2)}",
            f"Time: {result.seconds:.1f} s\n",
            _matrix(result),
            _confusions(result),
        )
    )


def side_by_side(results: Sequence[Evaluation]) -> str:
    """Several data sets, one column each."""
    labels = [score_label(result.name) for result in results]
    rows = [
        ("", [label if len(label) < _WIDE else f"{label[: _WIDE - 3]}…" for label in labels]),
        ("digits", [f"{result.count:,}" for result in results]),
        ("accuracy", [percent(result.accuracy, 2) for result in results]),
        ("accepted accuracy", [percent(result.accepted, 2) for result in results]),
        ("calibration error", [percent(result.calibration_error, 2) for result in results]),
        ("rejected", [f"{result.rejected:,}" for result in results]),
        *((f"accuracy of {digit}s", [_accuracy(result, digit) for result in results]) for digit in range(10)),
    ]
    table = [f"{name:<17}" + "".join(f"{cell:>{_WIDE}}" for cell in cells) for name, cells in rows]
    mistakes = [
        f"  {label}: {'; '.join(_counts(result, _CONFUSIONS_OF_EACH)) or 'none'}"
        for label, result in zip(labels, results, strict=True)
    ]
    return "\n".join([*table, "", "Most common mistakes (actual → predicted):", *mistakes])


def _accuracy(result: Evaluation, digit: int) -> str:
    accuracy = result.per_digit[digit]
    return "none" if math.isnan(accuracy) else percent(accuracy, 2)


def _matrix(result: Evaluation) -> str:
    """The confusion matrix with the accuracy of each true digit, 80 columns for up to 99,999 of a digit."""
    wide = max(len(str(result.confusion.max())) + 1, 4)
    lines = ["predicted" + "".join(f"{digit:>{wide}}" for digit in range(10)) + "  accuracy"]
    for digit, row in enumerate(result.confusion):
        cells = "".join(f"{count or '.':>{wide}}" for count in row.tolist())
        lines.append(f"actual {digit} {cells}{_accuracy(result, digit):>10}")
    return "\n".join(lines) + "\n"


def _confusions(result: Evaluation) -> str:
    """The most common mistakes, one line each."""
    of_each = result.confusion.sum(1)
    lines = [
        f"  {words}, {percent(count / of_each[actual], 2)} of the {actual}s"
        for words, (actual, _, count) in zip(_counts(result, _CONFUSIONS), result.confusions(), strict=False)
    ]
    return "\n".join(["Most common mistakes (actual → predicted):", *lines]) if lines else "No mistakes."


def _counts(result: Evaluation, most: int) -> list[str]:
    """The `most` commonest mistakes, such as "4 → 9: 12 times"."""
    return [
        f"{actual} → {predicted}: {'once' if count == 1 else f'{count:,} times'}"
        for actual, predicted, count in result.confusions()[:most]
    ]
