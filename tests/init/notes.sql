-- An app of single people: nobody belongs together.
CREATE TABLE users (
    id SERIAL PRIMARY KEY,
    email VARCHAR(255) UNIQUE NOT NULL,
    password_digest TEXT NOT NULL,
    display_name TEXT,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE notebooks (
    id SERIAL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    is_deleted BOOLEAN NOT NULL DEFAULT FALSE
);

CREATE TABLE notes (
    id BIGSERIAL PRIMARY KEY,
    notebook_id INTEGER NOT NULL REFERENCES notebooks ON DELETE CASCADE,
    title TEXT,
    body TEXT,
    pinned_at TIMESTAMP
);

CREATE TABLE attachments (
    id BIGSERIAL PRIMARY KEY,
    note_id BIGINT NOT NULL,
    file_name TEXT NOT NULL,
    content_hash TEXT,
    CONSTRAINT fk_note FOREIGN KEY (note_id) REFERENCES notes (id) ON DELETE CASCADE
);

CREATE TABLE reminders (
    id SERIAL PRIMARY KEY,
    note_id BIGINT REFERENCES notes (id),
    assignee_id INTEGER REFERENCES users (id),
    remind_at TIMESTAMP NOT NULL
);

CREATE TABLE countries (
    code CHAR(2) PRIMARY KEY,
    name TEXT NOT NULL
);
