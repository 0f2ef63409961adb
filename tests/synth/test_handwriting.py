import numpy as np
import pytest

from digitgame.ink import BOARD, Drawing, frame
from digitgame.synth import glyphs, handwriting


def test_the_same_seed_writes_the_same_and_another_does_not() -> None:
    first = handwriting.write_many(30, 3)
    assert first == handwriting.write_many(30, 3) == list(handwriting.writing(30, 3))
    assert first != handwriting.write_many(30, 4)


def test_every_digit_is_written_equally_often_on_the_board() -> None:
    drawings = handwriting.write_many(200, 1)
    assert (
        np.bincount([drawing.label for drawing in drawings if drawing.label is not None]).tolist()
        == [20] * 10
    )
    points = np.array([point for drawing in drawings for stroke in drawing.strokes for point in stroke])
    assert points.min() >= 0
    assert points.max() <= BOARD


@pytest.mark.parametrize("digit", range(10))
def test_every_noted_allograph_is_a_shape_about_one_unit_high(digit: int) -> None:
    for glyph in glyphs.variants(str(digit)):
        shape = handwriting.parse(glyph.strokes)
        curve = shape.basis @ shape.points
        assert glyph.weight > 0
        assert len(shape.strokes) == glyph.strokes.count("/") + 1
        assert 0.9 < np.ptp(curve[:, 1]) < 1.2


@pytest.mark.parametrize("digit", range(10))
def test_every_allograph_has_a_name_of_its_own_and_is_drawn(digit: int) -> None:
    names = [glyph.name for glyph in glyphs.variants(str(digit))]
    assert all(names)
    assert len(set(names)) == len(names)
    allographs, chances = handwriting._allographs(digit)
    assert len(allographs) == len(chances) + 1
    for number in range(len(allographs)):
        assert np.isfinite(handwriting._shape(digit, number).points).all()
    assert np.diff([0, *chances, 1]).min() > 0.003


def test_a_shape_is_worked_out_when_it_is_first_written() -> None:
    """All shapes of a digit would delay a frame of the game."""
    handwriting._shape.cache_clear()
    handwriting.write(3, np.random.default_rng(1))
    assert handwriting._shape.cache_info().currsize == 1


def test_a_corner_is_sharp_and_any_other_point_is_smooth() -> None:
    def sharpest(text: str) -> float:
        """The least cosine between two steps of the curve: 1 is straight on, 0 a right angle."""
        shape = handwriting.parse(text)
        steps = np.diff(shape.basis @ shape.points, axis=0)
        lengths = np.hypot(*steps.T)
        steps = steps[lengths > 0] / lengths[lengths > 0, None]
        return float((steps[1:] * steps[:-1]).sum(1).min())

    assert sharpest("0,0 0,1! 1,1") < 0.1
    assert sharpest("0,0 0,1 1,1") > 0.7


def written_with(effect: str, digit: int, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Drawing, Drawing]]:
    """Twenty drawings of a digit without an effect, each with the same drawing that has it."""

    def write(effects: dict[str, float], seed: int) -> Drawing:
        monkeypatch.setattr(handwriting, "_EFFECTS", effects)
        return handwriting.write(digit, np.random.default_rng(seed))

    return [(write({}, seed), write({effect: 1.0}, seed)) for seed in range(20)]


def ink_of(drawing: Drawing) -> float:
    """The ink's amount in the frame of a drawing."""
    return float(frame(drawing.strokes).sum())


@pytest.mark.parametrize("number", [0, 1])
def test_a_hooked_foot_runs_up_again_and_other_strokes_stay(number: int) -> None:
    seven = handwriting.parse(glyphs.variants("7")[number].strokes)
    curve = seven.basis @ seven.points
    for seed in range(20):
        hooked, spans = handwriting._hooked(curve, seven.strokes, np.random.default_rng(seed))
        assert [stop - start for start, stop in spans[1:]] == [b - a for a, b in seven.strokes[1:]]
        for (start, stop), (a, b) in zip(spans[1:], seven.strokes[1:], strict=True):
            np.testing.assert_array_equal(hooked[start:stop], curve[a:b])
        stem = hooked[slice(*spans[0])]
        assert 0.05 < stem[:, 1].max() - stem[-1, 1] < 0.2


def test_a_zero_has_no_foot_to_hook(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(plain == hooked for plain, hooked in written_with("hook", 0, monkeypatch))
    assert all(plain != hooked for plain, hooked in written_with("hook", 1, monkeypatch))


def test_a_bold_pen_leaves_more_ink(monkeypatch: pytest.MonkeyPatch) -> None:
    for plain, bold in written_with("bold", 1, monkeypatch):
        assert ink_of(bold) > 1.1 * ink_of(plain)


@pytest.mark.parametrize("digit", range(10))
def test_a_digit_cut_off_at_the_border_keeps_most_of_its_ink(
    digit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_pieces = [len(cut.strokes) for _, cut in written_with("cut", digit, monkeypatch)]
    assert min(cut_pieces) > 0
    shape = handwriting.parse(glyphs.variants(str(digit))[0].strokes)
    curve = shape.basis @ shape.points
    for seed in range(20):
        spans = handwriting._cut(
            curve, shape.strokes, handwriting._CUT_SIDES[digit], np.random.default_rng(seed)
        )
        kept = sum(stop - start for start, stop in spans) / len(curve)
        assert 0.6 < kept < 1


def test_few_points_are_few_and_dots_are_unjoined(monkeypatch: pytest.MonkeyPatch) -> None:
    for _, sparse in written_with("few points", 0, monkeypatch):
        assert max(map(len, sparse.strokes)) < 24
    for _, dots in written_with("dots", 0, monkeypatch):
        assert {len(stroke) for stroke in dots.strokes} == {1}
        assert len(dots.strokes) > 10


def test_effects_are_rare() -> None:
    rng = np.random.default_rng(0)
    effects = [handwriting._effect(rng) for _ in range(5000)]
    for name, fraction in handwriting._EFFECTS.items():
        assert 0.01 <= fraction <= 0.04
        assert effects.count(name) / 5000 == pytest.approx(fraction, rel=0.4)
