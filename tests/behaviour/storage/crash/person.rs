//! A person's way, from the sign-up to many a login, and what their client knows of it.

use serde_json::{Value, json};

use super::desk::{Desk, Fate};
use crate::kit::{Dice, login_input, signup_input};

/// A client's knowledge of a change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Known {
    /// It was not asked for.
    No,
    /// It was asked for, and the answer is missing.
    Perhaps,
    /// It was acknowledged.
    Yes,
}

impl Known {
    fn from(fate: Fate) -> Self {
        match fate {
            Fate::Done(_) => Self::Yes,
            Fate::Unknown => Self::Perhaps,
            Fate::Refused(codes) => panic!("refused with {codes}"),
        }
    }
}

pub(super) struct Session {
    pub(super) ust: String,
    pub(super) ended: Known,
}

pub(super) struct Person {
    pub(super) name: String,
    pub(super) user_id: Option<String>,
    pub(super) token: Option<String>,
    pub(super) signed_up: Known,
    pub(super) confirmed: Known,
    pub(super) approved: Known,
    pub(super) sessions: Vec<Session>,
    /// A request was sent since the last comparison with the stored data.
    pub(super) is_touched: bool,
}

impl Person {
    pub(super) fn new(name: String) -> Self {
        Self {
            name,
            user_id: None,
            token: None,
            signed_up: Known::No,
            confirmed: Known::No,
            approved: Known::No,
            sessions: Vec::new(),
            is_touched: false,
        }
    }

    /// Goes one step on.
    pub(super) fn go_on(&mut self, desk: &mut Desk, dice: &mut Dice) {
        self.is_touched = true;
        if [self.signed_up, self.confirmed, self.approved].contains(&Known::Perhaps) {
            let _only_a_read = desk.waiting(&self.name);
        } else if self.signed_up == Known::No {
            self.sign_up(desk);
        } else if self.confirmed == Known::No {
            self.confirmed = Known::from(self.confirm(desk));
        } else if self.user_id.is_none() {
            if let Ok(user_id) = desk.waiting(&self.name) {
                assert!(user_id.is_some(), "{} does not wait", self.name);
                self.user_id = user_id;
            }
        } else if self.approved == Known::No {
            let user_id = self.user_id.as_deref().unwrap();
            let approved = desk.decide("user.approve_user", "/user/approve", user_id);
            self.approved = Known::from(approved);
        } else {
            match dice.below(4) {
                0 | 1 => self.log_in(desk),
                2 => self.log_out(desk, dice),
                _ => self.use_a_session(desk, dice),
            }
        }
    }

    pub(super) fn sign_up(&mut self, desk: &mut Desk) {
        let fate = self.try_to_sign_up(desk);
        if let Fate::Done(answer) = &fate {
            self.token = Some(text(answer, "confirm_token"));
        }
        self.signed_up = Known::from(fate);
    }

    pub(super) fn try_to_sign_up(&self, desk: &mut Desk) -> Fate {
        desk.change(
            "user.signup",
            "POST",
            "/user/signup",
            signup_input(&self.name),
        )
    }

    pub(super) fn confirm(&self, desk: &mut Desk) -> Fate {
        let input = json!({"confirm_token": self.token});
        desk.change("user.confirm_signup", "PATCH", "/user/signup", input)
    }

    fn log_in(&mut self, desk: &mut Desk) {
        let input = login_input(&self.name);
        match desk.change("user.login", "POST", "/user/login", input) {
            Fate::Done(answer) => self.sessions.push(Session {
                ust: text(&answer, "ust"),
                ended: Known::No,
            }),
            Fate::Unknown => {}
            Fate::Refused(codes) => panic!("{} cannot log in: {codes}", self.name),
        }
    }

    fn log_out(&mut self, desk: &mut Desk, dice: &mut Dice) {
        let open: Vec<usize> = (0..self.sessions.len())
            .filter(|index| self.sessions[*index].ended == Known::No)
            .collect();
        if !open.is_empty() {
            let session = &mut self.sessions[*dice.one_of(&open)];
            let input = json!({"ust": session.ust});
            let fate = desk.change("user.logout", "POST", "/user/logout", input);
            session.ended = Known::from(fate);
        }
    }

    fn use_a_session(&self, desk: &mut Desk, dice: &mut Dice) {
        if !self.sessions.is_empty() {
            let session = dice.one_of(&self.sessions);
            if session.ended != Known::Perhaps {
                session.compare(self.user_id.as_deref(), desk);
            }
        }
    }
}

impl Session {
    /// Whether the password is correct; the client's knowledge has to be right if there is an answer.
    pub(super) fn compare(&self, user_id: Option<&str>, desk: &mut Desk) -> Option<bool> {
        match desk.look("GET", "/user", json!({"ust": self.ust})) {
            Fate::Done(answer) => {
                assert_eq!(answer["user_id"].as_str(), user_id);
                assert_ne!(
                    self.ended,
                    Known::Yes,
                    "a logout was acknowledged and is lost"
                );
                Some(true)
            }
            Fate::Refused(_) => {
                assert_ne!(
                    self.ended,
                    Known::No,
                    "a login was acknowledged and is lost"
                );
                Some(false)
            }
            Fate::Unknown => None,
        }
    }
}

fn text(answer: &Value, field: &str) -> String {
    answer[field].as_str().unwrap().to_owned()
}
