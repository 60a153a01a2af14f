//! Templates that the operator puts in place of the built-in ones.

use vestibule_letters::{
    check,
    contract::{Message, Site},
    render,
};

use crate::kit::{EVENING, Operator, TOKEN, confirm, reset, site, site_without_links, waiting};

#[test]
fn an_operators_letter_replaces_the_built_in_one() {
    let operator = Operator(&[
        (
            "de/password-reset.subject",
            "Neues Passwort für {{ username }}",
        ),
        (
            "de/password-reset.txt",
            "{{ action_url }} bis {{ expiration_time }}\n",
        ),
        (
            "de/password-reset.html",
            "<a href=\"{{ action_url }}\">{{ site_name }}</a>\n",
        ),
    ]);
    assert_eq!(operator.check(), []);
    let letter = operator.render(&reset(), "de-AT").unwrap();
    assert_eq!(letter.locale, "de");
    assert_eq!(letter.subject, "Neues Passwort für ann");
    let url = format!("https://sso.example.com/reset#{TOKEN}");
    assert_eq!(
        letter.text,
        format!("{url} bis 27. November 2026, 18:40 Uhr (UTC)\n")
    );
    let html = format!("<a href=\"{url}\">Example</a>\n");
    assert_eq!(letter.html, Some(html));
    assert!(
        operator
            .render(&reset(), "en")
            .unwrap()
            .text
            .contains("Somebody")
    );
}

#[test]
fn a_text_of_the_operator_alone_has_no_html() {
    let operator = Operator(&[("en/test.txt", "It works.\r\n\r\nBye.\r\n")]);
    assert_eq!(operator.check(), []);
    let letter = operator.render(&Message::Test, "en").unwrap();
    assert_eq!(letter.text, "It works.\n\nBye.\n");
    assert_eq!(letter.html, None);
    assert_eq!(letter.subject, "Test e-mail from Example");
}

#[test]
fn html_of_the_operator_needs_a_text() {
    let operator = Operator(&[("en/test.html", "<p>It works.</p>")]);
    let (template, _, _, message) = operator.problem();
    assert_eq!(template, "en/test.html");
    assert!(message.contains("no text"), "{message}");
}

#[test]
fn a_layout_of_the_operator_surrounds_the_built_in_letters() {
    let operator = Operator(&[(
        "layout.txt",
        "EXAMPLE LTD.\n\n{% block body %}{% endblock %}\n",
    )]);
    assert_eq!(operator.check(), []);
    let letter = operator.render(&Message::Test, "fr").unwrap();
    assert!(letter.text.starts_with("EXAMPLE LTD.\n\nCeci est un test."));
    assert!(
        letter
            .html
            .unwrap()
            .contains("<h1>Message de test de Example</h1>")
    );
}

#[test]
fn the_operator_may_add_a_locale() {
    let operator = Operator(&[
        (
            "nl/signups-waiting.subject",
            "{{ count }} {{ count|plural(one=\"persoon\", other=\"personen\") }}",
        ),
        (
            "nl/signups-waiting.txt",
            "{% extends \"layout\" %}{% block body %}Sinds {{ oldest_time }}{% endblock %}",
        ),
    ]);
    assert_eq!(operator.check(), []);
    let subject = |count| operator.render(&waiting(count), "nl-BE").unwrap().subject;
    assert_eq!(subject(1), "1 persoon");
    assert_eq!(subject(2), "2 personen");
    let letter = operator.render(&waiting(1), "nl").unwrap();
    assert!(
        letter.text.contains("Sinds 2026-11-27 18:40 UTC"),
        "{}",
        letter.text
    );
    assert_eq!(letter.locale, "nl");
    assert_eq!(operator.render(&Message::Test, "nl").unwrap().locale, "en");
}

