//! Counting the calls of an account's linked credentials.

use crate::{
    addresses::canonical_address,
    call::Call,
    contract::storage::Check,
    documents::{Rate, User},
    fault::{Fault, Result},
    keys,
    store::{self, Commit, Slot},
    tokens,
};

use super::{Line, RateLimits};

/// The number of calls is kept in this many documents (cells), each with its share of the limit, so
/// that calls at the same moment rarely conflict.
const CELLS: u32 = 16;

/// Counts a call for a user whose calls are limited, in a commit, which also has to check the user's
/// document.
///
/// # Errors
/// Throttled, until the present minute, hour or day is over; E005001 if no line contains the address,
/// or if the definition cannot be parsed.
pub fn count(call: &Call<'_>, commit: &mut Commit, user: &User) -> Result<()> {
    if !user.is_rate_limit_active {
        return Ok(());
    }
    let definition = user.rate_limit_def.as_deref().unwrap_or_default();
    let limits = RateLimits::parse(definition);
    let limits = limits.ok_or(Fault::not_allowed_because("the rate limit is malformed"))?;
    let address = call.remote_addr.as_deref().and_then(canonical_address);
    let has = |line: &&Line| address.is_some_and(|address| line.addresses.contains(address));
    let line = limits.0.iter().find(has).ok_or(Fault::not_allowed_because(
        "no line of the rate limit has the address",
    ))?;
    let Some(limit) = line.limit else {
        return Ok(());
    };
    let end = call.now.end_of_period(limit.seconds);
    // The digest omits the number, so that a line keeps its count when its number changes.
    let digest = tokens::digest(&format!("{}/{}", line.from, limit.unit));
    let cells = (0..CELLS).map(|cell| keys::rate(&user.user_id, &digest, cell));
    let mut counted = Vec::new();
    for slot in store::read(call.platform, cells.collect())? {
        let slot: Slot<Rate> = slot.parse(call.now)?;
        let calls = slot.document.map_or(0, |rate| rate.calls);
        counted.push((slot.check, calls));
    }
    let sum = counted
        .iter()
        .fold(0_u32, |sum, (_, calls)| sum.saturating_add(*calls));
    let with_room = counted.into_iter().zip(shares(limit.calls));
    let mut with_room: Vec<(Check, u32)> = with_room
        .filter(|((_, calls), share)| calls < share && sum < limit.calls)
        .map(|(cell, _)| cell)
        .collect();
    if with_room.is_empty() {
        let seconds = u32::try_from(call.now.seconds_until(end)).unwrap_or(u32::MAX);
        return Err(Fault::Throttled(seconds));
    }
    let number = call.platform.random_below(with_room.len());
    let (check, before) = with_room.swap_remove(number);
    let counted = Rate {
        calls: before.saturating_add(1),
        expires_at: end,
    };
    commit.check(&check);
    commit.put(check.key.clone(), &counted)
}

/// The share of each cell.
fn shares(calls: u32) -> impl Iterator<Item = u32> {
    (0..CELLS).map(move |cell| calls / CELLS + u32::from(cell < calls % CELLS))
}
