//! Callbacks: each configured receiver gets a signed message about each sign-up, later, until it
//! accepts it.

use std::{sync::Arc, time::Duration};

use vestibule::Deliveries;

use crate::kit::{Receiver, World, WorldBuilder};

mod attempts;
mod embedded;
mod hosts;
mod message;
mod served;
mod settings;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const MOMENT: Duration = Duration::from_micros(1);

/// The one of the specification's example.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn telling(builder: &mut WorldBuilder, urls: &[&str]) {
    let urls = urls.iter().map(|url| (*url).to_owned());
    builder
        .settings
        .set("signup.callback_url_list", urls.collect::<Vec<_>>());
    builder.callback_secret = Some(SECRET);
}

/// A world, and a receiver of its callbacks.
async fn world() -> (World, Receiver) {
    let receiver = Receiver::new().await;
    let world = World::builder(|builder| telling(builder, &[&receiver.url]));
    (world.build().await, receiver)
}

async fn deliver(world: &World) -> Deliveries {
    world.sso.deliver_callbacks().await.unwrap()
}

fn delivered(delivered: u32) -> Deliveries {
    Deliveries {
        delivered,
        failed: 0,
    }
}

fn failed(failed: u32) -> Deliveries {
    Deliveries {
        delivered: 0,
        failed,
    }
}

/// A URL where no server listens.
async fn dead_url() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}/", listener.local_addr().unwrap())
}

/// The same data and time for another host.
fn another(world: &World, builder: &mut WorldBuilder) {
    builder.storage = Arc::clone(&world.storage);
    builder.clock = world.clock.clone();
    builder.seed = 2;
}
