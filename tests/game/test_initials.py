"""Three letters after a run, for whoever has no name: by keys and by the pointer."""

from __future__ import annotations

from typing import TypeVar

import pygame
import pytest
from pygame.event import Event

from digitgame.game.game import SOMEONE, Game
from digitgame.game.modes.duel import DuelScene
from digitgame.game.modes.timed_run import TimedRunScene
from digitgame.game.results.scene import Results
from digitgame.game.shell.initials import COUNT, Initials, arrow_areas, cell_area, is_initials
from digitgame.game.shell.menu import Menu
from digitgame.game.shell.title import Title
from digitgame.rules.duel import GRACE
from digitgame.rules.modes import SPRINT, Mode
from digitgame.rules.sprint import SECONDS
from digitgame.store import Run, Store
from digitgame.ui.canvas import Canvas, hint_areas
from digitgame.ui.layout import Area
from digitgame.ui.scene_stack import Swap, Transition

from .conftest import VIEW, key, sends
from .runs import begin, does, draws

T = TypeVar("T")
pytestmark = pytest.mark.usefixtures("window")


@pytest.fixture
def entry(game: Game) -> Initials:
    game.join(SOMEONE)
    return ready(Initials(game, 1_234, lambda _: Menu(game)))


def ready(entry: Initials) -> Initials:
    """A second later: a key of the run before chooses nothing."""
    entry.update(1.0)
    return entry


def typed(text: str) -> Event:
    return Event(pygame.TEXTINPUT, text=text)


def click(scene: Initials, area: Area) -> Transition | None:
    return sends(scene, Event(pygame.MOUSEBUTTONDOWN, button=1, pos=VIEW.rect(area).center))


def leads_to(transition: Transition | None, kind: type[T]) -> T:
    """The scene, of that kind, that takes the place of the one before."""
    assert isinstance(transition, Swap)
    assert isinstance(transition.scene, kind)
    if isinstance(transition.scene, Initials):
        ready(transition.scene)
    return transition.scene


def ended(scene: TimedRunScene) -> Transition | None:
    draws(scene, scene.wanted)
    scene.rules.clock.tick(SECONDS)
    return does(scene, [], 2.0)


def test_letters_are_typed_one_after_the_other(entry: Initials, store: Store) -> None:
    sends(entry, typed("x"), typed("é"), typed("y"), typed("9"), typed("z"))
    assert entry.name == "XYZ"
    sends(entry, key("backspace"), typed("b"))
    assert entry.name == "XBZ"
    leads_to(sends(entry, key("return")), Menu)
    assert entry.game.player == "XBZ"
    assert SOMEONE not in store.players()


def test_a_key_of_the_run_before_chooses_nothing(game: Game) -> None:
    entry = Initials(game, 1_234, lambda _: Menu(game))
    # So the loop draws frame after frame, in which the time passes whatever is pressed.
    assert entry.moving
    assert sends(entry, typed("s"), key("7"), key("return"), key("escape"), key("down"), key("right")) is None
    assert (entry.name, entry.at) == ("AAA", 0)
    ready(entry)
    assert not entry.moving
    sends(entry, typed("s"))
    assert (entry.name, entry.at) == ("SAA", 1)


def test_backspace_stays_at_the_first_letter(entry: Initials) -> None:
    sends(entry, typed("s"), key("backspace"), key("backspace"), typed("leo"))
    assert entry.name == "LEO"


def test_somebodys_letters_are_said_to_be_theirs(game: Game, canvas: Canvas, words: list[str]) -> None:
    game.store.join("BOB")
    entry = ready(Initials(game, 1_234, lambda _: Menu(game)))
    sends(entry, typed("bo"))
    assert entry.words == "Type three letters or digits, or turn them with the arrows."
    sends(entry, typed("b"))
    entry.draw(canvas)
    assert "BOB has played here: this run joins theirs." in words


def test_arrows_turn_the_letters(entry: Initials) -> None:
    sends(entry, key("down"), key("down"), key("right"), key("up"), key("left"), key("left"), key("down"))
    assert entry.name == "C9B"


