//! Metrics, in the text format of OpenMetrics.

use std::time::Duration;

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};

use crate::{audit::outcome, bindings::vestibule::sso::audit::Event};

/// Upper bounds of the histogram of response times, in seconds.
const BUCKETS: [f64; 10] = [
    0.000_1, 0.000_25, 0.001, 0.005, 0.025, 0.1, 0.25, 1.0, 5.0, 30.0,
];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OperationLabels {
    operation: String,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ResponseLabels {
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CallbackLabels {
    outcome: &'static str,
}

/// The counters of one SSO.
pub(crate) struct Metrics {
    registry: Registry,
    operations: Family<OperationLabels, Counter>,
    responses: Family<ResponseLabels, Counter>,
    callbacks: Family<CallbackLabels, Counter>,
    response_time: Histogram,
    in_flight: Gauge,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("vestibule");
        let operations = Family::default();
        let responses = Family::default();
        let callbacks = Family::default();
        let response_time = Histogram::new(BUCKETS);
        let in_flight = Gauge::default();
        registry.register("operations", "Operations ended", operations.clone());
        registry.register(
            "callbacks",
            "Messages to callbacks, by outcome",
            callbacks.clone(),
        );
        registry.register("http_responses", "Responses sent", responses.clone());
        registry.register(
            "http_response_seconds",
            "Time from a request's head to its response",
            response_time.clone(),
        );
        registry.register("http_in_flight", "Requests being served", in_flight.clone());
        Self {
            registry,
            operations,
            responses,
            callbacks,
            response_time,
            in_flight,
        }
    }

    pub(crate) fn operation(&self, event: &Event) {
        let labels = OperationLabels {
            operation: event.operation.clone(),
            outcome: outcome(event.outcome),
        };
        self.operations.get_or_create(&labels).inc();
    }

    pub(crate) fn callback(&self, outcome: &'static str) {
        let labels = CallbackLabels { outcome };
        self.callbacks.get_or_create(&labels).inc();
    }

    pub(crate) fn request_begins(&self) -> InFlight {
        self.in_flight.inc();
        InFlight(self.in_flight.clone())
    }

    pub(crate) fn response(&self, status: u16, took: Duration) {
        let labels = ResponseLabels { status };
        self.responses.get_or_create(&labels).inc();
        self.response_time.observe(took.as_secs_f64());
    }

    pub(crate) fn render(&self) -> String {
        let mut text = String::new();
        if encode(&mut text, &self.registry).is_err() {
            text.clear();
        }
        text
    }
}

/// A request that is being served, counted until it is dropped.
pub(crate) struct InFlight(Gauge);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}
