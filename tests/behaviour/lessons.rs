//! What went wrong in other systems of this kind: a test for each incident that we know of, which
//! would have caught it here.

mod accounts;
mod limits;
mod steps;
