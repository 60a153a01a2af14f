//! One run: a seed, and everything that follows from it.

mod time;

use std::cell::{Cell, RefCell};

use vestibule_guest::{configuration, contract::types::Caller};

use crate::{
    cast::{PASSWORDS, SUPER_USER},
    clients::Clients,
    clocks::Clocks,
    configuration::{Configuration, HOSTS},
    connection::Connection,
    dice::Dice,
    faults::Weather,
    figures::Figures,
    inspection,
    model::{Model, Violation},
    operation::{NewAccount, Operation},
    outcome::Outcome,
    over_rest::perform_over_rest,
    perform::perform,
    plan::{Plan, Report},
    sabotage::Sabotage,
    store::Store,
};

/// Maximum nesting of operations.
const DEPTH: usize = 3;

pub(crate) struct Simulation {
    pub(crate) dice: Dice,
    pub(crate) randomness: Dice,
    pub(crate) weather: Weather,
    pub(crate) sabotage: Option<Sabotage>,
    pub(crate) store: RefCell<Store>,
    pub(crate) model: RefCell<Model>,
    pub(crate) figures: RefCell<Figures>,
    clients: RefCell<Clients>,
    pub(crate) clocks: Clocks,
    last_operation: Cell<u64>,
    violation: RefCell<Option<Violation>>,
    trace: Option<RefCell<Vec<String>>>,
}

/// Runs a seed.
#[must_use]
pub fn run(plan: &Plan) -> Report {
    let simulation = Simulation::new(plan);
    simulation.prepare();
    let mut violation = None;
    for step in 1..=plan.steps {
        simulation.step(0, None);
        violation = simulation
            .violation
            .take()
            .map(|violation| (step, violation));
        if violation.is_some() {
            break;
        }
    }
    Report {
        figures: simulation.figures.into_inner(),
        violation,
        trace: simulation
            .trace
            .map(RefCell::into_inner)
            .unwrap_or_default(),
    }
}

impl Simulation {
    fn new(plan: &Plan) -> Self {
        let dice = Dice::new(plan.seed, 0);
        let configuration = Configuration::roll(&dice);
        let figures = Figures {
            seeds: 1,
            ..Figures::default()
        };
        Self {
            weather: Weather::roll(&dice),
            clocks: Clocks::new(&dice),
            dice,
            randomness: Dice::new(plan.seed, 1),
            sabotage: plan.sabotage,
            store: RefCell::default(),
            model: RefCell::new(Model::new(configuration)),
            figures: RefCell::new(figures),
            clients: RefCell::default(),
            last_operation: Cell::new(0),
            violation: RefCell::new(None),
            trace: plan.is_traced.then(RefCell::default),
        }
    }

    /// The preparation by hosts before they serve, and the operator's work afterwards.
    fn prepare(&self) {
        for host in 0..HOSTS {
            let connection = Connection {
                simulation: self,
                operation: 0,
                host,
                depth: DEPTH,
            };
            assert_eq!(configuration::check(&connection), []);
            // Repeated until it works.
            let mut prepared = configuration::prepare(&connection);
            while prepared.is_err() {
                prepared = configuration::prepare(&connection);
            }
            assert_eq!(prepared, Ok(Vec::new()));
        }
        let boss = NewAccount {
            username: SUPER_USER.to_owned(),
            email: None,
            password: PASSWORDS.first().copied().unwrap_or_default().to_owned(),
            app: String::new(),
            is_super_user: true,
            totp_key: None,
            is_totp_enabled: false,
            locale: None,
            flaw: None,
        };
        self.operate(0, Operation::Create(boss));
    }

