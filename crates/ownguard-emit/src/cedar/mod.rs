//! The model as Cedar policies: an oracle for tests that nobody here wrote.
