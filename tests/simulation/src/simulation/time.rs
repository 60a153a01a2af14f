//! Effects of time: clocks jump, and expired documents are swept.

use super::Simulation;
use crate::{configuration::HOSTS, sabotage::Sabotage};

impl Simulation {
    /// Removes expired documents, late, and not always all of them.
    pub(super) fn sweep(&self, depth: usize) {
        let host = self.dice.below(HOSTS as u64) as usize;
        let now = self.clocks.now(host) / 1_000_000;
        let lag = *self.dice.pick(&[0, 0, 60, 3_600, 86_400]).unwrap_or(&0);
        let by = now.saturating_sub(lag);
        let early = match self.sabotage {
            Some(Sabotage::SweepsEarly) => 86_400,
            _ => 0,
        };
        let seconds = *self.dice.pick(&[1, 2, 1_000]).unwrap_or(&1);
        let keys = self.store.borrow_mut().sweep(by + early, seconds);
        self.trace(depth, || {
            format!("host {host} sweeps {} documents", keys.len())
        });
        self.count(|figures| {
            figures.sweeps += 1;
            figures.swept += keys.len() as u64;
        });
        let swept = self.model.borrow_mut().swept(&keys, by);
        self.require(swept);
        self.inspect();
    }

    pub(super) fn jump(&self, depth: usize) {
        self.count(|figures| figures.clock_jumps += 1);
        if self.dice.chance(400) {
            let host = self.dice.below(HOSTS as u64) as usize;
            self.clocks.set(host, &self.dice);
            return self.trace(depth, || format!("the clock of host {host} is set"));
        }
        let prefixes = ["user/", "session/", "signup/", "outbox/"];
        let expirations = self.store.borrow().expirations(&prefixes);
        let by = self.clocks.jump(&self.dice, &expirations) / 1_000_000;
        self.trace(depth, || format!("{by} seconds pass"));
    }
}
