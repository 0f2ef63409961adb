"""The tables, functions and roles of a board in PostgreSQL.

Players reach no table. They call functions, which run with the rights of the board's owner: `keep` takes a run, within
the limits that were set, the others read. So a player, or a program that has the players' password, can't change or
delete what is there.
"""

from typing import Final

from digitgame.scoreboard.names import LONGEST
from digitgame.scoreboard.shared_run import MAX_JSON

VERSION: Final = 1
PLAYERS: Final = "digitgame_players"
TEACHER: Final = "digitgame_teacher"

TABLES: Final = """
CREATE SCHEMA IF NOT EXISTS digitgame;

CREATE TABLE IF NOT EXISTS digitgame.settings (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    version integer NOT NULL,
    per_minute integer NOT NULL CHECK (per_minute > 0),  -- runs that a machine may send
    machines integer NOT NULL CHECK (machines > 0),  -- that the board takes runs from
    zone text NOT NULL,  -- the time zone in which a day begins
    initials boolean NOT NULL  -- players see initials instead of names
);
CREATE TABLE IF NOT EXISTS digitgame.players (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text NOT NULL UNIQUE,  -- the same for every spelling of a name
    name text NOT NULL  -- the first spelling
);
CREATE TABLE IF NOT EXISTS digitgame.machines (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uid uuid NOT NULL UNIQUE,  -- known to that machine alone
    name text NOT NULL,
    allowance double precision NOT NULL,  -- runs that it may send at once
    at timestamptz NOT NULL  -- of that allowance
);
CREATE TABLE IF NOT EXISTS digitgame.runs (
    nr bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- in the order of arrival
    uid uuid NOT NULL UNIQUE,
    player integer NOT NULL REFERENCES digitgame.players,
    machine integer NOT NULL REFERENCES digitgame.machines,
    mode text NOT NULL,
    seed bigint NOT NULL,
    model text NOT NULL,
    rules integer NOT NULL,
    started double precision NOT NULL,  -- seconds since 1970 by the machine's clock
    utc_offset integer NOT NULL,  -- seconds that the machine's time of day was ahead of UTC
    seconds double precision NOT NULL,
    score integer NOT NULL,
    hits integer NOT NULL,
    asked integer NOT NULL,
    best integer NOT NULL,
    moves text NOT NULL,
    shots jsonb NOT NULL,
    arrived timestamptz NOT NULL,  -- by the server's clock
    played timestamptz NOT NULL,  -- the end of the run by the server's clock
    verdict text,
    reason text
);
CREATE INDEX IF NOT EXISTS runs_by_mode ON digitgame.runs (mode, player, score DESC, nr);
CREATE INDEX IF NOT EXISTS runs_by_score ON digitgame.runs (mode, score DESC, nr) INCLUDE (player);
CREATE INDEX IF NOT EXISTS runs_by_player ON digitgame.runs (player);
CREATE INDEX IF NOT EXISTS runs_by_machine ON digitgame.runs (machine);
CREATE INDEX IF NOT EXISTS runs_by_time ON digitgame.runs (played);
-- Runs that were removed stay away, should a machine send them once more.
CREATE TABLE IF NOT EXISTS digitgame.removed (uid uuid PRIMARY KEY);
"""

