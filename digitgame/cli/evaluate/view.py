"""How a score looks in a terminal: one data set in full, or several side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from digitgame.inference.metrics import Evaluation

_WORST: Final = 5  # confusions told in words, of one data set
_WORST_OF_EACH: Final = 3  # and of each of several
_WIDE: Final = 14  # a column of several, at most so many characters of a name


def report(score: Evaluation, calibration_error: float) -> str:
    """One data set: how much is right, the confusion matrix, the commonest mistakes in words."""
    return "\n".join((_summary(score, calibration_error), _table(score), _confusions(score)))


def side_by_side(scores: Sequence[tuple[Evaluation, float]]) -> str:
    """Several data sets, a column each, each with its calibration error."""
    names = [score.name if len(score.name) < _WIDE else f"{score.name[: _WIDE - 3]}…" for score, _ in scores]
    rows = [
        ("", names),
        ("digits", [f"{score.count:,}" for score, _ in scores]),
        ("read right", [percent(score.accuracy) for score, _ in scores]),
        ("certainty off by", [percent(error) for _, error in scores]),
        ("refused", [f"{score.refused:,}" for score, _ in scores]),
        *(
            (
                f"{digit}s read right" if digit else "0s read right",
                [_accuracy(score, digit) for score, _ in scores],
            )
            for digit in range(10)
        ),
    ]
    table = [f"{name:<17}" + "".join(f"{cell:>{_WIDE}}" for cell in cells) for name, cells in rows]
    worst = [_worst_of(score) for score, _ in scores]
    return "\n".join([*table, "", "Confused most often:", *worst])


def percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _accuracy(score: Evaluation, digit: int) -> str:
    accuracy = score.per_digit[digit]
    return "none" if math.isnan(accuracy) else percent(accuracy)


def _summary(score: Evaluation, calibration_error: float) -> str:
    wrong = score.count - int(score.confusion.trace())
    refused = f" {score.refused:,} refused as no digit." if score.refused else ""
    right = f"{percent(score.accuracy)} of {score.count:,} digits read right"
    first = f"{right}, {wrong:,} wrong, in {score.seconds:.1f} s.{refused}"
    return f"{first}\nIts certainty is off by {percent(calibration_error)} on average.\n"


def _table(score: Evaluation) -> str:
    """The confusion matrix with the accuracy of each true digit, 77 columns for up to 99,999 of a digit."""
    wide = max(len(str(score.confusion.max())) + 1, 4)
    lines = ["read as" + "".join(f"{digit:>{wide}}" for digit in range(10)) + "     right"]
    for digit, row in enumerate(score.confusion):
        cells = "".join(f"{count or '.':>{wide}}" for count in row.tolist())
        lines.append(f"true {digit} {cells}{_accuracy(score, digit):>10}")
    return "\n".join(lines) + "\n"


def _confusions(score: Evaluation) -> str:
    """The commonest mistakes in words."""
    worst = score.confusions()[:_WORST]
    if not worst:
        return "Nothing was confused."
    of_each = score.confusion.sum(1)
    lines = [
        f"  {truth} read as {read}: {_times(count)}, {percent(count / of_each[truth])} of the {truth}s"
        for truth, read, count in worst
    ]
    return "\n".join(["Confused most often:", *lines])


def _worst_of(score: Evaluation) -> str:
    worst = score.confusions()[:_WORST_OF_EACH]
    told = "; ".join(f"{truth} read as {read}: {_times(count)}" for truth, read, count in worst)
    return f"  {score.name}: {told or 'nothing'}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"
