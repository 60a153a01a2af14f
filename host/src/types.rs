//! The records of the contract, as Rust types; `wit/` documents them.

pub use crate::bindings::{
    exports::vestibule::sso::{
        attributes::{Attribute, AttributeInput, AttributeOwner},
        authentication::{LoginMetadata, LoginRequest, LoginResponse},
        configuration::{Problem, Setting},
        linked_auth::{Definition, Link},
        maintenance::{
            Defect, Flaw, ImportOutcome, ImportProblem, ImportedAccount, Inspection, Rewriting,
        },
        outbox::{
            Callback, Content, EmailConfirm, Message, PasswordReset, SignupConfirm, SignupRejected,
        },
        registration::{ListPage, PendingSignup, SignupRequest, SignupVerdict},
        rest::{PeekedSignup, Request, Response},
        sessions::{
            AuthType, ChangeSource, ListedSession, Session, SessionChange, SessionPage, Which,
        },
        types::{Authority, Caller, Failure, SubStatus},
        users::{
            ApprovalStatus, Change, CreateRequest, NameOp, PasswordRequest, SearchRequest,
            SearchResult, SignUpStatus, TotpSetup, UpdateRequest, User, UserAdministration,
        },
    },
    vestibule::sso::audit::{Event, Outcome},
    wasi::clocks::wall_clock::Datetime,
};

impl Authority {
    /// The host itself, on behalf of this operator, such as `cli:alice@host`: 1 to 128 characters
    /// without control characters. It is the `actor` of audit events.
    ///
    /// # Examples
    ///
    /// ```
    /// use vestibule::types::Authority;
    ///
    /// let operator = Authority::operator("admin-page:alice");
    /// assert_eq!(operator, Authority::Operator("admin-page:alice".to_owned()));
    /// ```
    pub fn operator(name: impl Into<String>) -> Self {
        Self::Operator(name.into())
    }
}
