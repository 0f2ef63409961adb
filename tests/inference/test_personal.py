from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ink.making import boxed

from digitgame import model
from digitgame.inference import Reader, Reading
from digitgame.inference.personal import layer as layer_module
from digitgame.inference.personal.layer import MOST, Personal
from digitgame.inference.personal.rule import distance_ratios
from digitgame.ink import Drawing, frame
from digitgame.synth import handwriting, non_digits
from digitgame.synth.glyphs import variants

ODD = "-.28,.06 .0,.02 .26,.0! .12,.4 .0,1"  # a 1 like a 7
CROSSED = "-.27,.03 .0,.0 .26,.0! .08,.45 -.02,1 / -.16,.5 .05,.5 .24,.48"  # the same player's 7

# a 9 with a looped tail, as others do not write any digit
LOOPED = ".2,.12 .0,.0 -.2,.14 -.14,.38 .1,.36 .22,.14! .24,.6 .1,.98 -.2,1 -.24,.8 .0,.66 .3,.56"


def written(digit: int, way: str, count: int, seed: int) -> list[Drawing]:
    rng = np.random.default_rng(seed)
    shape = handwriting.parse(way)
    return [
        Drawing(handwriting.on_board(handwriting.deformed(shape, rng), shape.strokes, rng), digit)
        for _ in range(count)
    ]


def misread(reader: Reader, count: int, seed: int) -> list[Drawing]:
    """Odd 1s that the golden network takes for 7s."""
    drawings = [d for d in written(1, ODD, 60, seed) if reader.read(frame(d.strokes)).digit == 7]
    assert len(drawings) > 25
    return drawings[:count]


def settled(layer: Personal) -> Personal:
    while layer.work():
        pass
    return layer


def judged(layer: Personal, drawings: list[Drawing]) -> list[Reading]:
    return [layer.judge(layer.reader.read(frame(d.strokes)), d.strokes) for d in drawings]


def usual(seed: int) -> list[Drawing]:
    """A player's drawings of other digits, in many forms, and crossed 7s."""
    others = [d for d in handwriting.write_many(120, seed) if d.label not in (1, 7)]
    return [*others, *written(7, CROSSED, 12, seed)]


def steady(seed: int) -> list[Drawing]:
    """Like `usual`, by a player who keeps to the commonest form of each digit."""
    forms = {digit: variants(str(digit))[0].strokes for digit in range(10) if digit not in (1, 7)}
    others = [drawing for digit, form in forms.items() for drawing in written(digit, form, 12, seed + digit)]
    mixed = [others[at] for at in np.random.default_rng(seed).permutation(len(others))]
    return [*mixed, *written(7, CROSSED, 12, seed)]


def test_three_corrections_are_enough(reader: Reader) -> None:
    layer = settled(
        Personal.of(reader, [*steady(1)[:40], *written(7, CROSSED, 2, 2), *misread(reader, 3, 3)])
    )
    new = misread(reader, 25, 4)
    read = [reading.digit for reading in judged(layer, new)]
    assert read.count(1) >= 12
    others = steady(5)
    alone = [reader.read(frame(drawing.strokes)).digit for drawing in others]
    assert sum(a != b.digit for a, b in zip(alone, judged(layer, others), strict=True)) <= 1


def test_a_reading_says_what_was_overruled_and_how_confidently(reader: Reader) -> None:
    layer = settled(Personal.of(reader, misread(reader, 6, 6)))
    overruled = [
        reading for reading in judged(layer, misread(reader, 25, 7)) if reading.overruled is not None
    ]
    assert overruled
    for reading in overruled:
        assert (reading.digit, reading.overruled) == (1, 7)
        assert reading.probabilities.sum() == pytest.approx(1, abs=1e-5)
        assert 0.5 < reading.confidence < 1
        assert not reading.rejected


def test_without_a_correction_nothing_is_overruled(reader: Reader) -> None:
    right = [d for d in usual(8) if reader.read(frame(d.strokes)).digit == d.label]
    layer = settled(Personal.of(reader, right))
    assert all(reading.overruled is None for reading in judged(layer, [*usual(9), *misread(reader, 10, 10)]))


