//! Stanza `apps`: the company's applications, and who may do what through them.

use crate::{
    contract::{configuration::Problem, types::SubStatus},
    fault::Fault,
    settings::{Problems, list, stanza},
};

stanza! {
    /// Stanza `apps`.
    Apps = "apps" from apps {
        all: Vec<String> = list(&["CRM", "ERP"]),
        default: String = "CRM".to_owned(),
        signup_allowed: Vec<String> = list(&["CRM"]),
        login_allowed: Vec<String> = list(&["CRM"]),
        login_metadata_allowed: Vec<String> = Vec::new(),
        inform_if_app_invalid: bool = true,
        http_header: String = "X-Zato-SSO-Current-App".to_owned(),
    }
}

impl Apps {
    /// What is wrong with the stanza.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Problems::of(Self::STANZA);
        problems.no_blank_entries("all", &self.all);
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        let is_name = !self.http_header.is_empty() && self.http_header.bytes().all(is_token);
        problems.require(is_name, "http_header", "is no name of a header");
        let unknown = "names an application that is not in apps.all";
        problems.require(self.is_known(&self.default), "default", unknown);
        for (key, apps) in [
            ("signup_allowed", &self.signup_allowed),
            ("login_allowed", &self.login_allowed),
            ("login_metadata_allowed", &self.login_metadata_allowed),
        ] {
            problems.require(apps.iter().all(|app| self.is_known(app)), key, unknown);
        }
        problems.into_found()
    }

    /// Whether the company has this application.
    #[must_use]
    pub fn is_known(&self, app: &str) -> bool {
        self.all.iter().any(|known| known == app)
    }

    /// A refusal that has to do with applications.
    #[must_use]
    pub fn refusal(&self, code: SubStatus) -> Fault {
        Fault::refused_unless_hidden(code, self.inform_if_app_invalid)
    }
}
