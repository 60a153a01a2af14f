//! Counting calls.

use crate::{
    addresses::canonical_address,
    call::Call,
    documents::{Rate, User},
    fault::{Fault, Result},
    keys,
    store::{self, Commit},
    tokens,
};

use super::{Line, RateLimits};

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
    let key = keys::rate(&user.user_id, &digest);
    let found = store::read_one::<Rate>(call.platform, call.now, key)?;
    let before = found.document.map_or(0, |rate| rate.calls);
    if before >= limit.calls {
        let seconds = u32::try_from(call.now.seconds_until(end)).unwrap_or(u32::MAX);
        return Err(Fault::Throttled(seconds));
    }
    let counted = Rate {
        calls: before.saturating_add(1),
        expires_at: end,
    };
    commit.check(&found.check);
    commit.put(found.check.key.clone(), &counted)
}
