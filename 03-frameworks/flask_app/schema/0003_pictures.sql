-- One picture a to-do. The bytes are in a file of a random name; a row that goes leaves a note, so that the file goes as well.
CREATE TABLE pictures (
    id INTEGER PRIMARY KEY,
    todo_id INTEGER NOT NULL UNIQUE REFERENCES todos (id) ON DELETE CASCADE,
    stored_name TEXT NOT NULL UNIQUE,
    original_name TEXT NOT NULL,
    content_type TEXT NOT NULL CHECK (content_type IN ('image/png', 'image/jpeg')),
    width INTEGER NOT NULL CHECK (width > 0),
    height INTEGER NOT NULL CHECK (height > 0)
) STRICT;

CREATE TABLE files_to_remove (
    stored_name TEXT NOT NULL PRIMARY KEY
) STRICT;

CREATE TRIGGER picture_deleted AFTER DELETE ON pictures BEGIN
    INSERT OR IGNORE INTO files_to_remove VALUES (old.stored_name);
END;
