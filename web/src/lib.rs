//! The page: what is shown, and the client that talks to the engine in its worker.

pub mod engine_client;
