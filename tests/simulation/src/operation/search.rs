//! Whom a search asks for.

use crate::model::Approval;

/// What is none is no criterion.
#[derive(Clone, Debug, Default)]
pub(crate) struct Criteria {
    pub(crate) user_id: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) display_name: Option<String>,
    pub(crate) first_name: Option<String>,
    /// Whether one of the names is enough.
    pub(crate) is_any_name: Option<bool>,
    /// Whether a part of a name is not.
    pub(crate) is_exact: Option<bool>,
    pub(crate) is_confirmed: Option<bool>,
    pub(crate) approval: Option<Approval>,
    pub(crate) cur_page: u32,
    /// 0: more than there are people.
    pub(crate) page_size: u32,
}
