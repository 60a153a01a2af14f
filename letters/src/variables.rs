//! The values of the variables of a letter.

use std::collections::BTreeMap;

use minijinja::Value;

use crate::{
    contract::{Confirm, Message, Problem, Site},
    engine::Engine,
    names::Part,
    problems,
    site::with_token,
    times, untrusted,
};

/// The variables of one part of a letter. A variable without a value is not there.
pub(crate) struct Variables<'a> {
    part: Part,
    engine: &'a Engine,
    values: BTreeMap<&'static str, Value>,
}

impl<'a> Variables<'a> {
    /// Of a message.
    ///
    /// # Errors
    /// If a time cannot be said.
    pub(crate) fn of(
        message: &Message,
        site: &Site,
        locale: &str,
        part: Part,
        engine: &'a Engine,
    ) -> Result<Value, Problem> {
        let mut variables = Self {
            part,
            engine,
            values: BTreeMap::new(),
        };
        variables.set("site_name", site.name.trim());
        variables.set("locale", locale);
        variables.set_all(message, site)?;
        Ok(Value::from(variables.values))
    }

    fn set_all(&mut self, message: &Message, site: &Site) -> Result<(), Problem> {
        match message {
            Message::SignupConfirm(body) | Message::EmailConfirm(body) => {
                self.confirm(body, site)?
            }
            Message::SignupWelcome(username) | Message::EmailChanged(username) => {
                self.username(username);
                self.link("action_url", &site.login_url, "");
            }
            Message::SignupRejected(body) => {
                self.username(&body.username);
                let reason = body.reason.as_deref().map(untrusted::lines);
                if let Some(reason) = reason.filter(|reason| !reason.is_empty()) {
                    self.set("reason", reason);
                }
            }
            Message::PasswordReset(body) => {
                self.username(&body.username);
                self.set("token", body.token.as_str());
                self.link("action_url", &site.reset_url, &body.token);
                self.time("expiration_time", body.expiration_time)?;
            }
            Message::SignupsWaiting(body) => {
                self.set("count", body.count);
                self.time("oldest_time", body.oldest_time)?;
                self.link("action_url", &site.decide_url, "");
            }
            Message::Test => {}
        }
        Ok(())
    }

    fn confirm(&mut self, body: &Confirm, site: &Site) -> Result<(), Problem> {
        self.username(&body.username);
        self.set("token", body.token.as_str());
        self.set("email_has_owner", body.email_has_owner);
        self.link("action_url", &site.confirm_url, &body.token);
        self.link("disown_url", &site.disown_url, &body.token);
        self.time("expiration_time", body.expiration_time)
    }

    fn username(&mut self, username: &str) {
        self.set("username", untrusted::line(username));
    }

    /// A URL has no character but `&` that HTML would have to escape (`site::check`). The engine would
    /// escape the slashes too, and a link without slashes looks to filters as if it had to be hidden.
    fn link(&mut self, name: &'static str, url: &Option<String>, token: &str) {
        let Some(url) = url.as_deref().map(|url| with_token(url, token)) else {
            return;
        };
        let value = match self.part {
            Part::Html => Value::from_safe_string(url.replace('&', "&amp;")),
            Part::Subject | Part::Text => Value::from(url),
        };
        self.values.insert(name, value);
    }

    fn time(&mut self, name: &'static str, seconds: u64) -> Result<(), Problem> {
        let unsayable = || problems::of_site(name, "is after the year 9999".to_owned());
        let time = times::at(seconds).ok_or_else(unsayable)?;
        let text = self.engine.time(time)?;
        self.set(name, text);
        Ok(())
    }

    fn set(&mut self, name: &'static str, value: impl Into<Value>) {
        self.values.insert(name, value.into());
    }
}
