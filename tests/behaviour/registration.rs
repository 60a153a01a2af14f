//! Sign-ups, from the form to the decision of a super-user.

mod confirm;
mod decide;
mod signup;
