"""The scores of a class in the game: what the table says, how old it is, what waits, and the view for a projector."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from digitgame.demo.classroom import ClassTables
from digitgame.errors import DigitgameError
from digitgame.game import start
from digitgame.game.base_scene import status_line
from digitgame.game.class_board.lines import age_line, mark_words
from digitgame.game.class_board.projector import Projector
from digitgame.game.class_board.scene import ClassScores
from digitgame.game.game import Game
from digitgame.game.results.history import store_run
from digitgame.game.shell.scores import ScoresScene
from digitgame.rules.modes import FREE_DRAW, SPRINT, Mode
from digitgame.rules.record import Move
from digitgame.scoreboard import server, tables
from digitgame.scoreboard.address import Address
from digitgame.scoreboard.outbox import Outbox
from digitgame.scoreboard.sender import Sender, Status
from digitgame.scoreboard.server import Arrival, Query
from digitgame.scoreboard.tables import Table, Viewer
from digitgame.store import Run, Store
from digitgame.ui.canvas import Canvas
from digitgame.ui.scene_stack import Push, Quit

from .conftest import key, sends

NOWHERE = Address("postgresql://nobody@127.0.0.1:1/nowhere")
AS_OF = ClassTables().look(Query("sprint")).as_of


class Asked(ClassTables):
    """Notes what is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.queries: list[Query] = []

    def look(self, query: Query) -> Table:
        if not self.queries or self.queries[-1] != query:
            self.queries.append(query)
        return super().look(query)


@pytest.fixture
def asked(game: Game) -> Asked:
    tables = Asked()
    game.tables, game.machine = tables, "pc-07"
    return tables


def test_the_class_is_a_step_beside_the_scores(game: Game, asked: Asked) -> None:
    scene = ScoresScene(game, FREE_DRAW)
    assert [item.label for item in scene.items()] == ["Mode", "Period", "Class", "Goals"]
    for _ in range(2):
        sends(scene, key("right"))
    wish = sends(scene, key("return"))
    assert isinstance(wish, Push)
    assert isinstance(wish.scene, ClassScores)
    assert wish.scene.mode == SPRINT
    assert asked.queries == [Query("sprint", "today", None, None, 10)]
    game.tables = None
    assert [item.label for item in scene.items()] == ["Mode", "Period", "Goals"]


def test_the_table_says_who_is_where(game: Game, asked: Asked) -> None:
    game.player = "ADA"
    scene = ClassScores(game)
    found = scene.lines()
    assert [(line.rank, line.player) for line in found[:2]] == [(1, "Maja"), (2, "Łukasz")]
    assert found[0].values == ("42 of 44", "95 %", "16", "16,877")
    assert found[8].values[3] == "6,726 ?"
    assert mark_words(found) == "? A check doubts this score."
    assert mark_words(found[:8]) == ""
    assert [line.player for line in found if line.own] == ["Ada"]
    assert scene.words() == ""
    assert not scene.moving
    assert asked.queries


def test_mode_period_and_machines_are_chosen(game: Game, asked: Asked) -> None:
    scene = ClassScores(game)
    sends(scene, key("down"))
    assert str(scene.mode) == "sums easy"
    for name in ("right", "down", "right", "down"):
        sends(scene, key(name))
    assert asked.queries[-1] == Query("sums easy", "week", None, "pc-07", 10)
    assert [line.player for line in scene.lines()] == ["Ada"]


@pytest.mark.parametrize(
    ("table", "seconds", "said"),
    [
        (None, 0, "Loading"),
        (Table(as_of=AS_OF), 1, ""),
        (Table(as_of=AS_OF), 12, "As of 12 seconds ago"),
        (Table(as_of=AS_OF), 60, "As of 1 minute ago"),
        (Table(as_of=AS_OF, trouble="x"), 7300, "Not connected · as of 2 hours ago"),
        (Table(as_of=AS_OF, trouble="x"), 90_000, "Not connected · as of 1 day ago"),
        (Table(trouble="x"), 0, "Not connected"),
    ],
)
def test_how_old_a_table_is(table: Table | None, seconds: float, said: str) -> None:
    assert age_line(table, AS_OF + seconds) == said


def test_an_empty_table_says_why(game: Game) -> None:
    scene = ClassScores(game)
    assert scene.moving
    scene.table = Table(as_of=AS_OF)
    assert scene.words() == "No runs of the class yet. Be the first!"
    scene.table = Table(trouble="The board can't be reached.")
    assert scene.words() == "The board can't be reached."


