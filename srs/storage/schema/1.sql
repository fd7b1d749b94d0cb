-- A learner's history. `event` is the truth and only grows; `card_state` is derived from it and can be rebuilt.

-- date(x, '+0 days') differs from x unless x is a day of the calendar.

CREATE TABLE event_kind (
    name TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

INSERT INTO event_kind (name) VALUES ('review'), ('undo');

CREATE TABLE event (
    id                 TEXT PRIMARY KEY NOT NULL,
    at_ms              INTEGER NOT NULL,  -- since 1970, UTC; events replay in the order of (at_ms, id)
    day                TEXT NOT NULL,     -- the learner's local date, decided when it happened
    utc_offset_minutes INTEGER NOT NULL,
    kind               TEXT NOT NULL REFERENCES event_kind (name),
    namespace          TEXT NOT NULL,
    note               TEXT NOT NULL,
    card               TEXT NOT NULL,
    grade              INTEGER,           -- of a review
    duration_ms        INTEGER,           -- of a review: from the question to the grade
    target             TEXT REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED,  -- of an undo
    CHECK (day BETWEEN '0001-01-01' AND '9999-12-31' AND day IS date(day, '+0 days')),
    CHECK (utc_offset_minutes BETWEEN -1439 AND 1439),
    CHECK (grade BETWEEN 0 AND 5),
    CHECK (duration_ms >= 0),
    CHECK ((kind = 'review') = (grade IS NOT NULL)),
    CHECK ((kind = 'review') = (duration_ms IS NOT NULL)),
    CHECK ((kind = 'undo') = (target IS NOT NULL))
) STRICT;

CREATE INDEX event_of_card ON event (namespace, note, card);
CREATE INDEX event_on_day ON event (day);
CREATE INDEX event_by_target ON event (target) WHERE target IS NOT NULL;

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;

CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;

CREATE TRIGGER event_is_never_replaced BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;

CREATE TABLE card_state (
    namespace       TEXT NOT NULL,
    note            TEXT NOT NULL,
    card            TEXT NOT NULL,
    repetitions     INTEGER NOT NULL CHECK (repetitions >= 0),
    interval_days   INTEGER NOT NULL CHECK (interval_days >= 1),
    ease_hundredths INTEGER NOT NULL CHECK (ease_hundredths >= 130),
    due_day         TEXT NOT NULL,
    last_day        TEXT NOT NULL,
    drill_pending   INTEGER NOT NULL CHECK (drill_pending IN (0, 1)),
    reviews         INTEGER NOT NULL CHECK (reviews >= 1),
    lapses          INTEGER NOT NULL CHECK (lapses >= 0),
    last_at_ms      INTEGER NOT NULL,
    PRIMARY KEY (namespace, note, card),
    CHECK (due_day BETWEEN '0001-01-01' AND '9999-12-31' AND due_day IS date(due_day, '+0 days')),
    CHECK (last_day BETWEEN '0001-01-01' AND '9999-12-31' AND last_day IS date(last_day, '+0 days'))
) STRICT, WITHOUT ROWID;
