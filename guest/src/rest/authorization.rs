//! The header `Authorization`: a UST, or a credential that is linked to an account.
//!
//! Any other content of the header is ignored.

use base64::{
    Engine,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use crate::{
    call::Call,
    contract::rest::Request,
    fault::{Fault, Result},
    linked_auth,
};

use super::input::Input;

const AUTHORIZATION: &str = "authorization";

/// Maximum bytes of the header.
const MAX_LENGTH: usize = 8_192;

/// Standard Base64, padded or not.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The parsed header.
#[derive(Debug, PartialEq)]
enum Authorization {
    Bearer(String),
    Basic { username: String, password: String },
}

/// Takes the UST from the header if the input itself names no session. Returns the UST of a linked
/// credential, for the response.
///
/// # Errors
/// As `linked-auth.log-in` in `wit/`.
pub(super) fn apply(
    call: &mut Call<'_>,
    request: &Request,
    input: &mut Input,
) -> Result<Option<String>> {
    let value = header(request, AUTHORIZATION).filter(|value| value.len() <= MAX_LENGTH);
    match value.and_then(parse) {
        None => Ok(None),
        Some(Authorization::Bearer(ust)) => {
            input.offer_ust(&ust);
            Ok(None)
        }
        Some(Authorization::Basic { username, password }) => {
            let ust = match log_in(call, request, &username, &password) {
                // The UST would only be returned along with the result of the operation.
                Err(Fault::Throttled(_)) if input.names_session() => None,
                ust => ust?,
            };
            if let Some(ust) = &ust {
                input.offer_ust(ust);
            }
            Ok(ust)
        }
    }
}

/// The current application of a linked credential is in a separate header.
fn log_in(
    call: &mut Call<'_>,
    request: &Request,
    username: &str,
    password: &str,
) -> Result<Option<String>> {
    let named = call.named_app.clone();
    let name = call.settings.apps()?.http_header.to_lowercase();
    if let Some(app) = header(request, &name) {
        call.named_app = Some(app.to_owned());
    }
    let ust = linked_auth::log_in(call, username, password);
    call.named_app = named;
    call.current_app = None;
    ust
}

/// The value of a header; `None` if the header is absent or occurs more than once.
fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let mut values = request.headers.iter().filter(|(known, _)| known == name);
    let (_, value) = values.next()?;
    values.next().is_none().then_some(value)
}

fn parse(value: &str) -> Option<Authorization> {
    let (scheme, rest) = value.trim().split_once(' ')?;
    let rest = rest.trim_start();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(Authorization::Bearer(rest.to_owned())).filter(|_| is_token(rest));
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(BASE64.decode(rest).ok()?).ok()?;
    let (username, password) = text.split_once(':')?;
    Some(Authorization::Basic {
        username: username.to_owned(),
        password: password.to_owned(),
    })
}

/// A token in the syntax of RFC 6750, section 2.1.
fn is_token(text: &str) -> bool {
    let is_known = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    !text.is_empty() && text.bytes().all(is_known)
}

#[cfg(test)]
mod tests {
    use super::{Authorization, parse};

    fn basic(username: &str, password: &str) -> Option<Authorization> {
        Some(Authorization::Basic {
            username: username.to_owned(),
            password: password.to_owned(),
        })
    }

    #[test]
    fn a_basic_credential_is_everything_up_to_the_first_colon_and_everything_after_it() {
        assert_eq!(parse("Basic YTpi"), basic("a", "b"));
        assert_eq!(parse("bAsIc   YTpi "), basic("a", "b"));
        assert_eq!(parse("Basic YTo="), basic("a", ""));
        assert_eq!(parse("Basic YTo"), basic("a", ""), "without padding");
        assert_eq!(parse("Basic Ojpi"), basic("", ":b"));
        assert_eq!(parse("Basic w6k6w7w="), basic("é", "ü"));
        for none in ["Basic", "Basic ", "Basic YQ==", "Basic YTpi!", "Basic 6To="] {
            assert_eq!(parse(none), None, "{none}");
        }
    }

    #[test]
    fn a_bearer_token_is_one_word() {
        let token = Some(Authorization::Bearer("ab-_c.~+/=".to_owned()));
        assert_eq!(parse("Bearer ab-_c.~+/="), token);
        assert_eq!(parse("bearer  ab-_c.~+/="), token);
        for none in [
            "Bearer",
            "Bearer ",
            "Bearer a b",
            "Bearer é",
            "Token a",
            "a",
        ] {
            assert_eq!(parse(none), None, "{none}");
        }
    }
}
