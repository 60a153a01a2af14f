//! The REST API as such: its routes, its inputs and the shapes of its answers.

mod examples;
mod inputs;
mod routes;
mod shapes;
