//! Stanza `apps`: the company's applications, and what users may do through them.

use crate::{
    contract::types::SubStatus,
    fault::Fault,
    settings::{Problems, rows::stanza},
};

/// Bytes of an application's name: audit events, sessions and accounts have it.
const MAX_APP: usize = 191;

stanza! {
    /// Stanza `apps`.
    Apps = "apps", "The company's applications.";
    all: texts(&["CRM", "ERP"]), "All applications; each name has at most 191 bytes.";
    default: text("CRM"), "The current application of a call that does not name one.";
    signup_allowed: texts(&["CRM"]), "Applications through which users may sign up.";
    login_allowed: texts(&["CRM"]), "Applications to which users may log in; in the others they need an existing UST.";
    login_metadata_allowed: texts(&[]), "Applications that may send login metadata.";
    inform_if_app_invalid: yes_no(true), "Refuse an unknown application with E004001; false: E005001.";
    http_header: text("X-Zato-SSO-Current-App"), "The header in which callers with linked credentials send their application.";
}

impl Apps {
    fn agree(&self, problems: &mut Problems) {
        problems.no_blank_entries("all", &self.all);
        let is_short = self.all.iter().all(|app| app.len() <= MAX_APP);
        problems.require(is_short, "all", "has a name of more than 191 bytes");
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        let is_name = !self.http_header.is_empty() && self.http_header.bytes().all(is_token);
        problems.require(is_name, "http_header", "is not the name of a header");
        let unknown = "names an application that is not in apps.all";
        problems.require(self.is_known(&self.default), "default", unknown);
        for (key, apps) in [
            ("signup_allowed", &self.signup_allowed),
            ("login_allowed", &self.login_allowed),
            ("login_metadata_allowed", &self.login_metadata_allowed),
        ] {
            problems.require(apps.iter().all(|app| self.is_known(app)), key, unknown);
        }
    }

    /// Whether the company has this application.
    #[must_use]
    pub fn is_known(&self, app: &str) -> bool {
        self.all.iter().any(|known| known == app)
    }

    /// The refusal of an application.
    #[must_use]
    pub fn refusal(&self, code: SubStatus) -> Fault {
        Fault::refused_unless_hidden(code, self.inform_if_app_invalid)
    }
}
