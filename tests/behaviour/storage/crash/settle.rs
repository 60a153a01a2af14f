//! After a restart the data is compared with the client's knowledge, and every unknown outcome is
//! resolved: the change took place completely or not at all.

use serde_json::Value;

use super::{
    desk::{Desk, Fate},
    person::{Known, Person},
};

const USERNAME_EXISTS: &str = "E001002";
const SIGN_UP_CONFIRMED: &str = "E005007";

impl Person {
    /// Compares all that is known about a person.
    pub(super) fn settle(&mut self, desk: &mut Desk) {
        self.is_touched = false;
        self.settle_sign_up(desk);
        if self.signed_up == Known::No {
            return;
        }
        let waits = desk.waiting(&self.name).unwrap();
        let user_id = self.user_id.get_or_insert_with(|| match &waits {
            Some(user_id) => user_id.clone(),
            None => panic!("{} is not there and was signed up", self.name),
        });
        let Fate::Done(account) = desk.account(user_id) else {
            panic!("the account of {} is not there", self.name);
        };
        assert_eq!(account["username"], *self.name);
        self.settle_confirmation(desk, &account);
        self.settle_approval(desk, &account, waits.is_some());
        for session in &mut self.sessions {
            let is_good = session.compare(self.user_id.as_deref(), desk).unwrap();
            if session.ended == Known::Perhaps {
                desk.tally.turned_out("user.logout", !is_good);
                session.ended = if is_good { Known::No } else { Known::Yes };
            }
        }
    }

    /// Signing up with a name that is taken tells that it is, and changes nothing.
    fn settle_sign_up(&mut self, desk: &mut Desk) {
        if self.signed_up == Known::No {
            return;
        }
        let waited = desk.waiting(&self.name).unwrap();
        match (self.signed_up, self.try_to_sign_up(desk)) {
            (Known::Yes, Fate::Refused(code)) => assert_eq!(code, USERNAME_EXISTS),
            (Known::Perhaps, Fate::Refused(code)) => {
                assert_eq!(code, USERNAME_EXISTS);
                desk.tally.turned_out("user.signup", true);
                let user_id = waited.expect("whoever took the name waits for a decision");
                // No client has the token, so the super-user frees the name.
                let rejected = desk.decide("user.reject_user", "/user/reject", &user_id);
                assert!(matches!(rejected, Fate::Done(_)), "{rejected:?}");
                *self = Self::new(self.name.clone());
            }
            (Known::Perhaps, Fate::Done(answer)) => {
                assert_eq!(waited, None, "{} waits and has no name", self.name);
                desk.tally.turned_out("user.signup", false);
                self.token = answer["confirm_token"].as_str().map(str::to_owned);
                self.signed_up = Known::Yes;
            }
            (known, fate) => panic!("{}, signed up: {known:?}, but {fate:?}", self.name),
        }
    }

    /// A token that was used is used up; one that was not still works, later.
    fn settle_confirmation(&mut self, desk: &mut Desk, account: &Value) {
        let is_final = account["sign_up_status"] == "final";
        match self.confirmed {
            Known::No => assert!(!is_final, "{} was never confirmed", self.name),
            Known::Yes => assert!(is_final, "{} was confirmed", self.name),
            Known::Perhaps => desk.tally.turned_out("user.confirm_signup", is_final),
        }
        if self.confirmed != Known::No {
            match self.confirm(desk) {
                Fate::Refused(code) => assert!(is_final && code == SIGN_UP_CONFIRMED, "{code}"),
                Fate::Done(_) => assert!(!is_final, "a token worked twice"),
                Fate::Unknown => panic!("no answer"),
            }
            self.confirmed = Known::Yes;
        }
    }

    fn settle_approval(&mut self, desk: &mut Desk, account: &Value, waits: bool) {
        let is_approved = account["approval_status"] == "approved";
        assert_ne!(is_approved, waits, "{}: {account}", self.name);
        match self.approved {
            Known::No => assert!(!is_approved, "{} was never approved", self.name),
            Known::Yes => assert!(is_approved, "{} was approved", self.name),
            Known::Perhaps => desk.tally.turned_out("user.approve_user", is_approved),
        }
        self.approved = if is_approved { Known::Yes } else { Known::No };
    }
}