def played(score: int = 100) -> Run:
    return Run("Ann", SPRINT, 1, "ab", 10.0, 60.0, score, 1, 1, 1, (Move(1.0, "skip"),))


def test_a_finished_run_waits_where_a_board_is_joined_and_only_there(
    game: Game, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_run(game, played(), [])
    woken: list[Sender] = []
    monkeypatch.setattr(Sender, "wake", lambda self: woken.append(self))
    game.sender = Sender(store.path, NOWHERE)
    store_run(game, played(200), [])
    assert woken == [game.sender]
    with Outbox(store.path) as outbox:
        [(_, line)] = outbox.waiting(10)
    assert '"score":200' in line


def test_the_player_hears_once_that_runs_wait(game: Game, store: Store) -> None:
    game.sender = Sender(store.path, NOWHERE)
    assert game.notice() == ""
    game.sender.status = Status(2, 0, "The board can't be reached.")
    assert status_line(game).startswith("2 runs wait for the class board · Ann · ")
    heard = "The class's scoreboard can't be reached. Your runs wait here and are sent later."
    assert store_run(game, played(), []).error == heard
    assert store_run(game, played(), []).error == ""
    game.sender.status = Status(0, 2)
    assert store_run(game, played(), []).error == "All your runs are on the class's scoreboard now."
    assert status_line(game).startswith("Ann · ")


def test_the_game_plays_without_a_board_and_says_why(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DIGITGAME_BOARD", raising=False)
    assert start._board(store) == (None, "")
    store.set("board", {"url": "postgresql://ann@teacher-pc/digitgame", "machine": "pc-03"})
    board, why = start._board(store)
    assert board is not None
    assert (board[0].address.url, board[2], why) == ("postgresql://ann@teacher-pc/digitgame", "pc-03", "")
    monkeypatch.setenv("DIGITGAME_BOARD", "nonsense")
    assert start._board(store)[0] is None
    assert "no address of a board" in start._board(store)[1]
    monkeypatch.delenv("DIGITGAME_BOARD")
    monkeypatch.setattr(server, "find_spec", lambda _: None)
    assert start._board(store)[0] is None
    assert "needs psycopg" in start._board(store)[1]


class Wall:
    """Tables that a test sets."""

    def __init__(self) -> None:
        self.table: Table | None = ClassTables().look(Query("sprint", limit=10))
        self.queries: list[Query] = []

    def look(self, query: Query) -> Table | None:
        self.queries.append(query)
        return self.table


@pytest.fixture
def wall() -> Wall:
    return Wall()


def names(scene: Projector) -> list[str]:
    return [line.player for line in scene.lines()]


def test_a_run_that_comes_in_moves_its_row_and_is_lit(wall: Wall) -> None:
    scene = Projector(wall.look, SPRINT)
    scene.update(1.0)
    assert not scene.moving
    assert (names(scene)[9], scene.arrivals()[0]) == ("Tom", ("Ben", "Sprint · 10,364"))
    later = ClassTables(2.0).look(Query("sprint", limit=10))
    wall.table = later
    scene.update(0.0)
    assert (names(scene)[2], scene.arrivals()[0]) == ("Tom", ("Tom", "Sprint · 13,930"))
    tom = later.entries[2].player_id
    assert scene.moving
    assert (scene.rows[tom].place, scene.rows[tom].end) == (9.0, 2)
    assert [player for player, row in scene.rows.items() if row.lit] == [tom]
    for _ in range(60):
        scene.update(1 / 60)
    assert scene.rows[tom].place == 2
    for _ in range(240):
        scene.update(1 / 60)
    assert not scene.moving


def test_without_motion_rows_are_in_their_places_at_once(wall: Wall) -> None:
    scene = Projector(wall.look, SPRINT, reduced_motion=True)
    wall.table = ClassTables(2.0).look(Query("sprint", limit=10))
    scene.update(0.0)
    assert [row.place for row in scene.rows.values()] == list(range(10))
    assert not scene.moving


def test_one_mode_after_another_until_somebody_chooses(wall: Wall) -> None:
    scene = Projector(wall.look)
    assert scene.title == "Sprint · Today"
    scene.update(13.0)
    assert scene.title == "Sums · Easy · Today"
    sends(scene, key("left"))
    assert scene.title == "Sprint · Today"
    scene.update(60.0)
    assert scene.title == "Sprint · Today"
    sends(scene, key("down"))
    assert scene.title == "Sprint · This week"
    assert wall.queries[-1] == Query("sprint", "week", None, None, 10)
    assert isinstance(sends(scene, key("escape")), Quit)


def test_names_are_hidden(wall: Wall) -> None:
    scene = Projector(wall.look, SPRINT, initials=True)
    assert names(scene)[:3] == ["M.", "Ł.", "Z. V. D. B."]
    assert scene.arrivals()[0][0] == "B."


def test_nothing_there_yet_is_drawn_too(wall: Wall, canvas: Canvas, words: list[str]) -> None:
    wall.table = None
    scene = Projector(wall.look, Mode("sums", "hard"))
    assert scene.moving
    scene.draw(canvas)
    assert {"Sums · Hard · Today", "Loading"} <= set(words)
    wall.table = Table(as_of=AS_OF)
    scene.update(0.1)
    scene.draw(canvas)
    assert "No runs yet. Who is first?" in words


class Board:
    def __init__(self, answers: Sequence[Table | Exception]) -> None:
        self.answers = list(answers)

    def standings(self, query: Query) -> list[server.Entry]:
        answer = self.answers[0] if len(self.answers) == 1 else self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return list(answer.entries[: query.limit])

    def latest(self, limit: int) -> list[Arrival]:
        return [Arrival(1, "Ann", "pc", "sprint", 1, 1)][:limit]

    def modes(self) -> list[str]:
        return ["sprint"]

    def close(self) -> None:
        """Nothing is open."""


def eventually(found: Callable[[], bool]) -> None:
    import time

    until = time.monotonic() + 15
    while not found():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_table_is_loaded_behind_and_kept_for_an_outage(home: Path) -> None:
    full = ClassTables().look(Query("sprint"))
    query = Query("sprint", limit=3)
    cut = DigitgameError("The board can't be reached: the network is down.")
    board = Board([full, cut])
    viewer = Viewer(NOWHERE, every=0.01, latest=1, connect=lambda _: board)  # type: ignore[arg-type, return-value]
    viewer.look(query)

    def table() -> Table:
        return viewer.look(query) or Table()

    eventually(lambda: bool(table().entries))
    assert [one.player for one in table().entries] == ["Maja", "Łukasz", "Zoë van den Berg"]
    eventually(lambda: bool(table().trouble))
    assert len(table().entries) == 3
    viewer.close()
    # The next game shows what was seen last.
    again = Viewer(NOWHERE, every=0.01, connect=lambda _: Board([cut]))  # type: ignore[arg-type, return-value]
    again.look(query)
    eventually(lambda: bool((again.look(query) or Table()).trouble))
    kept = again.look(query)
    assert kept is not None
    assert [one.player for one in kept.entries] == ["Maja", "Łukasz", "Zoë van den Berg"]
    again.close()
    assert (home / "board-tables.json").is_file()


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"x": 1}', "\ud800".encode("utf-8", "surrogatepass")])
def test_a_damaged_file_of_tables_is_none(home: Path, damage: str | bytes) -> None:
    home.mkdir(parents=True)
    query = Query("sprint", limit=3)
    tables.keep(NOWHERE, query, ClassTables().look(query))
    assert tables.cached(NOWHERE, query) is not None
    assert tables.cached(NOWHERE, replace(query, limit=4)) is None
    file = tables.cache_file()
    file.write_bytes(damage if isinstance(damage, bytes) else damage.encode())
    assert tables.cached(NOWHERE, query) is None
    tables.keep(NOWHERE, query, ClassTables().look(query))
    text = file.read_text("utf-8").replace('"score": 16877', '"score": "many"')
    file.write_text(text, "utf-8")
    assert tables.cached(NOWHERE, query) is None


def test_a_duel_with_a_classmates_network_and_a_run_for_everyone(
    small_model: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    from click.testing import CliRunner

    from digitgame.cli import main

    shutil.copytree(small_model, home / "models" / "anns-network")
    chosen: list[tuple[str, int | None]] = []

    def play(*, mode: Mode | None, seed: int | None, **_: object) -> None:
        chosen.append((str(mode), seed))

    monkeypatch.setattr(start, "play", play)
    for words in (
        ("--mode", "duel anns-network"),
        ("--mode", "duel"),
        ("--mode", "Duel Boss"),
        ("--mode", "sprint", "--seed", "7"),
    ):
        assert CliRunner().invoke(main, ["play", *words]).exit_code == 0
    assert chosen == [("duel anns-network", None), ("duel boss", None), ("duel boss", None), ("sprint", 7)]
    done = CliRunner().invoke(main, ["play", "--mode", "duel bens-network"])
    assert done.exit_code == 2
    assert "There is no model bens-network to duel with. Known: boss, anns-network." in done.output
    assert CliRunner().invoke(main, ["play", "--seed", "-1"]).exit_code == 2
