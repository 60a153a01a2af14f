//! The rights that an operation needs, when it begins and when it commits.

use crate::{
    model::{Approval, Model, NOBODY},
    operation::{By, Operation},
};

impl Model {
    /// The code with which the caller is refused.
    pub(crate) fn unauthorised(&self, operation: &Operation, now: u64) -> Option<&'static str> {
        // Operations that are not for super-users only.
        let (by, owner) = match operation {
            Operation::Pending { by }
            | Operation::Approve { by, .. }
            | Operation::Reject { by, .. }
            | Operation::Search { by, .. }
            | Operation::VerifyAs { by, .. } => (by, Some(NOBODY)),
            Operation::Lock { by, .. }
            | Operation::Unlock { by, .. }
            | Operation::Delete { by, .. } => (by, Some(NOBODY)),
            Operation::Get { by, user_id }
            | Operation::ChangePassword { by, user_id, .. }
            | Operation::ResetTotp { by, user_id, .. }
            | Operation::Update { by, user_id, .. } => (by, user_id.as_deref()),
            Operation::Attributes(asked) => (&asked.by, self.whose_attributes(asked, now)),
            Operation::End { ust, .. } => return self.stranger(ust, None, now),
            _ => return None,
        };
        let By::Ust(ust) = by else {
            return None;
        };
        let is_administrative = match operation {
            Operation::ChangePassword { must_change, .. } => must_change.is_some(),
            Operation::Update { changes, .. } => changes.is_administrative(),
            _ => false,
        };
        match (operation, self.stranger(ust, owner, now)) {
            (
                Operation::ChangePassword { .. }
                | Operation::ResetTotp { .. }
                | Operation::Update { .. },
                Some("E005001"),
            ) if self.usable(ust, now).is_some() => Some("E008002"),
            (Operation::Approve { .. } | Operation::Reject { .. }, Some("E005001"))
                if self.usable(ust, now).is_some() =>
            {
                Some("E008002")
            }
            (Operation::Search { .. }, Some("E007001")) => Some("E005001"),
            (_, None) if is_administrative && !self.is_super_user(ust) => Some("E008002"),
            (_, refusal) => refusal,
        }
    }

    /// The code that refuses the holder of a UST, if the request is about another user.
    fn stranger(&self, ust: &str, owner: Option<&str>, now: u64) -> Option<&'static str> {
        let Some((session, account)) = self.open(ust, now) else {
            return Some("E007001");
        };
        let is_owner = owner.is_none_or(|owner| owner == session.user_id);
        let is_refused = account.password_expiry <= now || !(is_owner || account.is_super_user);
        is_refused.then_some("E005001")
    }

    /// Whether the caller still has the right to the operation at its commit. The session may have ended
    /// since: logging out does not undo anything.
    pub(crate) fn is_still_entitled(&self, operation: &Operation, now: u64) -> bool {
        let (by, owner) = match operation {
            Operation::Approve { by, .. }
            | Operation::Reject { by, .. }
            | Operation::Lock { by, .. }
            | Operation::Unlock { by, .. }
            | Operation::Delete { by, .. } => (by, Some(NOBODY)),
            Operation::ChangePassword { by, user_id, .. }
            | Operation::ResetTotp { by, user_id, .. }
            | Operation::Update { by, user_id, .. } => (by, user_id.as_deref()),
            Operation::Attributes(asked) => (&asked.by, self.whose_attributes(asked, now)),
            _ => return true,
        };
        let Some(caller) = self.caller(by) else {
            return matches!(by, By::Operator);
        };
        self.account(caller, now).is_some_and(|account| {
            let is_owner = owner.is_none_or(|owner| owner == caller);
            account.approval == Approval::Approved
                && account.is_confirmed
                && !account.is_locked
                && account.password_expiry > now
                && (is_owner || account.is_super_user)
        })
    }

    pub(super) fn is_super_user(&self, ust: &str) -> bool {
        let user_id = self.usts.get(ust).and_then(|key| key.split('/').nth(1));
        let account = user_id.and_then(|user_id| self.accounts.get(user_id));
        account.is_some_and(|account| account.is_super_user)
    }

    /// The user of the session; the session may have ended.
    pub(crate) fn caller(&self, by: &By) -> Option<&str> {
        match by {
            By::Operator => None,
            By::Ust(ust) => self.usts.get(ust)?.split('/').nth(1),
        }
    }
}
