//! PostgreSQL's text form of every value, both ways.
