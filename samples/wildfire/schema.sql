-- The policy service's own table; hms-sync adds triggers and an outbox beside it when it first starts.
CREATE TABLE rules(
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    scope TEXT NOT NULL,
    region TEXT NOT NULL,
    minIcuBeds INTEGER NOT NULL CHECK (minIcuBeds >= 0),
    effectiveDate TEXT NOT NULL
);
