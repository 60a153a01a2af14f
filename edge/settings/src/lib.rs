//! What hosts have in common in reading the operator's settings: a TOML text with stanzas, variables of the
//! environment that replace keys, and the texts that the component gets (`wit/settings.wit`).

mod entries;
mod text;
mod variable;

pub use entries::entries;
pub use text::parse;
pub use variable::Variable;
