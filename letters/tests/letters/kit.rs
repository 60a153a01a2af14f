//! Sites, messages and operators' templates.

use vestibule_letters::{
    check,
    contract::{Confirm, Letter, Message, Problem, Rejected, Reset, Site, Waiting},
    render,
};

pub(crate) const TOKEN: &str = "0123456789abcdefghijklmnopqrstuv";

/// 2026-11-27T18:40:00Z.
pub(crate) const EVENING: u64 = 1_795_804_800;

/// A site with all links.
pub(crate) fn site() -> Site {
    let url = |path: &str| Some(format!("https://sso.example.com/{path}"));
    Site {
        name: "Example".to_owned(),
        locale: None,
        confirm_url: url("confirm?by=mail&token={token}"),
        disown_url: url("disown?by=mail&token={token}"),
        reset_url: url("reset#{token}"),
        login_url: url("login"),
        decide_url: url("decide"),
    }
}

pub(crate) fn site_without_links() -> Site {
    Site {
        confirm_url: None,
        disown_url: None,
        reset_url: None,
        login_url: None,
        decide_url: None,
        ..site()
    }
}

pub(crate) fn confirm(username: &str, email_has_owner: bool) -> Confirm {
    Confirm {
        username: username.to_owned(),
        token: TOKEN.to_owned(),
        expiration_time: EVENING,
        email_has_owner,
    }
}

pub(crate) fn rejected(reason: Option<&str>) -> Message {
    Message::SignupRejected(Rejected {
        username: "ann".to_owned(),
        reason: reason.map(ToOwned::to_owned),
    })
}

pub(crate) fn reset() -> Message {
    Message::PasswordReset(Reset {
        username: "ann".to_owned(),
        token: TOKEN.to_owned(),
        expiration_time: EVENING,
    })
}

pub(crate) fn waiting(count: u64) -> Message {
    Message::SignupsWaiting(Waiting {
        count,
        oldest_time: EVENING,
    })
}

/// A letter from the built-in templates.
pub(crate) fn built_in(message: &Message, locale: &str) -> Letter {
    render(message, Some(locale), &site(), &|_| None).unwrap()
}

/// An operator's templates: names and sources.
pub(crate) struct Operator(pub(crate) &'static [(&'static str, &'static str)]);

impl Operator {
    fn template(&self, name: &str) -> Option<String> {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map(|(_, source)| (*source).to_owned())
    }

    pub(crate) fn render(&self, message: &Message, locale: &str) -> Result<Letter, Vec<Problem>> {
        render(message, Some(locale), &site(), &|name| self.template(name))
    }

    pub(crate) fn check(&self) -> Vec<Problem> {
        let names: Vec<String> = self.0.iter().map(|(name, _)| (*name).to_owned()).collect();
        check(&site(), &names, &|name| self.template(name))
    }

    /// The only problem: template, line, name and message.
    pub(crate) fn problem(&self) -> (String, Option<u32>, Option<String>, String) {
        let mut problems = self.check();
        assert_eq!(problems.len(), 1, "{problems:#?}");
        let problem = problems.remove(0);
        let template = problem.template.unwrap_or_default();
        (template, problem.line, problem.name, problem.message)
    }
}