#[test]
fn a_letter_is_in_the_best_locale_there_is() {
    let site = |locale: Option<&str>| Site {
        locale: locale.map(ToOwned::to_owned),
        ..site()
    };
    for (recipient, main, expected) in [
        (Some("pl"), Some("de"), "pl"),
        (Some("es-419"), Some("de"), "es"),
        (Some("tlh"), Some("de_AT"), "de"),
        (Some("not a tag"), Some("fr"), "fr"),
        (None, Some("fr"), "fr"),
        (None, Some("tlh"), "en"),
        (None, None, "en"),
    ] {
        let letter = render(&Message::Test, recipient, &site(main), &|_| None).unwrap();
        assert_eq!(letter.locale, expected, "{recipient:?} {main:?}");
    }
}

#[test]
fn plurals_follow_the_language() {
    for (locale, count, expected) in [
        ("en", 1, "1 person waits for"),
        ("en", 2, "2 people wait for"),
        ("fr", 1, "1 personne attend une"),
        ("fr", 1_000_000, "1000000 de personnes attendent une"),
        ("pl", 1, "1 osoba czeka"),
        ("pl", 22, "22 osoby czekają"),
        ("pl", 12, "12 osób czeka"),
        ("ja", 2, "2 人が"),
    ] {
        let letter = render(&waiting(count), Some(locale), &site(), &|_| None).unwrap();
        assert!(letter.subject.contains(expected), "{}", letter.subject);
    }
}

#[test]
fn a_plural_form_that_is_missing_is_a_problem() {
    let operator = Operator(&[(
        "pl/signups-waiting.subject",
        "{{ count }}\n{{ count|plural(one=\"osoba\", other=\"osoby\") }}",
    )]);
    let problems = operator.check();
    let said: Vec<_> = problems
        .iter()
        .map(|one| (one.line, one.message.as_str()))
        .collect();
    let missing = |form| format!("missing argument: the plural form `{form}` of the language");
    assert_eq!(
        said,
        [(Some(2), &*missing("few")), (Some(2), &*missing("many"))]
    );
}

#[test]
fn an_unknown_variable_is_named_with_its_line() {
    let operator = Operator(&[(
        "en/signup-welcome.txt",
        "Dear usr,\n{% if never is defined %}\n{{ site_name.usr }} {{ usr }}{% endif %}\n",
    )]);
    let problems = operator.check();
    let said: Vec<_> = problems
        .iter()
        .map(|one| (one.line, one.name.as_deref()))
        .collect();
    assert_eq!(said, [(Some(2), Some("never")), (Some(3), Some("usr"))]);
}

#[test]
fn a_variable_of_another_kind_is_unknown() {
    let operator = Operator(&[("en/signup-welcome.txt", "{{ token }}")]);
    let (template, line, name, _) = operator.problem();
    assert_eq!(
        (template.as_str(), line),
        ("en/signup-welcome.txt", Some(1))
    );
    assert_eq!(name.as_deref(), Some("token"));
}

/// Without `login_url` the letter has no link.
#[test]
fn a_variable_without_a_value_is_named_unless_the_template_asks() {
    let check = |source: &str| {
        let name = "en/signup-welcome.txt";
        let template = |wanted: &str| (wanted == name).then(|| source.to_owned());
        check(&site_without_links(), &[name.to_owned()], &template)
    };
    let problems = check("Welcome\n\n{{ action_url }}");
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].line, Some(3));
    assert_eq!(problems[0].name.as_deref(), Some("action_url"));
    assert_eq!(
        check("Hi {% if action_url %}{{ action_url }}{% endif %}"),
        []
    );
}

#[test]
fn mistakes_are_named_with_template_and_line() {
    for (source, line, name) in [
        ("a\n{% if x", 2, None),
        ("a\nb {{ 1|uper }}", 2, Some("uper")),
        ("a {{ 1 is nice }}", 1, Some("nice")),
        ("\n\n{{ sum(1) }}", 3, Some("sum")),
        ("{% extends \"layuot\" %}", 1, None),
        ("a\n{{ \"a\"|plural(one=1) }}", 2, None),
        (
            "a\n{% for i in range(99999) %}{% for j in range(99999) %}x{% endfor %}{% endfor %}",
            2,
            None,
        ),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", 1, None),
        ("{% include \"en/test.txt\" %}", 1, None),
    ] {
        let sources: &'static [_] = vec![("en/test.txt", source)].leak();
        let (template, at, about, message) = Operator(sources).problem();
        assert_eq!(template, "en/test.txt", "{source}");
        assert_eq!(at, Some(line), "{source}: {message}");
        assert_eq!(about.as_deref(), name, "{source}: {message}");
    }
}

