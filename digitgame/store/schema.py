"""The tables, as scripts that lift the database from one version to the next."""

from typing import Final

# Each script lifts the database by one version. Never change one that has been released.
SCHEMA: Final = (
    """
    CREATE TABLE players (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        seen REAL NOT NULL  -- seconds since 1970, when the player last joined
    );
    CREATE TABLE guesses (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        player INTEGER NOT NULL REFERENCES players (id),
        made REAL NOT NULL,  -- seconds since 1970
        ink TEXT NOT NULL,  -- a line of an ink file, without the label
        guess INTEGER NOT NULL CHECK (guess BETWEEN 0 AND 9),
        probabilities TEXT NOT NULL,  -- a JSON list of ten
        truth INTEGER CHECK (truth BETWEEN 0 AND 9),  -- NULL: wrong, and nobody said what it was
        model TEXT NOT NULL  -- sha256 of the network that guessed
    );
    CREATE INDEX guesses_by_player ON guesses (player, id);
    """,
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        player INTEGER NOT NULL REFERENCES players (id),
        mode TEXT NOT NULL,  -- with its level or opponent, such as "sums hard"
        seed INTEGER NOT NULL,
        model TEXT NOT NULL,  -- sha256 of the network that read
        started REAL NOT NULL,  -- seconds since 1970
        seconds REAL NOT NULL,  -- of play
        score INTEGER NOT NULL,
        hits INTEGER NOT NULL,
        asked INTEGER NOT NULL,  -- digits done: hit, disputed or skipped
        best INTEGER NOT NULL,  -- the longest combo
        moves TEXT NOT NULL,  -- a JSON list of [seconds of play, move, drawing or null, digit or null]
        verdict TEXT  -- of the last check: "confirmed", "doubtful"; NULL: none yet
    );
    CREATE INDEX runs_by_mode ON runs (mode, started);
    CREATE TABLE shots (
        run INTEGER NOT NULL REFERENCES runs (id),
        number INTEGER NOT NULL,  -- from 0
        target INTEGER NOT NULL CHECK (target BETWEEN 0 AND 9),
        ink TEXT NOT NULL,  -- a line of an ink file, without the label
        read INTEGER NOT NULL CHECK (read BETWEEN 0 AND 9),
        probabilities TEXT NOT NULL,  -- a JSON list of ten
        outcome TEXT NOT NULL,  -- hit, misread, disputed, fooled
        PRIMARY KEY (run, number)
    );
    CREATE TABLE settings (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL  -- JSON
    );
    """,
    """
    -- the version of the mode's rules
    ALTER TABLE runs ADD COLUMN rules INTEGER NOT NULL DEFAULT 1;
    """,
    """
    -- whether it counts in the score: a calibration's drawings do not
    ALTER TABLE guesses ADD COLUMN counts INTEGER NOT NULL DEFAULT 1;
    """,
    """
    -- given by the game, so that a row that is written once more, or read from a backup, is not there twice
    ALTER TABLE guesses ADD COLUMN uid TEXT;
    UPDATE guesses SET uid = 'before-' || id;
    CREATE UNIQUE INDEX guesses_by_uid ON guesses (uid);
    ALTER TABLE runs ADD COLUMN uid TEXT;
    UPDATE runs SET uid = 'before-' || id;
    CREATE UNIQUE INDEX runs_by_uid ON runs (uid);
    """,
    """
    -- 1: it waits to be sent to the shared scoreboard; 2: the board has refused it; 0: neither
    ALTER TABLE runs ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX runs_that_wait ON runs (id) WHERE waits = 1;
    """,
)
