//! The criteria of a search.

use crate::{
    canonical::canonical_email,
    contract::{
        storage::{Clause, Condition, Test},
        types::SubStatus,
        users::{NameOp, SearchRequest},
    },
    documents::{ApprovalStatus, SignUpStatus, searchable},
    fault::{Fault, Result},
    keyring::{Keyring, Purpose},
};

/// Characters of a text that is searched for, at most. No name is longer.
const MAX_LENGTH: usize = 1_000;

/// Characters that PostgreSQL cannot search for (`storage/postgres/readable.rs` of the host).
const IMPOSSIBLE: [char; 3] = ['\0', '\u{fffe}', '\u{ffff}'];

/// The criteria of a search.
pub(super) enum Wanted {
    /// No account can match the criteria.
    Nobody,
    /// The account of an ID.
    Id(String),
    /// The account of a username.
    Name(String),
    /// All accounts that match.
    All(Criteria),
}

/// The conditions that search documents have to match.
pub(super) struct Criteria {
    pub(super) filter: Vec<Clause>,
}

impl Wanted {
    /// Parses a request. An ID counts before a username, which counts before all other criteria.
    ///
    /// # Errors
    /// E008002.
    pub(super) fn parse(keyring: &Keyring, request: &SearchRequest) -> Result<Self> {
        if let Some(user_id) = &request.user_id {
            return Ok(Self::Id(searched_text(user_id)?.to_owned()));
        }
        if let Some(username) = &request.username {
            return Ok(Self::Name(searched_text(username)?.to_owned()));
        }
        let mut filter = name_clauses(request)?;
        if let Some(email) = &request.email {
            let Some(canonical) = canonical_email(searched_text(email)?) else {
                return Ok(Self::Nobody);
            };
            // The index of an address may have been made with any of the secret keys.
            let indexes = keyring.blind(Purpose::EmailIndex, &canonical);
            let indexes = indexes.into_iter();
            filter.push(any_of(indexes.map(|index| equals("email", index))));
        }
        if let Some(status) = request.sign_up_status {
            let status = SignUpStatus::from(status).as_str();
            filter.push(any_of([equals("sign_up_status", status.to_owned())]));
        }
        if let Some(status) = request.approval_status {
            let status = ApprovalStatus::from(status).as_str();
            filter.push(any_of([equals("approval_status", status.to_owned())]));
        }
        Ok(Self::All(Criteria { filter }))
    }
}

/// The conditions on the four names: a clause for each, or one clause for all of them.
fn name_clauses(request: &SearchRequest) -> Result<Vec<Clause>> {
    let test = if request.is_name_exact.unwrap_or(true) {
        Test::Equals
    } else {
        Test::Contains
    };
    let mut conditions = Vec::new();
    for (field, name) in [
        ("display_name", &request.display_name),
        ("first_name", &request.first_name),
        ("middle_name", &request.middle_name),
        ("last_name", &request.last_name),
    ] {
        if let Some(name) = name {
            let text = searchable(searched_text(name)?);
            // Some characters are folded to blanks.
            require(!text.is_empty())?;
            let field = field.to_owned();
            conditions.push(Condition { field, test, text });
        }
    }
    Ok(match request.name_op {
        _ if conditions.is_empty() => Vec::new(),
        Some(NameOp::Or) => vec![any_of(conditions)],
        Some(NameOp::And) | None => {
            let each = conditions.into_iter();
            each.map(|condition| any_of([condition])).collect()
        }
    })
}

/// A text to search for. An empty one is refused: it would match every account.
fn searched_text(given: &str) -> Result<&str> {
    let text = given.trim();
    let is_short = text.chars().nth(MAX_LENGTH).is_none();
    require(!text.is_empty() && is_short && !text.contains(IMPOSSIBLE))?;
    Ok(text)
}

fn require(holds: bool) -> Result<()> {
    if holds {
        Ok(())
    } else {
        Err(Fault::refused(SubStatus::CommonInvalidInput))
    }
}

fn equals(field: &str, text: String) -> Condition {
    Condition {
        field: field.to_owned(),
        test: Test::Equals,
        text,
    }
}

fn any_of(conditions: impl IntoIterator<Item = Condition>) -> Clause {
    Clause {
        any_of: conditions.into_iter().collect(),
    }
}
