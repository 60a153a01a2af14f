//! Every deliberate defect is found, with the expected invariant.

use vestibule_simulation::{Invariant, Plan, Sabotage, run};

/// Sufficient to find everything here; for most defects the first dozen seeds are enough, a lost update of
/// an address takes hundreds.
const SEEDS: u64 = 1_000;

/// Runs seeds until one fails for the expected reason. A defect may violate several invariants, and the
/// seed decides which one is detected first.
fn finds(sabotage: Sabotage, expected: Invariant) {
    for seed in 1..=SEEDS {
        let plan = Plan {
            seed,
            steps: 200,
            is_traced: false,
            sabotage: Some(sabotage),
        };
        if let Some((step, violation)) = run(&plan).violation
            && violation.invariant == expected
        {
            println!("{sabotage:?}: seed {seed}, step {step}: {violation:?}");
            return;
        }
    }
    panic!("{sabotage:?} never breaks {expected:?}");
}

fn misreads(prefix: &'static str, stored: &'static str, read: &'static str) -> Sabotage {
    Sabotage::Misreads {
        prefix,
        stored,
        read,
    }
}

#[test]
fn lost_updates() {
    for (prefix, expected) in [
        ("username/", Invariant::OneUsernameOneUser),
        ("email/", Invariant::AddressNeedsProof),
        ("signup/", Invariant::TokenWorksOnce),
        ("user/", Invariant::AcknowledgedIsKept),
        ("outbox/", Invariant::AcknowledgedIsKept),
        ("session/", Invariant::AnswersFollowRules),
        ("user-attr/", Invariant::AcknowledgedIsKept),
    ] {
        finds(Sabotage::IgnoresChecks(prefix), expected);
    }
}

#[test]
fn lost_commits() {
    finds(Sabotage::LosesCommits, Invariant::AcknowledgedIsKept);
}

#[test]
fn torn_commits() {
    finds(Sabotage::TearsCommits, Invariant::AcknowledgedIsKept);
}

#[test]
fn two_users_of_one_username() {
    // Every username looks expired, so any account may take it.
    let sabotage = misreads("username/", "\"expires_at\":null", "\"expires_at\":0");
    finds(sabotage, Invariant::OneUsernameOneUser);
}

#[test]
fn a_token_that_works_twice() {
    let sabotage = misreads("signup/", "\"is_used\":true", "\"is_used\":false");
    finds(sabotage, Invariant::TokenWorksOnce);
}

#[test]
fn a_session_without_confirmation() {
    let sabotage = misreads("user/", "\"before_confirmation\"", "\"final\"");
    finds(sabotage, Invariant::SessionNeedsStanding);
}

#[test]
fn a_session_without_approval() {
    let sabotage = misreads("user/", "\"before_decision\"", "\"approved\"");
    finds(sabotage, Invariant::SessionNeedsStanding);
}

#[test]
fn an_address_without_proof() {
    let sabotage = misreads("signup/", "\"returned\"", "\"mailed\"");
    finds(sabotage, Invariant::AddressNeedsProof);
}

#[test]
fn an_account_that_is_not_found_by_its_name() {
    let sabotage = Sabotage::NeverWrites("username/");
    finds(sabotage, Invariant::IndexMatchesDocuments);
}

#[test]
fn an_approved_user_still_listed_as_pending() {
    let sabotage = Sabotage::NeverDeletes("pending/");
    finds(sabotage, Invariant::IndexMatchesDocuments);
}

#[test]
fn a_rejected_user_not_erased() {
    let sabotage = Sabotage::NeverDeletes("email-of/");
    finds(sabotage, Invariant::RejectedAreForgotten);
    let sabotage = Sabotage::NeverDeletes("username/");
    finds(sabotage, Invariant::RejectedAreForgotten);
}

#[test]
fn sessions_that_outlive_a_changed_password() {
    finds(
        Sabotage::NeverDeletesRanges("session/"),
        Invariant::AcknowledgedIsKept,
    );
}

#[test]
fn an_attribute_that_was_deleted() {
    for prefix in ["user-attr/", "session-attr/"] {
        finds(
            Sabotage::NeverDeletes(prefix),
            Invariant::AcknowledgedIsKept,
        );
    }
}

#[test]
fn attributes_that_outlive_their_owner() {
    let of_users = Sabotage::NeverDeletesRanges("user-attr/");
    finds(of_users, Invariant::RejectedAreForgotten);
    let of_sessions = Sabotage::NeverDeletesRanges("session-attr/");
    finds(of_sessions, Invariant::AttributesEndWithTheirOwner);
}

#[test]
fn half_a_batch_of_attributes() {
    for prefix in ["user-attr/", "session-attr/"] {
        finds(Sabotage::WritesOneOf(prefix), Invariant::AcknowledgedIsKept);
    }
}

#[test]
fn creating_an_existing_username() {
    // Every attribute looks expired.
    let sabotage = misreads("user-attr/", "\"expires_at\":null", "\"expires_at\":0");
    finds(sabotage, Invariant::AnswersFollowRules);
}

#[test]
fn a_code_that_works_twice() {
    // The step that was used looks long past.
    let sabotage = misreads("user/", "\"totp_last_step\":5", "\"totp_last_step\":1");
    finds(sabotage, Invariant::AnswersFollowRules);
}

#[test]
fn a_search_that_finds_too_many() {
    finds(Sabotage::IgnoresFilters, Invariant::AnswersFollowRules);
}

#[test]
fn a_user_missing_from_search() {
    let sabotage = Sabotage::NeverWrites("user-by-name/");
    finds(sabotage, Invariant::IndexMatchesDocuments);
}

#[test]
fn sweeping_before_the_time() {
    finds(Sabotage::SweepsEarly, Invariant::AcknowledgedIsKept);
}

#[test]
fn expired_sessions_that_open() {
    let sabotage = misreads("session/", "\"expires_at\":1", "\"expires_at\":9");
    finds(sabotage, Invariant::AnswersFollowRules);
}

#[test]
fn an_event_too_many() {
    finds(Sabotage::RepeatsEvents, Invariant::EverythingIsAudited);
}
