//! What stories are told with: a service, its clients, a world, and the referee of every answer.

pub(crate) mod client;
pub(crate) mod referee;
pub(crate) mod service;
pub(crate) mod world;
