//! The number of round trips to the database per operation.

use std::sync::Arc;

use serde_json::json;
use vestibule::{
    storage::Storage,
    types::{Authority, ListPage, SearchRequest, Which},
};

use crate::kit::{OPERATOR, Proxy, World, caller, login_input, postgres, signup_input};

struct Counted {
    world: World,
    proxy: Proxy,
}

impl Counted {
    /// With one connection, so that every statement is prepared the first time it is used.
    async fn new() -> Self {
        let (proxy, url) = Proxy::before(&postgres::database());
        let storage: Arc<dyn Storage> = Arc::new(postgres::open(&url, 1).await.unwrap());
        let world = World::builder(|builder| {
            builder.storage = storage;
            builder.settings.is_delivery_configured = true;
        });
        Self {
            world: world.build().await,
            proxy,
        }
    }

    async fn round_trips<T>(&self, operation: impl Future<Output = T>) -> (usize, T) {
        let before = self.proxy.round_trips();
        let done = operation.await;
        (self.proxy.round_trips() - before, done)
    }
}

fn search_request(display_name: Option<&str>) -> SearchRequest {
    SearchRequest {
        display_name: display_name.map(ToOwned::to_owned),
        ..SearchRequest::default()
    }
}

#[tokio::test]
async fn an_operation_goes_to_the_database_as_often_as_it_must() {
    let counted = Counted::new().await;
    let world = &counted.world;
    world.super_user().await;
    world.approved("first").await;
    let ust = world.ust("first").await;
    world.sso.verify(&caller(), &ust).await.unwrap();

    let verify = counted
        .round_trips(world.sso.verify(&caller(), &ust))
        .await
        .0;
    assert_eq!(verify, 1);
    let login = world.post("/user/login", login_input("first"));
    let (login, reply) = counted.round_trips(login).await;
    let ust = reply.ok().text("ust");
    assert!(login <= 6, "{login}");
    let sign_up = world.post("/user/signup", signup_input("second"));
    let (sign_up, reply) = counted.round_trips(sign_up).await;
    let confirm = json!({"confirm_token": reply.ok().text("confirm_token")});
    assert!(sign_up <= 5, "{sign_up}");
    let confirm = world.post("/user/signup/confirm", confirm);
    let (confirm, reply) = counted.round_trips(confirm).await;
    reply.ok();
    let user_id = world.last_target();
    let (caller, operator) = (caller(), OPERATOR.clone());
    let approve = world.sso.approve(&caller, &operator, &user_id);
    let (approve, approved) = counted.round_trips(approve).await;
    approved.unwrap();
    let everybody = search_request(None);
    let search = world.sso.search_users(&caller, &operator, &everybody);
    let (search, found) = counted.round_trips(search).await;
    assert_eq!(found.unwrap().total, 3);
    let nobody = search_request(Some("nobody"));
    let nothing = world.sso.search_users(&caller, &operator, &nobody);
    let (nothing, found) = counted.round_trips(nothing).await;
    assert_eq!(found.unwrap().total, 0);
    let renew = counted.round_trips(world.sso.renew(&caller, &ust)).await.0;
    let page = ListPage {
        cur_page: 1,
        page_size: 0,
    };
    let own = Authority::Session(ust.clone());
    let list = world.sso.sessions(&caller, &own, None, page);
    let (list, listed) = counted.round_trips(list).await;
    assert_eq!(listed.unwrap().total, 2);
    let but = world
        .sso
        .end_sessions(&caller, &own, None, &Which::AllButCurrent);
    let (end, ended) = counted.round_trips(but).await;
    ended.unwrap();
    let logout = counted.round_trips(world.sso.logout(&caller, &ust)).await.0;
    println!(
        "round trips: verify {verify}, login {login}, sign-up {sign_up}, confirm {confirm}, \
         approve {approve}, search {search}, nothing {nothing}, renew {renew}, list {list}, \
         end {end}, logout {logout}"
    );
    assert!(confirm <= 4 && approve <= 3 && renew <= 2 && logout <= 2);
    assert!(list <= 3 && end <= 2);
    assert!(search <= 3 && nothing <= 1, "the operator's");
}
