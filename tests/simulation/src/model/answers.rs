//! Which answers are right.
//!
//! An operation that changed something was judged at its commit. Any other answer has to be one that the
//! rules gave at some moment while the operation ran, because concurrent operations changed the data.
//! An answer that the service is unavailable needs a fault, or too many lost races.

use vestibule_guest::tokens::digest;

use crate::{
    cast,
    model::{
        Invariant, Model, Violation,
        rules::Verdict,
        running::{Effect, Running},
    },
    operation::Operation,
    outcome::{Outcome, Reply},
};

/// The number of lost races that are too many.
const ATTEMPTS: u32 = 16;

impl Model {
    /// An operation ended.
    pub(crate) fn answer(&mut self, id: u64, outcome: &Outcome) -> Result<(), Violation> {
        let Some(running) = self.running.remove(&id) else {
            return Ok(());
        };
        let what = |why: &str| format!("{}: {outcome}, but {why}", running.operation);
        let fails = |why: &str| Err(Violation::new(Invariant::AnswersFollowRules, what(why)));
        if running.events != 1 {
            let why = format!("it emitted {} events", running.events);
            return Err(Violation::new(Invariant::EverythingIsAudited, what(&why)));
        }
        match (outcome, &running.effect) {
            (Outcome::Malformed(_), _) => fails("the input is well-formed"),
            (Outcome::Unserved, _) if running.failures > 0 || running.conflicts >= ATTEMPTS => {
                Ok(())
            }
            (Outcome::Unserved, _) => fails("nothing had failed"),
            (Outcome::Refused(_), Some(_)) => fails("it took place"),
            (Outcome::Refused(codes), None) => match running.may_refuse(codes) {
                true => Ok(()),
                false => fails(&running.rules()),
            },
            (Outcome::Done(reply), Some(effect)) => match self.fits(&running, reply, effect) {
                true => {
                    if let (Reply::Session(ust, ..), Some(key)) = (reply, &effect.session) {
                        self.usts.insert(ust.clone(), key.clone());
                    }
                    Ok(())
                }
                false => fails("that is not what took place"),
            },
            (Outcome::Done(reply), None) if running.may_show(reply) => Ok(()),
            (Outcome::Done(_), None) => fails(&running.rules()),
        }
    }

    /// Whether a reply tells the client that the change was made.
    fn fits(&self, running: &Running, reply: &Reply, effect: &Effect) -> bool {
        match (&running.operation, reply) {
            (Operation::SignUp(_), Reply::SignedUp(token)) => {
                // An account may have ended since, and its tokens with it.
                self.tokens
                    .get(&digest(token))
                    .is_none_or(|token| token.user_id == effect.user_id && !token.is_mailed)
            }
            (Operation::ResetTotp { key, .. }, Reply::Key(set)) => {
                key.is_none_or(|key| key == set.as_str())
            }
            (Operation::Create(_), Reply::Created(user_id)) => *user_id == effect.user_id,
            (Operation::Login { .. }, Reply::Session(_, user_id, until)) => {
                *user_id == effect.user_id && *until == effect.until
            }
            (Operation::ExchangeReset { .. }, Reply::Exchanged(_, key)) => {
                effect.key.as_ref() == Some(&digest(key))
            }
            (Operation::Renew { .. }, Reply::Renewed(until)) => *until == effect.until,
            (Operation::Claim { .. }, Reply::Messages(messages)) => {
                messages.len() == effect.letters.len()
                    && messages.iter().all(|message| {
                        let id = message.id.rsplit('/').next().unwrap_or_default();
                        let to = cast::canonical(cast::ADDRESSES, &message.to);
                        let letter = self.letters.get(id);
                        effect.letters.iter().any(|letter| letter == id)
                            && letter.is_none_or(|letter| letter.to == to)
                    })
            }
            (_, Reply::Nothing) => true,
            _ => false,
        }
    }
}

impl Running {
    fn may_refuse(&self, codes: &[String]) -> bool {
        let [code] = codes else {
            return false;
        };
        let is_refused = self
            .moments
            .iter()
            .any(|moment| moment.unauthorised == Some(code));
        let says_so = |verdict: &Verdict| matches!(verdict, Verdict::Refuses(said) if said == code);
        is_refused || self.rules_said(says_so) || self.lost_sight(code) || self.found_taken(code)
    }

    fn may_show(&self, reply: &Reply) -> bool {
        let is_done = |verdict: &Verdict| *verdict == Verdict::IsDone;
        match reply {
            Reply::Seen(text) => {
                self.rules_said(|verdict| matches!(verdict, Verdict::Shows(said) if said == text))
                    || self.found_no_owner(text)
            }
            Reply::Waiting(ids) => self.is_authorised() && self.may_list(ids),
            Reply::Found(page) => self.is_authorised() && self.may_find(page),
            Reply::Messages(messages) => messages.is_empty() && self.rules_said(is_done),
            Reply::Nothing => self.rules_said(is_done) || self.found_no_owner(""),
            _ => false,
        }
    }

    /// Every user who waited all the time is in the list, and no user who never waited.
    fn may_list(&self, ids: &[String]) -> bool {
        let lists = || {
            self.moments
                .iter()
                .filter_map(|moment| match &moment.verdict {
                    Verdict::Lists(list) => Some(list),
                    _ => None,
                })
        };
        let some_time = |id: &String| lists().any(|list| list.contains(id));
        let all_the_time = |id: &&String| lists().all(|list| list.contains(id));
        let has_to_be = lists().flatten().filter(all_the_time);
        ids.iter().all(some_time) && has_to_be.into_iter().all(|id| ids.contains(id))
    }

    pub(super) fn rules_said(&self, is_it: impl Fn(&Verdict) -> bool) -> bool {
        let mut moments = self.moments.iter();
        self.is_authorised() && moments.any(|moment| is_it(&moment.verdict))
    }

    fn is_authorised(&self) -> bool {
        let mut moments = self.moments.iter();
        moments.any(|moment| moment.unauthorised.is_none())
    }

    /// A login reads first the user ID, then the user. If another account took the username in between,
    /// the login does not find a user.
    fn lost_sight(&self, code: &str) -> bool {
        code == "E005001" && self.has_lost_sight()
    }

    /// An update reads the account first, then the owners of the names.
    fn found_taken(&self, code: &str) -> bool {
        let mut moments = self.moments.iter();
        self.is_authorised() && moments.any(|moment| moment.taken.contains(&code))
    }

    pub(crate) fn has_lost_sight(&self) -> bool {
        let mut moments = self.moments.iter().map(|moment| &moment.about);
        let first = moments.next();
        moments.any(|about| Some(about) != first)
    }

    fn rules(&self) -> String {
        let said: Vec<String> = self
            .moments
            .iter()
            .map(|moment| match moment.unauthorised {
                Some(code) => format!("unauthorised {code}"),
                None => format!("{:?}", moment.verdict),
            })
            .collect();
        format!("the rules say {}", said.join(", then "))
    }
}