def test_one_correction_alone_is_not_trusted(reader: Reader) -> None:
    layer = settled(Personal.of(reader, misread(reader, 1, 11)))
    assert all(reading.overruled is None for reading in judged(layer, misread(reader, 20, 12)))


def test_a_player_whose_7s_look_the_same_keeps_them(reader: Reader) -> None:
    """The guard: where it would have been wrong on the player's own drawings it does not overrule."""
    same = [Drawing(d.strokes, 7) for d in misread(reader, 12, 13)]
    layer = settled(Personal.of(reader, [*misread(reader, 3, 14), *same]))
    assert all(reading.overruled is None for reading in judged(layer, misread(reader, 25, 15)))


def test_a_correction_counts_once_it_has_been_taken_in(reader: Reader) -> None:
    layer = settled(Personal.of(reader, misread(reader, 5, 16)))
    new = misread(reader, 20, 17)
    assert any(reading.overruled == 7 for reading in judged(layer, new))
    layer.add(new[0])
    assert all(reading.overruled is None for reading in judged(layer, new))
    assert any(reading.overruled == 7 for reading in judged(settled(layer), new))


def test_old_drawings_make_room_for_new_ones(reader: Reader) -> None:
    layer = settled(Personal.of(reader, [*misread(reader, 5, 18), *handwriting.write_many(MOST, 19)]))
    assert all(reading.overruled is None for reading in judged(layer, misread(reader, 10, 20)))


