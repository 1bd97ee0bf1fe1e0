-- Who may log in. The session version is counted up to end all sessions of a user, see auth.py.
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    username TEXT NOT NULL UNIQUE CHECK (length(username) BETWEEN 1 AND 150),
    password_hash TEXT NOT NULL,
    session_version INTEGER NOT NULL DEFAULT 1
) STRICT;
