"""How models look in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from digitgame.model import Model

_SCORED: Final = (("mnist", "MNIST"), ("drawings", "drawings"), ("hand", "hand"))
_TITLE: Final = 14  # the column of what is told
_WIDE: Final = 22  # a column of a comparison


def facts(model: Model) -> dict[str, Any]:
    """What a list or a comparison tells of a model, from its card."""
    card = model.card
    return {
        "name": model.name,
        "folder": str(model.folder),
        "preset": card.get("preset"),
        "start": card.get("recipe", {}).get("start"),
        "created": card.get("created"),
        "version": card.get("version"),
        "framing": card.get("framing"),
        "epochs": card.get("epochs"),
        "seconds": card.get("seconds"),
        "parameters": card.get("parameters"),
        "learnt": card.get("learnt"),
        "data": [f"{one['name']} ({one['count']:,})" for one in card.get("data", [])],
        "scores": card.get("scores", {}),
    }


def listing(summaries: Sequence[Mapping[str, Any]], unfinished: Sequence[Mapping[str, Any]]) -> str:
    """A line a model, the default marked, then the trainings that are not over."""
    wide = max([4, *(len(one["name"]) for one in summaries)])
    lines = [f"  {'name':<{wide}}  preset  {'trained':<16}" + "".join(f"{title:>10}" for _, title in _SCORED)]
    for one in summaries:
        mark = "*" if one["default"] else " "
        if "error" in one:
            lines.append(f"{mark} {one['name']:<{wide}}  {one['error']}")
            continue
        scores = "".join(f"{_percent(one['scores'].get(key)):>10}" for key, _ in _SCORED)
        start = f"  goes on from {one['start']}" if one["start"] else ""
        lines.append(
            f"{mark} {one['name']:<{wide}}  {one['preset'] or '':<6}  {_date(one['created']):<16}{scores}{start}"
        )
    lines.append("\n* is used where none is named.")
    for one in unfinished:
        state = "is being trained" if one["running"] else "is unfinished"
        then = "" if one["running"] else f" Go on with: digitgame train --resume {one['name']}"
        done = "1 epoch" if one["epochs"] == 1 else f"{one['epochs']:,} epochs"
        lines.append(f"{one['name']} {state}, {done} done.{then}")
    return "\n".join(lines)


def card(model: Model, layers: Sequence[Mapping[str, Any]]) -> str:
    """All of a model."""
    told = facts(model)
    tested = model.card.get("tested", {})
    lines = [f"{told['name']}, in {told['folder']}", ""]
    lines += [f"  {name:<{_TITLE}}{value}" for name, value in _rows(told) if value]
    for key, title in _SCORED:
        if key in told["scores"]:
            test = tested.get(key, {})
            error = test.get("expected_calibration_error")
            of = f" of {test['count']:,}" if "count" in test else ""
            off = f", its certainty off by {_percent(error)}" if error is not None else ""
            lines.append(f"  {title:<{_TITLE}}{_percent(told['scores'][key])}{of}{off}")
    return "\n".join([*lines, "", *layer_table(layers)])


def comparison(first: Model, second: Model) -> str:
    """Two models side by side; where they are not the same, a mark."""
    columns = [facts(first), facts(second)]
    rows = [(name, value, other) for (name, value), (_, other) in zip(*map(_rows, columns), strict=True)]
    for key, title in _SCORED:
        value, other = (_percent(column["scores"].get(key)) for column in columns)
        rows.append((title, value, other))
    lines = [f"{'':<16}{columns[0]['name']:<{_WIDE}}  {columns[1]['name']}"]
    for name, value, other in rows:
        if not value and not other:
            continue
        mark = " " if value == other else "≠"
        lines.append(f"{mark} {name:<{_TITLE}}{value:<{_WIDE}}  {other}".rstrip())
    return "\n".join(lines)


def _rows(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    parameters, seconds = told["parameters"], told["seconds"]
    return [
        ("preset", str(told["preset"])),
        ("trained", _date(told["created"])),
        ("epochs", f"{told['epochs']}"),
        ("took", f"{seconds:,.0f} s" if seconds is not None else ""),
        ("goes on from", told["start"] or ""),
        ("learnt from", (f"{told['learnt']:,} of " if told["learnt"] else "") + ", ".join(told["data"])),
        ("parameters", f"{parameters:,}" if parameters is not None else ""),
        ("version", f"{told['version']}, framing {told['framing']}"),
    ]


def layer_table(layers: Sequence[Mapping[str, Any]]) -> list[str]:
    """A line a layer: what it gives, its parameters and multiply-adds, the range, zeros and NaN of its weights."""
    wide = max([5, *(len(layer["name"]) for layer in layers)])
    head = f"{'gives':<11}{'parameters':>11}{'multiply-adds':>15}{'min':>8}{'max':>8}{'zeros':>7}{'NaN':>5}"
    lines = [f"  {'layer':<{wide}}  {head}"]
    for layer in layers:
        shape = "×".join(map(str, layer["shape"]))
        weights = ""
        if "zeros" in layer:
            low, high = (
                f"{layer[key]:8.3f}" if layer[key] is not None else f"{'':8}" for key in ("min", "max")
            )
            weights = f"{low}{high}{layer['zeros']:>7,}{layer['nan']:>5,}"
        sizes = f"{layer['parameters']:>11,}" if layer["parameters"] else f"{'':>11}"
        work = f"{layer['multiply_adds']:>15,}" if layer["multiply_adds"] else f"{'':>15}"
        lines.append(f"  {layer['name']:<{wide}}  {shape:<11}{sizes}{work}{weights}".rstrip())
    parameters, work = (sum(layer[key] for layer in layers) for key in ("parameters", "multiply_adds"))
    return [*lines, f"  {'':<{wide}}  {'in all':<11}{parameters:>11,}{work:>15,}"]


def _date(created: str | None) -> str:
    return created[:16].replace("T", " ") if created else ""


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.2f} %"
