//! The criteria of a search.

use crate::model::Approval;

/// A member that is `None` is not a criterion.
#[derive(Clone, Debug, Default)]
pub(crate) struct Criteria {
    pub(crate) user_id: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) display_name: Option<String>,
    pub(crate) first_name: Option<String>,
    /// Whether one of the names is sufficient.
    pub(crate) is_any_name: Option<bool>,
    /// Whether the whole name has to match.
    pub(crate) is_exact: Option<bool>,
    pub(crate) is_confirmed: Option<bool>,
    pub(crate) approval: Option<Approval>,
    pub(crate) cur_page: u32,
    /// 0: more than there are users.
    pub(crate) page_size: u32,
}