# `{icu}` gives letters beyond ASCII their other case, whatever the locale of the database.
FUNCTIONS: Final = """
-- A function may call one that comes later.
SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION digitgame.folded(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
    SELECT lower(upper(btrim(regexp_replace(regexp_replace(normalize(name, NFKC),
        U&'[\\00AD\\200B-\\200F\\202A-\\202E\\2060-\\2064\\FEFF]', '', 'g'), '\\s+', ' ', 'g')) {icu}) {icu})
$$;

CREATE OR REPLACE FUNCTION digitgame.initials(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
    SELECT string_agg(upper(left(word, 1) {icu}) || '.', ' ')
    FROM regexp_split_to_table(name, '[\\s._-]+') AS word WHERE word <> ''
$$;

CREATE OR REPLACE FUNCTION digitgame.begin_of(period text) RETURNS timestamptz
LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN period IN ('day', 'week')
        THEN date_trunc(period, now() AT TIME ZONE zone) AT TIME ZONE zone ELSE '-infinity' END
    FROM digitgame.settings
$$;

CREATE OR REPLACE FUNCTION digitgame.keep(machine_uid uuid, machine_name text, sent_at double precision, record text)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    board digitgame.settings;
    sender digitgame.machines;
    run jsonb;
    run_uid uuid;
    name text;
    who integer;
    allowed double precision;
    age double precision;
    words text;
BEGIN
    IF machine_uid IS NULL OR sent_at IS NULL OR record IS NULL OR char_length(record) > {most} THEN
        RETURN 'refused: it is too long, or has no machine';
    END IF;
    run := record::jsonb;
    run_uid := (run->>'uid')::uuid;
    IF EXISTS (SELECT 1 FROM digitgame.runs WHERE uid = run_uid)
        OR EXISTS (SELECT 1 FROM digitgame.removed WHERE uid = run_uid) THEN
        RETURN 'known';
    END IF;

    FOREACH words IN ARRAY ARRAY[run->>'player', machine_name, run->>'mode', run->>'model'] LOOP
        -- No character that can't be seen, and none that a terminal obeys.
        IF words IS NULL OR char_length(words) NOT BETWEEN 1 AND 200 OR words ~ '[[:cntrl:]]' THEN
            RETURN 'refused: a name in it is damaged';
        END IF;
    END LOOP;
    name := btrim(regexp_replace(normalize(run->>'player', NFC), '\\s+', ' ', 'g'));
    IF char_length(name) NOT BETWEEN 1 AND {longest} OR char_length(machine_name) > {longest}
        OR coalesce(digitgame.folded(name), '') = '' THEN
        RETURN 'refused: a name in it is too long';
    END IF;
    IF NOT coalesce(
        (run->>'started')::double precision BETWEEN 0 AND 32503680000
        AND (run->>'seconds')::double precision BETWEEN 0 AND 10000000
        AND (run->>'score')::integer BETWEEN 0 AND 1000000000
        AND (run->>'hits')::integer BETWEEN 0 AND 1000000000
        AND (run->>'asked')::integer BETWEEN (run->>'hits')::integer AND 1000000000
        AND (run->>'best')::integer BETWEEN 0 AND 1000000000
        AND (run->>'seed')::bigint >= 0
        AND (run->>'rules')::integer BETWEEN 1 AND 1000000000
        AND (run->>'utc_offset')::integer BETWEEN -86400 AND 86400
        AND jsonb_typeof(run->'moves') = 'string'
        AND jsonb_typeof(run->'shots') = 'array', false) THEN
        RETURN 'refused: a number in it is damaged';
    END IF;

    SELECT * INTO STRICT board FROM digitgame.settings;
    SELECT * INTO sender FROM digitgame.machines WHERE uid = machine_uid FOR UPDATE;
    IF NOT FOUND THEN
        -- New machines come one after the other, so that no more come in than may.
        SELECT * INTO STRICT board FROM digitgame.settings FOR UPDATE;
        IF (SELECT count(*) FROM digitgame.machines) >= board.machines THEN
            RETURN 'full';
        END IF;
        INSERT INTO digitgame.machines (uid, name, allowance, at)
            VALUES (machine_uid, machine_name, board.per_minute, clock_timestamp())
            ON CONFLICT (uid) DO NOTHING;
        SELECT * INTO STRICT sender FROM digitgame.machines WHERE uid = machine_uid FOR UPDATE;
    END IF;
    -- The allowance grows with time, up to what a minute gives.
    allowed := least(board.per_minute,
        sender.allowance
        + greatest(0, extract(epoch FROM clock_timestamp() - sender.at)) * board.per_minute / 60.0);
    IF allowed < 1 THEN
        RETURN 'later';
    END IF;
    UPDATE digitgame.machines SET name = machine_name, allowance = allowed - 1, at = clock_timestamp()
        WHERE id = sender.id;

    INSERT INTO digitgame.players AS known (key, name) VALUES (digitgame.folded(name), name)
        ON CONFLICT (key) DO UPDATE SET key = known.key RETURNING id INTO who;
    -- How long ago the run ended is right, whatever time it is by the machine's clock.
    age := greatest(0, sent_at - (run->>'started')::double precision - (run->>'seconds')::double precision);
    INSERT INTO digitgame.runs (uid, player, machine, mode, seed, model, rules, started, utc_offset, seconds,
        score, hits, asked, best, moves, shots, arrived, played)
    VALUES (run_uid, who, sender.id, run->>'mode', (run->>'seed')::bigint, run->>'model',
        (run->>'rules')::integer, (run->>'started')::double precision, (run->>'utc_offset')::integer,
        (run->>'seconds')::double precision, (run->>'score')::integer, (run->>'hits')::integer,
        (run->>'asked')::integer, (run->>'best')::integer, run->>'moves', run->'shots', clock_timestamp(),
        clock_timestamp() - make_interval(secs => least(age, 3155760000)))
    ON CONFLICT (uid) DO NOTHING;
    RETURN 'kept';
EXCEPTION WHEN data_exception OR not_null_violation OR check_violation THEN
    RETURN 'refused: ' || left(SQLERRM, 100);
END
$$;

-- The best run of each player in each mode, of one mode, player or machine if those are given; for a short list of
-- everybody's, no more than it shows. Each case reads few rows through an index of its own, whatever their number.
DROP FUNCTION IF EXISTS digitgame.best_runs(text, text, text, text);
CREATE OR REPLACE FUNCTION digitgame.bests(
    of_mode text, period text, of_player text, of_machine text, at_most integer)
RETURNS TABLE (mode text, score integer, nr bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
#variable_conflict use_column
DECLARE
    who integer[];
    machines integer[];
    modes text[] := CASE WHEN of_mode IS NULL THEN ARRAY(SELECT * FROM digitgame.modes()) ELSE ARRAY[of_mode] END;
BEGIN
    who := ARRAY(SELECT p.id FROM digitgame.players p
        WHERE of_player IS NULL OR p.key = digitgame.folded(of_player));
    IF of_machine IS NOT NULL THEN
        machines := ARRAY(SELECT m.id FROM digitgame.machines m WHERE lower(m.name) = lower(of_machine));
    END IF;
    IF period <> 'ever' THEN
        RETURN QUERY SELECT DISTINCT ON (r.mode, r.player) r.mode, r.score, r.nr FROM digitgame.runs r
            WHERE r.played >= (SELECT digitgame.begin_of(period)) AND (of_mode IS NULL OR r.mode = of_mode)
                AND (of_player IS NULL OR r.player = ANY (who)) AND (machines IS NULL OR r.machine = ANY (machines))
            ORDER BY r.mode, r.player, r.score DESC, r.nr;
    ELSIF machines IS NOT NULL THEN
        RETURN QUERY SELECT DISTINCT ON (r.mode, r.player) r.mode, r.score, r.nr FROM digitgame.runs r
            WHERE r.machine = ANY (machines) AND (of_mode IS NULL OR r.mode = of_mode)
                AND (of_player IS NULL OR r.player = ANY (who))
            ORDER BY r.mode, r.player, r.score DESC, r.nr;
    ELSIF of_player IS NOT NULL OR at_most > 50 THEN
        RETURN QUERY SELECT modes.mode, found.score, found.nr FROM unnest(modes) AS modes (mode)
            CROSS JOIN unnest(who) AS player (id)
            CROSS JOIN LATERAL (SELECT r.score, r.nr FROM digitgame.runs r
                WHERE r.mode = modes.mode AND r.player = player.id ORDER BY r.score DESC, r.nr LIMIT 1) AS found;
    ELSE
        -- Down the scores of a mode, each time to the next player: for a few that's less than a look for each player.
        RETURN QUERY WITH RECURSIVE top AS (
            SELECT modes.mode, NULL::integer AS score, NULL::bigint AS nr, ARRAY[]::integer[] AS seen
            FROM unnest(modes) AS modes (mode)
            UNION ALL
            SELECT top.mode, next.score, next.nr, top.seen || next.player
            FROM top CROSS JOIN LATERAL (SELECT r.score, r.nr, r.player FROM digitgame.runs r
                WHERE r.mode = top.mode AND r.score <= coalesce(top.score, 2147483647) AND r.player <> ALL (top.seen)
                ORDER BY r.score DESC, r.nr LIMIT 1) AS next
            WHERE cardinality(top.seen) < at_most
        )
        SELECT top.mode, top.score, top.nr FROM top WHERE top.nr IS NOT NULL;
    END IF;
END
$$;

-- Each player's best run, the highest score first; of one mode, or of each.
CREATE OR REPLACE FUNCTION digitgame.standings(
    of_mode text, period text, of_player text, of_machine text, at_most integer)
RETURNS TABLE (nr bigint, uid uuid, player text, machine text, mode text, score integer, hits integer,
    asked integer, best integer, seconds double precision, seed bigint, model text, rules integer,
    played double precision, arrived double precision, started double precision, utc_offset integer,
    verdict text, reason text, player_id integer)
-- Compiling the query would take ten times as long as the query.
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
    -- Ranked by what the index holds: the rows themselves are read only of the runs that are shown.
    WITH ranked AS (
        SELECT one.nr, row_number() OVER (PARTITION BY one.mode ORDER BY one.score DESC, one.nr) AS rank
        FROM digitgame.bests(of_mode, period, of_player, of_machine, at_most) AS one
    )
    SELECT r.nr, r.uid, CASE WHEN hidden.names THEN digitgame.initials(p.name) ELSE p.name END,
        m.name, r.mode, r.score, r.hits, r.asked, r.best, r.seconds, r.seed, r.model, r.rules,
        extract(epoch FROM r.played)::double precision, extract(epoch FROM r.arrived)::double precision,
        r.started, r.utc_offset, r.verdict, r.reason, r.player
    FROM ranked
    -- OFFSET keeps the planner from reading the whole table for a few rows.
    CROSS JOIN LATERAL (SELECT * FROM digitgame.runs a WHERE a.nr = ranked.nr OFFSET 0) AS r
    JOIN digitgame.players p ON p.id = r.player JOIN digitgame.machines m ON m.id = r.machine
    CROSS JOIN (SELECT digitgame.hides() AS names) AS hidden
    WHERE ranked.rank <= least(at_most, 1000) ORDER BY r.mode, ranked.rank
$$;

-- The runs that have arrived after a number, the latest first.
CREATE OR REPLACE FUNCTION digitgame.latest(after bigint, at_most integer)
RETURNS TABLE (nr bigint, player text, machine text, mode text, score integer, player_id integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT r.nr, CASE WHEN digitgame.hides() THEN digitgame.initials(p.name) ELSE p.name END, m.name, r.mode, r.score,
        r.player
    FROM digitgame.runs r JOIN digitgame.players p ON p.id = r.player JOIN digitgame.machines m ON m.id = r.machine
    WHERE r.nr > after ORDER BY r.nr DESC LIMIT least(at_most, 1000)
$$;

-- All runs, to be checked: with their moves and drawings, in the order of arrival.
CREATE OR REPLACE FUNCTION digitgame.records(after bigint, at_most integer)
RETURNS TABLE (nr bigint, verdict text, record jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT r.nr, r.verdict, to_jsonb(r) || jsonb_build_object('machine', m.name, 'player',
        CASE WHEN digitgame.hides() THEN digitgame.initials(p.name) ELSE p.name END)
    FROM digitgame.runs r JOIN digitgame.players p ON p.id = r.player JOIN digitgame.machines m ON m.id = r.machine
    WHERE r.nr > after ORDER BY r.nr LIMIT least(at_most, 100)
$$;

-- Every mode that has a run. Each is found through the index, however many runs there are.
CREATE OR REPLACE FUNCTION digitgame.modes() RETURNS TABLE (mode text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE found AS (
        (SELECT r.mode FROM digitgame.runs r ORDER BY r.mode LIMIT 1)
        UNION ALL
        SELECT (SELECT r.mode FROM digitgame.runs r WHERE r.mode > found.mode ORDER BY r.mode LIMIT 1)
        FROM found WHERE found.mode IS NOT NULL
    )
    SELECT found.mode FROM found WHERE found.mode IS NOT NULL LIMIT 100
$$;

-- Whether whoever asks sees initials instead of names.
CREATE OR REPLACE FUNCTION digitgame.hides() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.initials AND NOT pg_has_role(session_user, '{teacher}', 'MEMBER') FROM digitgame.settings s
$$;

CREATE OR REPLACE FUNCTION digitgame.about()
RETURNS TABLE (version integer, per_minute integer, machines integer, zone text, initials boolean, runs bigint,
    players bigint, machines_seen bigint, teacher boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.version, s.per_minute, s.machines, s.zone, s.initials, (SELECT count(*) FROM digitgame.runs),
        (SELECT count(*) FROM digitgame.players), (SELECT count(*) FROM digitgame.machines),
        pg_has_role(session_user, '{teacher}', 'MEMBER')
    FROM digitgame.settings s
$$;

CREATE OR REPLACE FUNCTION digitgame.judge(run bigint, new_verdict text, why text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE digitgame.runs SET verdict = new_verdict, reason = why WHERE nr = run
$$;

-- Remove all that there is of a player, of a machine, or one run; how many runs that were.
CREATE OR REPLACE FUNCTION digitgame.remove(of_player text, of_machine text, of_run uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    count bigint;
BEGIN
    WITH gone AS (
        DELETE FROM digitgame.runs r USING digitgame.players p, digitgame.machines m
        WHERE p.id = r.player AND m.id = r.machine
            AND num_nonnulls(of_player, of_machine, of_run) > 0
            AND (of_player IS NULL OR p.key = digitgame.folded(of_player))
            AND (of_machine IS NULL OR lower(m.name) = lower(of_machine))
            AND (of_run IS NULL OR r.uid = of_run)
        RETURNING r.uid
    )
    INSERT INTO digitgame.removed SELECT gone.uid FROM gone ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS count = ROW_COUNT;
    DELETE FROM digitgame.players p WHERE NOT EXISTS (SELECT 1 FROM digitgame.runs r WHERE r.player = p.id);
    DELETE FROM digitgame.machines m
        WHERE lower(m.name) = lower(of_machine) AND NOT EXISTS (SELECT 1 FROM digitgame.runs r WHERE r.machine = m.id);
    RETURN count;
END
$$;
"""