def test_the_pointer_alone_is_enough(entry: Initials) -> None:
    for number in range(COUNT):
        above, below = arrow_areas(number)
        for _ in range(number + 2):
            click(entry, below)
        click(entry, above)
    assert entry.name == "BCD"
    click(entry, cell_area(1))
    assert entry.at == 1
    hint, area = entry.places(VIEW)[0]
    assert hint.words == "that's me"
    assert isinstance(click(entry, area), Swap)
    assert entry.game.player == "BCD"


def test_esc_leaves_the_player_without_a_name(entry: Initials) -> None:
    assert isinstance(sends(entry, key("escape")), Swap)
    assert entry.game.player == SOMEONE


def test_initials_that_somebody_has_give_the_run_to_them(game: Game, store: Store) -> None:
    game.join("ANN")
    game.join(SOMEONE)
    entry = leads_to(ended(TimedRunScene(game, SPRINT, 7)), Initials)
    sends(entry, typed("ann"), key("return"))
    assert {run.player for run in store.runs()} == {"ANN"}
    assert SOMEONE not in store.players()


def test_initials_of_the_one_before_are_asked_about(game: Game, store: Store) -> None:
    game.join("ANN")
    Title(game)
    entry = leads_to(ended(TimedRunScene(game, SPRINT, 7)), Initials)
    assert (entry.name, entry.words) == (
        "ANN",
        "Still ANN? Press Enter. If not, type your initials.",
    )
    assert entry.hints[-1].words == "still ANN"
    # The results that were prepared, not others.
    assert leads_to(sends(entry, key("return")), Results) is entry.then("ANN")
    assert [run.player for run in store.runs()] == ["ANN"]
    # Whoever has just said who plays is not asked again, until the title was shown.
    leads_to(ended(TimedRunScene(game, SPRINT, 9)), Results)
    Title(game)
    entry = leads_to(ended(TimedRunScene(game, SPRINT, 8)), Initials)
    results = leads_to(sends(entry, typed("bob"), key("return")), Results)
    # It is Bob's first run, whatever Ann did before.
    assert (results.history.best, results.history.first, results.run.player) == (None, True, "BOB")
    assert sorted((run.player, run.seed) for run in store.runs()) == [("ANN", 7), ("ANN", 9), ("BOB", 8)]
    assert game.player == "BOB"


def test_initials_are_asked_again_only_for_the_table(game: Game, store: Store) -> None:
    game.join("ANN")
    Title(game)
    for number in range(10):
        store.keep(Run("Max", SPRINT, 1, "ab", float(number), 60.0, 90_000, 5, 5, 5, ()), [])
    leads_to(ended(TimedRunScene(game, SPRINT, 7)), Results)
    assert [is_initials(name) for name in ("ANN", "Ann", "AN", "王小明", "B0B")] == [
        True,
        False,
        False,
        False,
        True,
    ]


def test_only_a_finished_run_of_somebody_without_a_name_asks(game: Game) -> None:
    leads_to(ended(TimedRunScene(game, SPRINT, 7)), Results)
    game.join(SOMEONE)
    scene = TimedRunScene(game, SPRINT, 7)
    draws(scene, scene.wanted)
    scene.given_up = True
    leads_to(scene.update(0), Results)
    entry = leads_to(ended(TimedRunScene(game, SPRINT, 7)), Initials)
    results = leads_to(sends(entry, typed("abc"), key("return")), Results)
    assert results.standing == "ABC"
    # Enter once more, and the next run begins.
    assert isinstance(sends(results, key("return")), Swap)


def test_the_winner_of_a_duel_is_named_before_the_initials(
    game: Game, canvas: Canvas, words: list[str]
) -> None:
    game.join(SOMEONE)
    scene = DuelScene(game, Mode("duel", "boss"), 7)
    begin(scene)
    while not scene.rules.over:
        if not scene.rules.decided:
            scene.rules.clock.tick(GRACE)
            assert scene.rules.digit is not None
            scene._answer("press", scene.rules.digit)
        scene.record.make("next")
    wish = leads_to(scene.update(1 / 60), Initials)
    wish.draw(canvas)
    (run,) = game.store.runs()
    assert words.index("You beat Boss 10 : 0") < words.index(f"{run.score:,}")


def test_the_screen_says_the_points(entry: Initials, canvas: Canvas, words: list[str]) -> None:
    entry.draw(canvas)
    assert {"1,234", "A", "Type three letters or digits, or turn them with the arrows."} <= set(words)
    assert hint_areas(entry.hints, VIEW, 0, 0)
