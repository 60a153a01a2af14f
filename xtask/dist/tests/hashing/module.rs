//! `hashing.module.wasm`, used as JavaScript uses it.

use wasmtime::{Engine, Instance, Memory, Module, Store, StoreLimits, TypedFunc};

use crate::{Derive, Refused, TOOLCHAIN, cases::Case, component::limits};

pub(crate) struct Hashing {
    engine: Engine,
    module: Module,
    limit: Option<usize>,
}

impl Hashing {
    pub(crate) fn new(limit: Option<usize>) -> Self {
        let root = vestibule_component::workspace();
        let bytes = vestibule_dist::hashing::module(&TOOLCHAIN, &root).unwrap();
        let engine = Engine::default();
        let module = Module::new(&engine, bytes).unwrap();
        assert_eq!(module.imports().len(), 0);
        Self {
            engine,
            module,
            limit,
        }
    }
}

impl Derive for Hashing {
    fn derive(&self, case: &Case) -> Result<Vec<u8>, Refused> {
        let mut used = Used::new(self);
        let (password, salt) = (case.password(), case.salt());
        let input = [password.as_slice(), &salt].concat();
        let address = used.reserve(input.len());
        used.write(address, &input);
        let lengths = [password.len(), salt.len()].map(|length| length.try_into().unwrap());
        let status = used.derive(lengths, numbers(case), case.length);
        let length = input.len().max(64);
        let left = used.read(address, length);
        let (hash, rest) = match status {
            0 => left.split_at(case.length as usize),
            _ => left.split_at(0),
        };
        assert!(
            rest.iter().all(|byte| *byte == 0),
            "password or salt stayed"
        );
        match status {
            0 => {
                used.reserve(0);
                let left = used.read(address, length);
                assert!(left.iter().all(|byte| *byte == 0), "the hash stayed");
                Ok(hash.to_vec())
            }
            1 => Err(Refused::InvalidParameters),
            2 => Err(Refused::Unsupported),
            other => panic!("status {other}"),
        }
    }
}

type Numbers = (u32, u32, u32, u32, u32, u32, u32, u32);

/// An instance that is used once.
struct Used {
    store: Store<StoreLimits>,
    memory: Memory,
    reserve: TypedFunc<u32, u32>,
    derive: TypedFunc<Numbers, u32>,
}

impl Used {
    fn new(hashing: &Hashing) -> Self {
        let mut store = Store::new(&hashing.engine, limits(hashing.limit));
        store.limiter(|limits| limits);
        let instance = Instance::new(&mut store, &hashing.module, &[]).unwrap();
        Self {
            memory: instance.get_memory(&mut store, "memory").unwrap(),
            reserve: instance.get_typed_func(&mut store, "reserve").unwrap(),
            derive: instance.get_typed_func(&mut store, "derive").unwrap(),
            store,
        }
    }

    fn reserve(&mut self, bytes: usize) -> usize {
        let bytes = bytes.try_into().unwrap();
        let address = self.reserve.call(&mut self.store, bytes).unwrap();
        assert_ne!(address, 0);
        address.try_into().unwrap()
    }

    fn write(&mut self, address: usize, bytes: &[u8]) {
        self.memory.write(&mut self.store, address, bytes).unwrap();
    }

    fn read(&self, address: usize, length: usize) -> Vec<u8> {
        self.memory.data(&self.store)[address..address + length].to_vec()
    }

    fn derive(&mut self, lengths: [u32; 2], numbers: [u32; 5], length: u32) -> u32 {
        let [password, salt] = lengths;
        let [algorithm, cost_1, cost_2, cost_3, version] = numbers;
        let numbers = (
            password, salt, algorithm, cost_1, cost_2, cost_3, version, length,
        );
        self.derive.call(&mut self.store, numbers).unwrap()
    }
}

/// Algorithm, costs and version.
fn numbers(case: &Case) -> [u32; 5] {
    let number = |name| case.number(name);
    let argon2 = |algorithm| {
        let version = if case.is_old_argon2() { 0x10 } else { 0x13 };
        [
            algorithm,
            number("memory_kib"),
            number("iterations"),
            number("parallelism"),
            version,
        ]
    };
    match case.algorithm.as_str() {
        "argon2id" => argon2(0),
        "argon2i" => argon2(1),
        "argon2d" => argon2(2),
        "pbkdf2-hmac-sha1" => [3, number("iterations"), 0, 0, 0],
        "pbkdf2-hmac-sha256" => [4, number("iterations"), 0, 0, 0],
        "pbkdf2-hmac-sha512" => [5, number("iterations"), 0, 0, 0],
        "scrypt" => [6, number("log_n"), number("r"), number("p"), 0],
        "bcrypt" => [7, number("cost"), 0, 0, 0],
        other => panic!("{other}"),
    }
}

#[test]
fn numbers_without_a_meaning_are_refused() {
    let hashing = Hashing::new(None);
    let mut used = Used::new(&hashing);
    used.reserve(16);
    for (lengths, numbers) in [
        ([8, 8], [8, 1, 1, 1, 0]),
        ([8, 8], [u32::MAX, 1, 1, 1, 0]),
        ([8, 8], [0, 8, 1, 1, 0]),
        ([8, 8], [0, 8, 1, 1, 0x11]),
        ([8, 8], [3, 1, 1, 0, 0]),
        ([8, 8], [3, 1, 0, 0, 0x13]),
        ([8, 8], [6, 1, 1, 1, 1]),
        ([8, 8], [7, 4, 0, 1, 0]),
        // Longer than the buffer, which has 64 bytes.
        ([8, 57], [3, 1, 0, 0, 0]),
        ([65, 0], [3, 1, 0, 0, 0]),
        ([u32::MAX, u32::MAX], [3, 1, 0, 0, 0]),
    ] {
        assert_eq!(
            used.derive(lengths, numbers, 32),
            1,
            "{lengths:?} {numbers:?}"
        );
    }
    assert_eq!(used.derive([8, 56], [3, 1, 0, 0, 0], 32), 0);
}

#[test]
fn more_than_there_is_cannot_be_reserved() {
    let hashing = Hashing::new(Some(16 << 20));
    let mut used = Used::new(&hashing);
    let address = used.reserve.call(&mut used.store, 32 << 20).unwrap();
    assert_eq!(address, 0);
    let address = used.reserve.call(&mut used.store, u32::MAX).unwrap();
    assert_eq!(address, 0);
}
