//! Takes the codes of sub-statuses, such as `E005001`, from the contract in `wit/`: there and
//! nowhere else each case of `sub-status` has its code, at the beginning of its documentation.

use std::{env, error::Error, fmt::Write, fs, path::Path};

use wit_parser::{Resolve, TypeDefKind};

const CONTRACT: &str = "../wit";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={CONTRACT}");
    let mut resolve = Resolve::default();
    resolve.push_dir(CONTRACT)?;
    let found = resolve.types.iter().find_map(|(_, known)| {
        let is_it = known.name.as_deref() == Some("sub-status");
        match &known.kind {
            TypeDefKind::Enum(found) if is_it => Some(found),
            _ => None,
        }
    });
    let mut arms = String::new();
    for case in &found.ok_or("the contract has no sub-status")?.cases {
        let documented = case.docs.contents.as_deref().unwrap_or_default();
        let code = documented.split_once(':').map(|(code, _)| code);
        let code = code.filter(|code| is_code(code));
        let code = code.ok_or_else(|| format!("the documentation of {} has no code", case.name))?;
        writeln!(arms, "SubStatus::{} => {code:?},", variant(&case.name))?;
    }
    let table = Path::new(&env::var("OUT_DIR")?).join("codes.rs");
    fs::write(table, format!("match sub_status {{\n{arms}}}\n"))?;
    Ok(())
}

/// Whether a text is `E` for an error or `W` for a warning, and six digits.
fn is_code(text: &str) -> bool {
    let digits = text.strip_prefix(['E', 'W']).unwrap_or_default();
    digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// `auth-locked` is `AuthLocked` in Rust.
fn variant(name: &str) -> String {
    let words = name.split('-').map(|word| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    });
    words.collect()
}
