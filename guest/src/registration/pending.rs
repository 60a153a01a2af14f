//! The sign-ups that wait for a decision of a super-user.

use crate::{
    access,
    account::open_email,
    call::Call,
    contract::{
        registration::{ListPage, PendingSignup},
        types::Authority,
    },
    documents::{ApprovalStatus, Pointer, User},
    fault::Result,
    keyring::Keyring,
    keys,
    store::{self, Paging, Slot},
};

const DEFAULT_PAGE_SIZE: u32 = 50;
const MAX_PAGE_SIZE: u32 = 100;

/// A page of these sign-ups, oldest first, confirmed or not.
///
/// # Errors
/// As `registration.pending` in `wit/`.
pub fn pending(
    call: &mut Call<'_>,
    authority: &Authority,
    page: &ListPage,
) -> Result<Vec<PendingSignup>> {
    call.audited("user.get_pending_signups", |call| {
        access::require_super_user(call, authority)?;
        let paging = Paging::new(
            page.cur_page,
            page.page_size,
            DEFAULT_PAGE_SIZE,
            MAX_PAGE_SIZE,
        );
        let range = keys::all_pending();
        let mut wanted = Vec::new();
        for entry in store::page(call.platform, call.now, &range, &[], paging)? {
            let pointer: Slot<Pointer> = Slot::of(entry).parse(call.now)?;
            wanted.extend(pointer.document.map(|pointer| keys::user(&pointer.user_id)));
        }
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let keyring = call.keyring()?;
        let mut list = Vec::new();
        for slot in store::read(call.platform, wanted)? {
            let user: Option<User> = slot.parse(call.now)?.document;
            list.extend(user.and_then(|user| describe_pending(&keyring, &user)));
        }
        Ok(list)
    })
}

fn describe_pending(keyring: &Keyring, user: &User) -> Option<PendingSignup> {
    let is_pending = user.approval_status == ApprovalStatus::BeforeDecision;
    is_pending.then(|| PendingSignup {
        user_id: user.user_id.clone(),
        username: user.username.clone().unwrap_or_default(),
        email: open_email(keyring, user),
        display_name: user.display_name.clone(),
        sign_up_time: user
            .sign_up_time
            .unwrap_or(user.approval_status_mod_time)
            .into(),
        remote_addr: user.sign_up_remote_addr.clone(),
    })
}
