-- Jobs of background threads. The row outlives the thread, and so it tells what became of it.
CREATE TABLE exports (
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    status TEXT NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'done', 'failed', 'lost')),
    error TEXT NOT NULL DEFAULT '',
    alive_at REAL NOT NULL
) STRICT;

-- At most one running export a user: a rule that two workers cannot break at the same moment.
CREATE UNIQUE INDEX one_running_export ON exports (user_id) WHERE status = 'running';
