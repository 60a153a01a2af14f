//! Inputs that say nothing yet: most of their fields need not be given.

use crate::types::{CreateRequest, SearchRequest, UpdateRequest};

/// An ordinary user without a name, which has to be given.
impl Default for CreateRequest {
    fn default() -> Self {
        Self {
            username: String::new(),
            password: None,
            password_must_change: false,
            email: None,
            display_name: None,
            first_name: None,
            middle_name: None,
            last_name: None,
            is_locked: false,
            sign_up_status: None,
            is_rate_limit_active: false,
            rate_limit_def: None,
            is_totp_enabled: false,
            totp_key: None,
            totp_label: None,
            auto_approve: false,
            is_super_user: false,
        }
    }
}

/// Everything stays as it is; something has to be given.
impl Default for UpdateRequest {
    fn default() -> Self {
        Self {
            username: None,
            email: None,
            display_name: None,
            first_name: None,
            middle_name: None,
            last_name: None,
            is_totp_enabled: None,
            totp_label: None,
            is_locked: None,
            password_expiry: None,
            password_must_change: None,
            sign_up_status: None,
            approval_status: None,
        }
    }
}

/// Everybody is found: the first page, of the usual size.
impl Default for SearchRequest {
    fn default() -> Self {
        Self {
            user_id: None,
            username: None,
            email: None,
            display_name: None,
            first_name: None,
            middle_name: None,
            last_name: None,
            name_op: None,
            is_name_exact: None,
            sign_up_status: None,
            approval_status: None,
            cur_page: 0,
            page_size: 0,
        }
    }
}
