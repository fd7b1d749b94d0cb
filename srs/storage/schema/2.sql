-- What a learner does to cards besides reviewing them, and states that are derived by a scheduler of the learner's choice.

INSERT INTO event_kind (name)
VALUES ('suspend'), ('unsuspend'), ('bury'), ('flag'), ('unflag'), ('forget'), ('reschedule');

-- Events that came of one action share it; NULL: the event is an action by itself.
ALTER TABLE event ADD COLUMN action TEXT;

-- Of bury: the first day on which the card may be asked again. Of reschedule: the day on which it is due.
ALTER TABLE event ADD COLUMN to_day TEXT
    CHECK ((kind IN ('bury', 'reschedule')) = (to_day IS NOT NULL))
    CHECK (to_day BETWEEN '0001-01-01' AND '9999-12-31' AND to_day IS date(to_day, '+0 days'));

-- Of flag: why, in the learner's words.
ALTER TABLE event ADD COLUMN reason TEXT CHECK ((kind = 'flag') = (reason IS NOT NULL));

-- Of a review: 1 if it was practice before the card's day, which leaves the schedule alone.
ALTER TABLE event ADD COLUMN practice INTEGER CHECK (practice IS NULL OR (practice = 1 AND kind = 'review'));

-- The CRC-32 of what happened, which `event_checksum` of srs/event_rows.py computes: a flipped bit shows.
ALTER TABLE event ADD COLUMN checksum INTEGER;

DROP TRIGGER event_is_never_changed;

UPDATE event SET checksum = event_checksum(
    id, at_ms, day, utc_offset_minutes, kind, namespace, note, card,
    grade, duration_ms, target, action, to_day, reason, practice
);

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;

DROP INDEX event_of_card;

CREATE INDEX event_of_card ON event (namespace, note, card, at_ms);

DROP TABLE card_state;

-- By which scheduler, with which options, the states of a collection were derived.
CREATE TABLE derivation (
    namespace  TEXT PRIMARY KEY NOT NULL,
    scheduling TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE card_state (
    namespace       TEXT NOT NULL,
    note            TEXT NOT NULL,
    card            TEXT NOT NULL,
    repetitions     INTEGER CHECK (repetitions >= 0),         -- NULL: new, or forgotten
    interval_days   INTEGER CHECK (interval_days >= 1),
    ease_hundredths INTEGER CHECK (ease_hundredths >= 130),   -- SM-2
    stability       REAL CHECK (stability > 0),               -- FSRS
    difficulty      REAL CHECK (difficulty BETWEEN 1 AND 10), -- FSRS
    due_day         TEXT,
    first_day       TEXT,
    last_day        TEXT,
    drill_pending   INTEGER NOT NULL CHECK (drill_pending IN (0, 1)),
    reviews         INTEGER NOT NULL CHECK (reviews >= 0),
    lapses          INTEGER NOT NULL CHECK (lapses >= 0),
    last_at_ms      INTEGER NOT NULL,
    suspended       INTEGER NOT NULL CHECK (suspended IN (0, 1)),
    buried_until    TEXT,
    flag            TEXT,
    PRIMARY KEY (namespace, note, card),
    CHECK ((repetitions IS NULL) = (interval_days IS NULL)),
    CHECK ((repetitions IS NULL) = (ease_hundredths IS NULL AND stability IS NULL)),
    CHECK ((stability IS NULL) = (difficulty IS NULL)),
    CHECK (ease_hundredths IS NULL OR stability IS NULL),
    CHECK ((first_day IS NULL) = (last_day IS NULL)),
    CHECK (due_day BETWEEN '0001-01-01' AND '9999-12-31' AND due_day IS date(due_day, '+0 days')),
    CHECK (first_day BETWEEN '0001-01-01' AND '9999-12-31' AND first_day IS date(first_day, '+0 days')),
    CHECK (last_day BETWEEN '0001-01-01' AND '9999-12-31' AND last_day IS date(last_day, '+0 days')),
    CHECK (buried_until BETWEEN '0001-01-01' AND '9999-12-31' AND buried_until IS date(buried_until, '+0 days'))
) STRICT, WITHOUT ROWID;

CREATE INDEX card_state_by_due_day ON card_state (namespace, due_day);
