-- The to-dos. STRICT: a column takes its type only. The checks repeat what validation.py says: whoever writes to this file by another
-- way is held to them too.
CREATE TABLE todos (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: the URL of a deleted to-do must not come to mean another one
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    completed INTEGER NOT NULL DEFAULT 0 CHECK (completed IN (0, 1)),
    "order" INTEGER CHECK ("order" BETWEEN -2147483648 AND 2147483647)
) STRICT;
