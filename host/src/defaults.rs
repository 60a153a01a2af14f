//! Default values of the requests in which most fields are optional.

use crate::types::{Caller, CreateRequest, SearchRequest, UpdateRequest};

/// An unknown caller: without an application, address and user agent. The
/// component makes the correlation ID.
impl Default for Caller {
    fn default() -> Self {
        Self {
            cid: None,
            current_app: None,
            remote_addr: None,
            user_agent: None,
            is_trusted_client: false,
        }
    }
}

/// An ordinary user. The username is empty and has to be set.
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
            locale: None,
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

/// Changes nothing; at least one field has to be set.
impl Default for UpdateRequest {
    fn default() -> Self {
        Self {
            username: None,
            email: None,
            display_name: None,
            first_name: None,
            middle_name: None,
            last_name: None,
            locale: None,
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

/// Finds all accounts: the first page, of the default size.
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
