"""How models look in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from digitgame.formatting import counted, percent, score_label, score_text, scores

if TYPE_CHECKING:
    from digitgame.model import Model

# The data sets with a column of scores in the list of models.
_SCORED: Final = ("mnist", "drawings", "hand")
# Widths of the column of names and of a column of a comparison.
_TITLE: Final = 18
_WIDE: Final = 28


def facts(model: Model) -> dict[str, Any]:
    """The values of a model's card that lists and comparisons show."""
    card = model.card
    keys = ("preset", "created", "version", "framing", "epochs", "seconds", "parameters", "learnt")
    return {
        "name": model.name,
        "folder": str(model.folder),
        **{key: card.get(key) for key in keys},
        "start": card.get("recipe", {}).get("start"),
        "imported": card.get("imported", {}).get("file"),
        "data": [f"{one['name']} ({one['count']:,})" for one in card.get("data", [])],
        "scores": card.get("scores", {}),
        "accepted": card.get("accepted", {}),
    }


def listing(summaries: Sequence[Mapping[str, Any]], unfinished: Sequence[Mapping[str, Any]]) -> str:
    """One line per model, the default marked, then the unfinished trainings."""
    wide = max([4, *(len(one["name"]) for one in summaries)])
    widths = {name: max(len(score_label(name)), 15) + 2 for name in _SCORED}
    titles = "".join(f"{score_label(name):>{width}}" for name, width in widths.items())
    lines = [f"  {'name':<{wide}}  preset  {'trained':<16}{titles}"]
    for one in summaries:
        mark = "*" if one["default"] else " "
        if "error" in one:
            lines.append(f"{mark} {one['name']:<{wide}}  {one['error']}")
            continue
        both = "".join(f"{_both(one, name):>{width}}" for name, width in widths.items())
        both += "".join(
            f"  {score_label(name)} {_both(one, name)}" for name in one["scores"] if name not in _SCORED
        )
        start = f"  fine-tuned from {one['start']}" if one["start"] else ""
        start += f"  imported from {one['imported']}" if one["imported"] else ""
        lines.append(
            f"{mark} {one['name']:<{wide}}  {one['preset'] or '':<6}  {_date(one['created']):<16}{both}{start}"
        )
    lines.append("\nAccuracy / accepted accuracy (right and not rejected). * is the default.")
    for one in unfinished:
        state = "is being trained" if one["running"] else "is unfinished"
        then = "" if one["running"] else f" Resume it: digitgame train --resume {one['name']}"
        lines.append(f"{one['name']} {state}, {counted(one['epochs'], 'epoch')} done.{then}")
    return "\n".join(lines)


def card(model: Model, layers: Sequence[Mapping[str, Any]]) -> str:
    """All facts about a model, and its layers."""
    values = facts(model)
    tested = model.card.get("tested", {})
    lines = [f"{values['name']}, in {values['folder']}", ""]
    lines += [f"  {name:<{_TITLE}}{value}" for name, value in _rows(values) if value]
    for name in values["scores"]:
        test = tested.get(name, {})
        error = test.get("expected_calibration_error")
        of = f" of {test['count']:,}" if "count" in test else ""
        off = f", calibration error (ECE) {_percent(error)}" if error is not None else ""
        lines.append(f"  {score_label(name):<{_TITLE}}{score_text(values, name)}{of}{off}")
    return "\n".join([*lines, "", *layer_table(layers)])


def comparison(first: Model, second: Model) -> str:
    """Two models side by side; differences are marked."""
    columns = [facts(first), facts(second)]
    rows = [(name, value, other) for (name, value), (_, other) in zip(*map(_rows, columns), strict=True)]
    for name in dict.fromkeys([*columns[0]["scores"], *columns[1]["scores"]]):
        value, other = (score_text(column, name) for column in columns)
        rows.append((score_label(name), value, other))
    lines = [f"{'':<20}{columns[0]['name']:<{_WIDE}}  {columns[1]['name']}"]
    for name, value, other in rows:
        if not value and not other:
            continue
        mark = " " if value == other else "≠"
        lines.append(f"{mark} {name:<{_TITLE}}{value:<{_WIDE}}  {other}".rstrip())
    return "\n".join(lines)


def _rows(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    parameters, seconds = values["parameters"], values["seconds"]
    return [
        ("preset", values["preset"] or ""),
        ("trained", _date(values["created"])),
        ("imported from", values["imported"] or ""),
        ("epochs", "" if values["epochs"] is None else f"{values['epochs']}"),
        ("took", f"{seconds:,.0f} s" if seconds is not None else ""),
        ("fine-tuned from", values["start"] or ""),
        ("data", (f"{values['learnt']:,} of " if values["learnt"] else "") + ", ".join(values["data"])),
        ("parameters", f"{parameters:,}" if parameters is not None else ""),
        ("version", f"{values['version']}, framing {values['framing']}"),
    ]


def layer_table(layers: Sequence[Mapping[str, Any]]) -> list[str]:
    """One line per layer: output shape, parameters, multiply-adds, and the range, zeros and NaNs of its weights."""
    wide = max([5, *(len(layer["name"]) for layer in layers)])
    head = f"{'output':<11}{'parameters':>11}{'multiply-adds':>15}{'min':>8}{'max':>8}{'zeros':>7}{'NaN':>5}"
    lines = [f"  {'layer':<{wide}}  {head}"]
    for layer in layers:
        shape = "×".join(map(str, layer["shape"]))
        weights = ""
        if "zeros" in layer:
            limits = (layer["min"], layer["max"])
            low, high = (" " * 8 if limit is None else f"{limit:8.3f}" for limit in limits)
            weights = f"{low}{high}{layer['zeros']:>7,}{layer['nan']:>5,}"
        sizes = f"{layer['parameters']:>11,}" if layer["parameters"] else f"{'':>11}"
        work = f"{layer['multiply_adds']:>15,}" if layer["multiply_adds"] else f"{'':>15}"
        lines.append(f"  {layer['name']:<{wide}}  {shape:<11}{sizes}{work}{weights}".rstrip())
    parameters, work = (sum(layer[key] for layer in layers) for key in ("parameters", "multiply_adds"))
    return [*lines, f"  {'':<{wide}}  {'total':<11}{parameters:>11,}{work:>15,}"]


def _date(created: str | None) -> str:
    return created[:16].replace("T", " ") if created else ""


def _both(values: Mapping[str, Any], name: str) -> str:
    """Accuracy and accepted accuracy on a data set, as in the list."""
    score, accepted = scores(values, name)
    return "" if score is None else f"{100 * score:.2f} / {_percent(accepted) or '–'}"


def _percent(share: float | None) -> str:
    return "" if share is None else percent(share, 2)
