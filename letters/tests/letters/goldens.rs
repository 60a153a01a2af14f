//! Every letter in every locale, as text and as HTML. A file has all letters of a locale, so that somebody who
//! speaks the language can read them one after another.

use std::{fs, path::Path};

use vestibule_letters::{
    contract::{Message, Site},
    locales, render,
};

use crate::kit::{confirm, rejected, reset, site, site_without_links, waiting};

const REASON: &str = "Accounts are for staff.\n\nPlease ask the people at the front desk for an account \
                      if you work here, and tell them when you began.";

/// Each kind, and each sentence that not every letter of the kind has.
fn letters() -> Vec<(&'static str, Message, Site)> {
    let (with, without) = (site, site_without_links);
    let ann = || "ann".to_owned();
    let signup = |has_owner| Message::SignupConfirm(confirm("ann", has_owner));
    let email = |has_owner| Message::EmailConfirm(confirm("ann", has_owner));
    vec![
        ("signup-confirm", signup(false), with()),
        ("signup-confirm, address has an owner", signup(true), with()),
        ("signup-confirm without links", signup(false), without()),
        ("signup-welcome", Message::SignupWelcome(ann()), with()),
        ("signup-rejected", rejected(Some(REASON)), with()),
        ("signup-rejected without a reason", rejected(None), with()),
        ("password-reset", reset(), with()),
        ("password-reset without links", reset(), without()),
        ("email-confirm", email(false), with()),
        ("email-confirm, address has an owner", email(true), with()),
        ("email-changed", Message::EmailChanged(ann()), with()),
        ("signups-waiting, 1", waiting(1), with()),
        ("signups-waiting, 3", waiting(3), with()),
        ("signups-waiting, 12", waiting(12), with()),
        ("signups-waiting, 1000000", waiting(1_000_000), with()),
        ("test", Message::Test, with()),
    ]
}

#[test]
fn the_letters_agree_with_the_goldens() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens");
    for locale in locales() {
        let (mut text, mut html) = (String::new(), String::new());
        for (title, message, site) in letters() {
            let letter = render(&message, Some(locale), &site, &|_| None).unwrap();
            assert_eq!(letter.locale, locale);
            let head = format!("======== {title} ========\n");
            text += &format!("{head}Subject: {}\n\n{}\n", letter.subject, letter.text);
            html += &format!("<!-- {head} -->\n{}\n", letter.html.unwrap());
        }
        agrees(&folder.join(format!("{locale}.txt")), &text);
        agrees(&folder.join(format!("{locale}.html")), &html);
    }
}

fn agrees(golden: &Path, rendered: &str) {
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::create_dir_all(golden.parent().unwrap()).unwrap();
        fs::write(golden, rendered).unwrap();
        return;
    }
    assert!(
        rendered == fs::read_to_string(golden).unwrap_or_default(),
        "the letters are not those of {}; if that is meant, run with UPDATE_GOLDENS=1",
        golden.display()
    );
}

/// Mail programs show no more columns without a break. Japanese characters take two.
#[test]
fn lines_of_text_have_at_most_72_columns_but_links() {
    for locale in locales() {
        for (title, message, site) in letters() {
            let letter = render(&message, Some(locale), &site, &|_| None).unwrap();
            let columns = |line: &str| -> usize {
                line.chars()
                    .map(|one| if one < '\u{2E80}' { 1 } else { 2 })
                    .sum()
            };
            for line in letter
                .text
                .lines()
                .filter(|line| !line.starts_with("https://"))
            {
                assert!(columns(line) <= 72, "{locale} {title}: {line}");
            }
        }
    }
}

/// Nothing is loaded when the letter is opened, so nobody learns that it was.
#[test]
fn html_loads_nothing() {
    for locale in locales() {
        for (title, message, site) in letters() {
            let letter = render(&message, Some(locale), &site, &|_| None).unwrap();
            let html = letter.html.unwrap();
            for loads in [
                "src=", "url(", "@import", "<link", "<img", "<script", "<iframe",
            ] {
                assert!(!html.contains(loads), "{locale} {title}: {loads}");
            }
            assert!(html.contains(&format!("<html lang=\"{locale}\">")));
        }
    }
}