RIGHTS: Final = """
REVOKE ALL ON ALL TABLES IN SCHEMA digitgame FROM PUBLIC, {players};
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA digitgame FROM PUBLIC, {players};
REVOKE ALL ON SCHEMA digitgame FROM PUBLIC;
GRANT USAGE ON SCHEMA digitgame TO {players}, {teacher};
GRANT EXECUTE ON FUNCTION digitgame.keep(uuid, text, double precision, text),
    digitgame.standings(text, text, text, text, integer), digitgame.latest(bigint, integer),
    digitgame.records(bigint, integer), digitgame.modes(), digitgame.about() TO {players}, {teacher};
GRANT EXECUTE ON FUNCTION digitgame.judge(bigint, text, text), digitgame.remove(text, text, uuid) TO {teacher};
GRANT SELECT, UPDATE, DELETE ON ALL TABLES IN SCHEMA digitgame TO {teacher};
ALTER ROLE {players} SET statement_timeout = '10s';
ALTER ROLE {players} SET idle_in_transaction_session_timeout = '10s';
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
"""


def functions(icu: bool) -> str:
    """The functions; `icu`: whether the server has ICU's rules for letters."""
    fill = {
        "icu": 'COLLATE "und-x-icu"' if icu else "",
        "most": str(MAX_JSON),
        "longest": str(LONGEST),
        "teacher": TEACHER,
    }
    text = FUNCTIONS
    for name, value in fill.items():
        text = text.replace("{" + name + "}", value)
    return text


def rights() -> str:
    """What players and the teacher may do."""
    return RIGHTS.format(players=PLAYERS, teacher=TEACHER)
