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
    );
INSERT INTO "guesses" VALUES(1,1,101.0,'{"strokes":[[[10,10],[90,10]]]}',7,'[0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]',7,'ab12');
INSERT INTO "guesses" VALUES(2,1,102.0,'{"strokes":[[[10,10],[90,10]]]}',7,'[0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]',1,'ab12');
INSERT INTO "guesses" VALUES(3,2,103.0,'{"strokes":[[[10,10],[90,10]]]}',3,'[0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]',NULL,'ab12');
CREATE TABLE players (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        seen REAL NOT NULL  -- seconds since 1970, when the player last joined
    );
INSERT INTO "players" VALUES(1,'Ann',5.0);
INSERT INTO "players" VALUES(2,'Ben',6.0);
CREATE INDEX guesses_by_player ON guesses (player, id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('guesses',3);
COMMIT;
PRAGMA user_version = 1;