def test_a_step_reads_few_drawings_and_tries_the_rule_on_few(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer = Personal.of(reader, [*usual(21), *misread(reader, 10, 22)])
    calls: Counter[str] = Counter()

    def counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            calls[name] += 1
            return function(*arguments)

        return call

    monkeypatch.setattr(Reader, "read", counted("read", Reader.read))
    monkeypatch.setattr(layer_module, "distance_ratios", counted("tried", distance_ratios))
    total: Counter[str] = Counter()
    more = True
    while more:
        calls.clear()
        more = layer.work()
        assert calls["read"] <= layer_module.READ_PER_STEP
        assert calls["tried"] <= layer_module.TRIED_PER_STEP
        total += calls
    assert total["read"] > 100
    assert total["tried"] > layer_module.TRIED_PER_STEP


def test_ink_that_the_player_has_called_a_digit_is_no_longer_rejected(own_model: Path) -> None:
    card = json.loads((own_model / model.CARD).read_text("utf-8"))
    model.write_card(own_model, {**card, "refusal": {"threshold": -1}})
    strict = Reader(model.load(own_model))
    drawings = written(0, "-.02,.02 .2,.1 .3,.5 .2,.9 .0,1 -.22,.88 -.3,.5 -.2,.12 .04,.0", 12, 24)
    layer = settled(Personal.of(strict, drawings))
    assert not any(reading.rejected for reading in judged(layer, drawings))
    others = [d for d in handwriting.write_many(60, 25) if d.label != 0]
    assert all(reading.rejected for reading in judged(layer, others))


def test_a_reading_without_features_stays_as_it_is(reader: Reader) -> None:
    layer = settled(Personal.of(reader, misread(reader, 6, 23)))
    reading = Reading(np.eye(10, dtype=np.float32)[7], {}, model="")
    assert layer.judge(reading, misread(reader, 1, 23)[0].strokes) is reading


def test_without_features_there_is_no_personal_layer(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = Reading(np.eye(10, dtype=np.float32)[7], {}, model="")
    monkeypatch.setattr(Reader, "read", lambda *_: bare)
    layer = settled(Personal.of(reader, handwriting.write_many(20, 3)))
    assert layer.judge(bare, [[(1.0, 2.0), (3.0, 4.0)]]) is bare


def test_with_nothing_else_known_three_corrections_of_an_unusual_way_are_enough(reader: Reader) -> None:
    looped = [d for d in written(9, LOOPED, 120, 32) if reader.read(frame(d.strokes)).digit != 9]
    assert len(looped) > 40
    layer = settled(Personal.of(reader, looped[:3]))
    read = [reading.digit for reading in judged(layer, looped[3:])]
    assert read.count(9) >= 0.6 * len(read)


def test_what_others_write_the_digit_read_like_takes_some_of_the_players_own(reader: Reader) -> None:
    """Three odd 1s look like many people's 7s: nobody knows whose, before some 7s are known."""
    new = misread(reader, 25, 32)
    without = with_two = 0
    for seed in range(40, 46):
        odd = misread(reader, 3, seed)
        without += sum(r.digit == 1 for r in judged(settled(Personal.of(reader, odd)), new))
        knows = settled(Personal.of(reader, [*written(7, CROSSED, 2, seed), *odd]))
        with_two += sum(r.digit == 1 for r in judged(knows, new))
    assert without <= 0.1 * 6 * len(new)
    assert with_two >= 0.4 * 6 * len(new)


def test_non_digits_hardly_ever_become_a_corrected_digit(reader: Reader) -> None:
    kinds = ("scribble", "tangle", "hatching", "star", "dot", "wave")
    read = [(reader.read(frame(d.strokes)), d.strokes) for d in non_digits.write_many(1500, 53, kinds)]
    sevens = [one for one in read if one[0].digit == 7]
    layers = [
        settled(Personal.of(reader, [*usual(seed)[:40], *misread(reader, 9, seed)])) for seed in (54, 55)
    ]
    assert len(sevens) > 10
    overruled = [layer.judge(*one).overruled is not None for layer in layers for one in sevens]
    assert sum(overruled) <= 0.2 * len(overruled), (sum(overruled), len(overruled))


def test_with_nothing_else_known_digits_of_another_shape_stay(reader: Reader) -> None:
    """A player of whom only the odd 1s are known is no reason to read crossed 7s, or any other digit, as 1s."""
    layers = [settled(Personal.of(reader, misread(reader, 3, seed))) for seed in range(40, 44)]
    others = [
        *(d for d in handwriting.write_many(400, 27) if d.label not in (1, 7)),
        *written(7, CROSSED, 60, 33),
    ]
    right = [d for d in others if reader.read(frame(d.strokes)).digit == d.label]
    assert len(right) > 300
    assert all(reading.overruled is None for layer in layers for reading in judged(layer, right))


def test_a_few_drawings_of_the_same_shape_are_enough_to_hold_back(reader: Reader) -> None:
    """Who writes 7s like the odd 1s, and says so, is no longer guessed at."""
    drawings = misread(reader, 25, 34)
    before = after = 0
    for seed in range(40, 46):
        layer = settled(Personal.of(reader, misread(reader, 9, seed)))
        before += sum(reading.overruled is not None for reading in judged(layer, drawings[3:]))
        for seven in drawings[:3]:
            layer.add(Drawing(seven.strokes, 7))
        after += sum(reading.overruled is not None for reading in judged(settled(layer), drawings[3:]))
    assert before > 40
    assert after < before / 2


def test_corrections_without_a_counterexample_convince_in_time(reader: Reader) -> None:
    new = misread(reader, 25, 28)
    odd = misread(reader, 25, 29)
    after = [
        sum(r.digit == 1 for r in judged(settled(Personal.of(reader, odd[:count])), new)) for count in (3, 9)
    ]
    assert after[0] < after[1] > 12


def test_only_what_is_read_as_a_correction_was_is_overruled(reader: Reader) -> None:
    layer = settled(Personal.of(reader, misread(reader, 9, 30)))
    overruled = [r for r in judged(layer, handwriting.write_many(300, 31)) if r.overruled is not None]
    assert {reading.overruled for reading in overruled} <= {7}


def test_the_guard_of_many_drawings_is_spread_over_steps(reader: Reader) -> None:
    layer = Personal.of(reader, misread(reader, 3, 35))
    assert settled(layer).known == 3
    for drawing in misread(reader, 25, 36) * 5:
        layer.add(drawing)
    while layer.waiting:
        layer.work()
    steps = 1
    while layer.work():
        steps += 1
    assert steps >= 3


def test_a_box_around_the_digit_does_not_hide_the_handwriting(reader: Reader) -> None:
    boxes = [Drawing.of(boxed(drawing.strokes), 1) for drawing in misread(reader, 3, 3)]
    layer = settled(Personal.of(reader, [*steady(1)[:40], *written(7, CROSSED, 2, 2), *boxes]))
    new = [boxed(drawing.strokes) for drawing in misread(reader, 25, 4)]
    read = [layer.judge(reader.read_drawing(strokes), strokes).digit for strokes in new]
    assert read.count(1) >= 12
