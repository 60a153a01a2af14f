//! Users: how they get accounts, and their operations. One name for one operation.

use serde_json::{Value, json};
use vestibule::types::{Content, CreateRequest, Message, SignupConfirm};

use super::{
    NEW_PASSWORD, OPERATOR, Reply, World, caller, create_request, login_input, merged,
    signup_input, with,
};

pub(crate) const SUPER_USER: &str = "boss";

/// A sign-up that waits for its confirmation.
pub(crate) struct SignedUp {
    pub(crate) user_id: String,
    /// The token of the answer, which proves no address.
    pub(crate) returned: String,
    /// What was mailed.
    pub(crate) mail: SignupConfirm,
}

impl SignedUp {
    /// The user ID and the mailed token.
    pub(crate) fn by_mail(self) -> (String, String) {
        (self.user_id, self.mail.confirm_token)
    }
}

/// By sign-up.
impl World {
    /// Signs a person up, with `<name>@example.com`.
    pub(crate) async fn signup(&self, name: &str) -> Reply {
        self.post("/user/signup", signup_input(name)).await
    }

    /// Signs a person up with an address, and reads the mail; delivery has to be configured.
    pub(crate) async fn sign_up(&self, name: &str, email: &str) -> SignedUp {
        let input = merged(signup_input(name), json!({"email": email}));
        let reply = self.post("/user/signup", input).await.ok();
        let user_id = self.last_target();
        let mails = self.mails().await.into_iter();
        let mut mails = mails.filter(|mail| (&*mail.to, &*mail.username) == (email, name));
        let Some(Content::SignupConfirm(mail)) = mails.next().map(|mail| mail.content) else {
            panic!("no mail to {email}");
        };
        SignedUp {
            user_id,
            returned: reply.text("confirm_token"),
            mail,
        }
    }

    /// Signs a person up and confirms with the returned token; returns the user ID.
    pub(crate) async fn confirmed(&self, name: &str) -> String {
        let token = self.signup(name).await.ok().text("confirm_token");
        let user_id = self.last_target();
        self.confirm(&token).await.ok();
        user_id
    }

    /// A person who can log in, and whose address is not proven; returns the user ID.
    pub(crate) async fn approved(&self, name: &str) -> String {
        let user_id = self.confirmed(name).await;
        self.approve(&user_id).await;
        user_id
    }

    /// Signs a person up, who confirms with the mailed token; returns the user ID.
    pub(crate) async fn proven(&self, name: &str, email: &str) -> String {
        let person = self.sign_up(name, email).await;
        self.confirm(&person.mail.confirm_token).await.ok();
        person.user_id
    }

    /// A person who can log in, and whose address is proven; returns the user ID.
    pub(crate) async fn member(&self, name: &str) -> String {
        let user_id = self.proven(name, &format!("{name}@example.com")).await;
        self.approve(&user_id).await;
        assert!(self.account(&user_id).await.email_verified);
        user_id
    }

    pub(crate) async fn confirm(&self, token: &str) -> Reply {
        let input = json!({"confirm_token": token});
        self.post("/user/signup/confirm", input).await
    }

    pub(crate) async fn disown(&self, token: &str) -> Reply {
        let input = json!({"confirm_token": token});
        self.post("/user/signup/disown", input).await
    }

    /// The operator approves.
    pub(crate) async fn approve(&self, user_id: &str) {
        let approved = self.sso.approve(&caller(), &OPERATOR, user_id).await;
        approved.unwrap();
    }

    /// The operator rejects, which erases.
    pub(crate) async fn reject(&self, user_id: &str) {
        let rejected = self
            .sso
            .reject(&caller(), &OPERATOR, user_id, Some("no"))
            .await;
        rejected.unwrap();
    }
}

/// By the operator.
impl World {
    pub(crate) async fn make(&self, request: &CreateRequest) -> String {
        let made = self.sso.create_user(&caller(), &OPERATOR, request).await;
        made.unwrap()
    }

    /// A person who can log in, with the proven address `<name>@example.com`; returns the user ID.
    pub(crate) async fn hire(&self, name: &str) -> String {
        let request = CreateRequest {
            email: Some(format!("{name}@example.com")),
            ..create_request(name)
        };
        self.make(&request).await
    }

    /// A super-user's UST.
    pub(crate) async fn super_user(&self) -> String {
        let request = CreateRequest {
            is_super_user: true,
            ..create_request(SUPER_USER)
        };
        self.make(&request).await;
        self.ust(SUPER_USER).await
    }
}

/// Operations of users.
impl World {
    /// Logs in.
    pub(crate) async fn login(&self, name: &str) -> Reply {
        self.log_in(name, json!({})).await
    }

    /// Logs in, with additional or replaced members of the input.
    pub(crate) async fn log_in(&self, name: &str, members: Value) -> Reply {
        let input = merged(login_input(name), members);
        self.post("/user/login", input).await
    }

    /// The UST of a user who can log in.
    pub(crate) async fn ust(&self, name: &str) -> String {
        self.login(name).await.ok().text("ust")
    }

    /// Exchanges a password reset token.
    pub(crate) async fn exchange(&self, token: &str) -> Reply {
        let input = json!({"token": token, "current_app": "CRM"});
        self.call("PATCH", "/password/reset", input).await
    }

    /// Sets [`NEW_PASSWORD`] with both secrets of a reset.
    pub(crate) async fn complete(&self, token: &str, reset_key: &str) -> Reply {
        let input = json!({
            "token": token,
            "reset_key": reset_key,
            "password": NEW_PASSWORD,
            "current_app": "CRM",
        });
        self.call("DELETE", "/password/reset", input).await
    }

    /// A request with a UST.
    pub(crate) async fn ask(&self, ust: &str, method: &str, path: &str, members: Value) -> Reply {
        self.call(method, path, with(ust, members)).await
    }

    /// Whether a UST opens a session.
    pub(crate) async fn is_open(&self, ust: &str) -> bool {
        let session = self.sso.verify(&caller(), ust).await;
        session.unwrap().is_some()
    }

    /// The target of the last call.
    pub(crate) fn last_target(&self) -> String {
        self.events.last().target.expect("a target")
    }

    /// The mails that are due, which are sent.
    pub(crate) async fn sent(&self) -> Vec<Message> {
        let mails = self.mails().await;
        for mail in &mails {
            let done = self.sso.message_done(&mail.id, &mail.claim).await;
            done.unwrap();
        }
        mails
    }
}
