//! The settings of callbacks, and refusals at the start.

use super::{SECRET, telling};
use crate::kit::World;

async fn refusal(urls: &[&str], secret: Option<&'static str>) -> Option<String> {
    let world = World::builder(|builder| {
        telling(builder, urls);
        builder.callback_secret = secret;
    });
    world
        .try_build()
        .await
        .err()
        .map(|error| format!("{error:#}"))
}

#[tokio::test]
async fn urls_need_a_secret() {
    let url = "https://example.com/sign-ups";
    assert_eq!(refusal(&[url], Some(SECRET)).await, None);
    assert_eq!(refusal(&[], None).await, None);
    let said = refusal(&[url], None).await.unwrap();
    assert!(said.contains("[callbacks] secret is missing"), "{said}");
    for wrong in [
        "",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_",
        "whsec_hush-hush",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa",
        "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ] {
        for urls in [&[url][..], &[]] {
            let said = refusal(urls, Some(wrong)).await.expect(wrong);
            assert!(said.contains("[callbacks] secret"), "{said}");
            assert!(
                wrong.is_empty() || !said.contains(wrong) || wrong == "whsec_",
                "{said}"
            );
        }
    }
}

#[tokio::test]
async fn an_unusable_callback_url_is_refused() {
    let problem = "[signup] callback_url_list";
    for url in [
        "http://example.com/",
        "example.com",
        "https://a:b@example.com/",
    ] {
        let said = refusal(&["https://example.com/", url], Some(SECRET)).await;
        let said = said.expect(url);
        assert!(said.contains(problem) && !said.contains(url), "{said}");
    }
    let urls: Vec<String> = (0..11)
        .map(|number| format!("https://example.com/{number}"))
        .collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let said = refusal(&urls, Some(SECRET)).await.unwrap();
    assert!(said.contains(problem) && said.contains("10"), "{said}");
    assert_eq!(refusal(&urls[1..], Some(SECRET)).await, None);
}
