//! What a stranger can put into a letter by a username or a reason: words, and nothing else.

use vestibule_letters::contract::{Message, Reset};

use crate::kit::{EVENING, Operator, TOKEN, built_in, confirm, rejected};

fn visible(text: &str) -> String {
    text.replace('\u{2060}', "")
}

#[test]
fn a_username_is_not_markup() {
    let name = "<b>\"'&ann</b>";
    let letter = built_in(&Message::SignupConfirm(confirm(name, false)), "en");
    let html = visible(&letter.html.unwrap());
    assert!(!html.contains("<b>"), "{html}");
    assert!(
        html.contains("&lt;b&gt;&quot;&#x27;&amp;ann&lt;&#x2f;b&gt;"),
        "{html}"
    );
    assert!(visible(&letter.text).contains(name));
}

#[test]
fn a_username_becomes_no_link() {
    let name = "https://evil.example/?a@evil.example";
    let letter = built_in(&Message::SignupConfirm(confirm(name, false)), "en");
    let html = letter.html.unwrap();
    assert_eq!(html.matches("<a ").count(), 2);
    for text in [html, letter.text] {
        assert!(
            !text.contains("evil.example") && !text.contains("https://e"),
            "{text}"
        );
    }
}

#[test]
fn a_reason_becomes_no_link_and_keeps_its_lines() {
    let letter = built_in(
        &rejected(Some("See http://evil.example\nor <i>call</i>")),
        "en",
    );
    let (text, html) = (visible(&letter.text), visible(&letter.html.unwrap()));
    assert!(
        text.contains("> See http://evil.example\n> or <i>call</i>\n"),
        "{text}"
    );
    assert!(html.contains("evil.example\nor &lt;i&gt;call"), "{html}");
    assert!(!letter.text.contains("evil.example"));
}

#[test]
fn a_subject_has_one_line() {
    let operator = Operator(&[(
        "en/signup-confirm.subject",
        "For {{ username }}\r\nBcc: a@b.example\n",
    )]);
    let message = Message::SignupConfirm(confirm("ann\r\nBcc: x", false));
    let letter = operator.render(&message, "en").unwrap();
    assert_eq!(visible(&letter.subject), "For ann Bcc: x Bcc: a@b.example");
}

#[test]
fn a_problem_quotes_no_value() {
    let message = Message::PasswordReset(Reset {
        username: "zebulon".to_owned(),
        token: TOKEN.to_owned(),
        expiration_time: EVENING,
    });
    for source in [
        "{% include username %}",
        "{% include token %}",
        "{{ token|int }}",
        "{{ token.x() }}",
        "{{ token + 1 }}",
        "{{ {}[token] }}",
        "{{ username|plural(one=1) }}",
        "{{ username|attr(token)|upper }}",
        "{% for a, b in [token] %}{% endfor %}",
    ] {
        let sources: &'static [_] = vec![("en/password-reset.txt", source)].leak();
        let problems = Operator(sources).render(&message, "en").unwrap_err();
        let said = format!("{problems:?}");
        let quotes = said.contains(TOKEN) || said.contains("zebulon");
        assert!(!quotes, "{source}: {said}");
    }
}
