BEGIN TRANSACTION;
CREATE TABLE guesses (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        player INTEGER NOT NULL REFERENCES players (id),
        made REAL NOT NULL,  -- seconds since 1970
        ink TEXT NOT NULL,  -- a line of an ink file, without the label
        guess INTEGER NOT NULL CHECK (guess BETWEEN 0 AND 9),
        probabilities TEXT NOT NULL,  -- a JSON list of ten
        truth INTEGER CHECK (truth BETWEEN 0 AND 9),  -- NULL: wrong, and nobody said what it was
        model TEXT NOT NULL  -- sha256 of the network that guessed
    , counts INTEGER NOT NULL DEFAULT 1, uid TEXT);
INSERT INTO "guesses" VALUES(1,1,101.0,'{"strokes":[[[10,10],[90,10]]]}',7,'[0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]',7,'ab12',1,'before-1');
INSERT INTO "guesses" VALUES(2,1,102.0,'{"strokes":[[[10,10],[90,10]]]}',7,'[0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]',1,'ab12',1,'before-2');
INSERT INTO "guesses" VALUES(3,2,103.0,'{"strokes":[[[10,10],[90,10]]]}',3,'[0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]',NULL,'ab12',1,'before-3');
CREATE TABLE players (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        seen REAL NOT NULL  -- seconds since 1970, when the player last joined
    );
INSERT INTO "players" VALUES(1,'Ann',5.0);
INSERT INTO "players" VALUES(2,'Ben',6.0);
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
    , rules INTEGER NOT NULL DEFAULT 1, uid TEXT);
INSERT INTO "runs" VALUES(1,1,'sprint',7,'ab12',100.0,60.0,700,1,2,1,'[[1.25,"take",0,null],[2.5,"take",1,null]]','confirmed',1,'before-1');
CREATE TABLE settings (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL  -- JSON
    );
INSERT INTO "settings" VALUES('volume','3');
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
INSERT INTO "shots" VALUES(1,0,9,'{"strokes":[[[10,10],[90,10]]]}',9,'[0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]','hit');
INSERT INTO "shots" VALUES(1,1,4,'{"strokes":[[[10,10],[90,10]]]}',9,'[0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]','misread');
CREATE INDEX guesses_by_player ON guesses (player, id);
CREATE INDEX runs_by_mode ON runs (mode, started);
CREATE UNIQUE INDEX guesses_by_uid ON guesses (uid);
CREATE UNIQUE INDEX runs_by_uid ON runs (uid);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('guesses',3);
INSERT INTO "sqlite_sequence" VALUES('runs',1);
COMMIT;
PRAGMA user_version = 5;
