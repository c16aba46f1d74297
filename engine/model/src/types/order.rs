//! Which of two values comes first.
