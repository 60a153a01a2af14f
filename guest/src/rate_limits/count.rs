//! Counting calls.

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

/// A number is kept in so many cells, each with its share of the calls, so that calls which come
/// at the same moment rarely get in each other's way.
const CELLS: u32 = 16;

/// Counts a call for a user, if the user's calls are limited: in the commit, which also has to
/// check the user's document.
///
/// # Errors
/// Throttled, until the present minute, hour or day is over; E005001 if no line has the address,
/// or the definition cannot be understood.
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
    // A line that is given another number goes on counting.
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

/// How many calls each cell may let through.
fn shares(calls: u32) -> impl Iterator<Item = u32> {
    (0..CELLS).map(move |cell| calls / CELLS + u32::from(cell < calls % CELLS))
}
