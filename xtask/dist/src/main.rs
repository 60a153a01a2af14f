//! `cargo xtask dist`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;
use vestibule_dist::{Artefacts, verify};

#[derive(Parser)]
#[command(about = "Make everything that hosts load")]
struct Arguments {
    /// Where to put it [default: dist/ of the workspace]
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Build it again from a copy of the sources in another directory, and compare
    #[arg(long)]
    verify: bool,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let root = vestibule_component::workspace();
    let toolchain = vestibule_component::obtain()?;
    let artefacts = Artefacts::build(&toolchain, &root)?;
    let directory = arguments.output.unwrap_or_else(|| root.join("dist"));
    artefacts.write(&directory)?;
    for (name, bytes) in artefacts.iter() {
        println!("{}: {} bytes", directory.join(name).display(), bytes.len());
    }
    if arguments.verify {
        verify(&toolchain, &root, &artefacts)?;
        println!("Another directory gives the same bytes.");
    }
    Ok(())
}