    /// One step: time passes, a sweep, a jump of the clock, or a client's operation. An operation within
    /// another one is mostly a rival.
    fn step(&self, depth: usize, within: Option<u64>) {
        self.clocks.pass(self.dice.below(3_000_000));
        if self.dice.chance(self.weather.sweep) {
            return self.sweep(depth);
        }
        if self.dice.chance(self.weather.jump) {
            return self.jump(depth);
        }
        self.model.borrow_mut().wall_clock = self.clocks.average();
        let next = {
            let model = self.model.borrow();
            let mut clients = self.clients.borrow_mut();
            let overtaken = within.and_then(|id| model.running.get(&id));
            let rival = overtaken
                .filter(|_| self.dice.chance(700))
                .and_then(|running| clients.rival(&running.operation, &model, &self.dice));
            rival.unwrap_or_else(|| clients.next(&model, &self.dice))
        };
        self.operate(depth, next);
    }

    /// Perhaps runs other operations first.
    pub(crate) fn overtake(&self, id: u64, depth: usize) {
        if depth < DEPTH && !self.is_over() && self.dice.chance(self.weather.overtaking) {
            self.count(|figures| figures.overtakings += 1);
            self.step(depth + 1, Some(id));
        }
    }

    fn operate(&self, depth: usize, operation: Operation) {
        let id = self.last_operation.get() + 1;
        self.last_operation.set(id);
        let host = self.dice.below(HOSTS as u64) as usize;
        let now = self.clocks.now(host);
        let text = operation.to_string();
        self.trace(depth, || format!("#{id} host {host} {now}: {text}"));
        let remote_addr = address(id);
        let caller = Caller {
            cid: Some(format!("operation-{id}")),
            current_app: None,
            remote_addr: Some(remote_addr.clone()),
            user_agent: None,
            is_trusted_client: false,
        };
        let connection = Connection {
            simulation: self,
            operation: id,
            host,
            depth,
        };
        self.model
            .borrow_mut()
            .begin(id, operation.clone(), now, remote_addr);
        let over_rest =
            match self.dice.chance(400) || matches!(operation, Operation::VerifyAs { .. }) {
                true => perform_over_rest(&connection, &caller, &operation),
                false => None,
            };
        let outcome = over_rest.unwrap_or_else(|| perform(&connection, &caller, &operation));
        self.trace(depth, || format!("#{id} {outcome}"));
        self.count_outcome(id, &outcome);
        let answered = self.model.borrow_mut().answer(id, &outcome);
        self.require(answered);
        self.clients.borrow_mut().learn(&outcome);
    }

    pub(crate) fn inspect(&self) {
        if self.is_over() {
            return;
        }
        let latest = self.clocks.latest();
        let inspected = inspection::inspect(&self.model.borrow(), &self.store.borrow(), latest);
        self.require(inspected);
    }

    /// Keeps the first violation: later ones may be its consequences.
    pub(crate) fn require(&self, result: Result<(), Violation>) {
        if let Err(violation) = result {
            self.trace(0, || {
                format!("BROKEN: {:?}: {}", violation.invariant, violation.detail)
            });
            self.violation.borrow_mut().get_or_insert(violation);
        }
    }

    fn is_over(&self) -> bool {
        self.violation.borrow().is_some()
    }

    pub(crate) fn count(&self, count: impl FnOnce(&mut Figures)) {
        count(&mut self.figures.borrow_mut());
    }

    fn count_outcome(&self, id: u64, outcome: &Outcome) {
        let model = self.model.borrow();
        let is_lost = model
            .running
            .get(&id)
            .is_some_and(|running| running.is_uncertain);
        self.count(|figures| {
            figures.operations += 1;
            match outcome {
                Outcome::Done(_) => figures.acknowledged += 1,
                Outcome::Unserved if is_lost => figures.uncertain += 1,
                Outcome::Unserved => figures.unserved += 1,
                Outcome::Refused(_) | Outcome::Malformed(_) => figures.refused += 1,
            }
        });
    }

    pub(crate) fn trace(&self, depth: usize, text: impl FnOnce() -> String) {
        if let Some(trace) = &self.trace {
            let line = format!("{}{}", "  ".repeat(depth), text());
            trace.borrow_mut().push(line);
        }
    }
}

/// A separate address for each call; none is a part of another.
fn address(id: u64) -> String {
    let part = |by: u64| 100 + id / by % 100;
    format!("10.{}.{}.{}", part(10_000), part(100), part(1))
}
