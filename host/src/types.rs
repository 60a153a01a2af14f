//! The records of the contract, as Rust types; `wit/` documents them.

pub use crate::bindings::{
    exports::vestibule::sso::{
        attributes::{Attribute, AttributeInput, AttributeOwner},
        authentication::{LoginMetadata, LoginRequest, LoginResponse},
        configuration::{Problem, Setting},
        linked_auth::{Definition, Link},
        maintenance::{Defect, Flaw, Inspection, Rewriting},
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
