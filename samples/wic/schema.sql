-- The booking application's own table; hms-sync adds triggers and an outbox beside it when it first starts.
CREATE TABLE appointments(
    id INTEGER PRIMARY KEY,
    citizen_id TEXT NOT NULL,
    start TEXT NOT NULL,
    "end" TEXT NOT NULL,
    subject TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'booked' CHECK (status IN ('booked', 'cancelled'))
);