#[test]
fn a_template_without_a_meaning_is_a_problem() {
    for (name, word) in [
        ("signup-welcome.txt", None),
        ("en/signup-welcom.txt", Some("signup-welcom")),
        ("en/test.text", Some("text")),
        ("EN/test.txt", Some("EN")),
        ("en_GB/test.txt", Some("en_GB")),
        ("../test.txt", Some("..")),
        ("layout.subject", None),
    ] {
        let sources: &'static [_] = vec![(name, "x")].leak();
        let (template, _, about, _) = Operator(sources).problem();
        assert_eq!(template, name);
        assert_eq!(about.as_deref(), word);
    }
}

#[test]
fn a_subject_without_a_text_is_a_problem() {
    let (template, ..) = Operator(&[("nl/test.subject", "Proef")]).problem();
    assert_eq!(template, "nl/test.subject");
    let operator = Operator(&[("nl/test.txt", "Proef")]);
    assert_eq!(operator.problem().0, "nl/test.subject");
}

#[test]
fn an_empty_letter_is_a_problem() {
    let (template, ..) =
        Operator(&[("en/test.txt", "{% if locale == \"de\" %}x{% endif %}\n")]).problem();
    assert_eq!(template, "en/test.txt");
}

#[test]
fn a_template_that_is_too_long_is_a_problem() {
    let long = "x".repeat(65_537);
    let sources: &'static [_] = vec![("en/test.txt", &*long.leak())].leak();
    assert!(Operator(sources).problem().3.contains("65536"));
}

#[test]
fn a_wrong_site_is_named() {
    let wrong = Site {
        name: " ".to_owned(),
        reset_url: Some("https://sso.example.com/reset".to_owned()),
        login_url: Some("javascript:alert(1)".to_owned()),
        ..site()
    };
    let problems = check(&wrong, &[], &|_| None);
    let names: Vec<_> = problems
        .iter()
        .filter_map(|one| one.name.as_deref())
        .collect();
    assert_eq!(names, ["name", "reset-url", "login-url"]);
    let refused = render(&Message::Test, None, &wrong, &|_| None);
    assert_eq!(refused.unwrap_err(), problems);
}

#[test]
fn a_time_that_no_letter_can_say_is_a_problem() {
    let mut body = confirm("ann", false);
    body.expiration_time = u64::MAX;
    let refused = render(&Message::SignupConfirm(body), None, &site(), &|_| None).unwrap_err();
    assert_eq!(refused[0].name.as_deref(), Some("expiration_time"));
    assert!(render(&waiting(EVENING), None, &site(), &|_| None).is_ok());
}

/// Every file that `docs/letter-templates.md` shows, all together.
#[test]
fn the_examples_of_the_page_are_well() {
    let page = include_str!("../../../docs/letter-templates.md");
    let mut files = vec![];
    for (before, rest) in page
        .match_indices("```jinja\n")
        .map(|(at, _)| page.split_at(at))
    {
        let name = before.rsplit('`').nth(1).unwrap();
        let source = rest
            .trim_start_matches("```jinja\n")
            .split("```")
            .next()
            .unwrap();
        files.push((name, source));
    }
    assert_eq!(files.len(), 4);
    let operator = Operator(files.leak());
    assert_eq!(operator.check(), []);
    let letter = operator.render(&reset(), "nl").unwrap();
    assert!(
        letter.text.starts_with("Beste ann,\n\nKies hier"),
        "{}",
        letter.text
    );
    assert!(letter.html.unwrap().contains("<h1>Example Ltd.</h1>"));
}
