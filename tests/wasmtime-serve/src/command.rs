//! One run of a component as a command.

use std::process::ExitCode;

use wasmtime::Result;
use wasmtime_wasi::p2::bindings::Command;

use crate::host::Host;

pub(crate) async fn run(host: &Host, arguments: &[String]) -> Result<ExitCode> {
    let mut store = host.store(arguments)?;
    let command = Command::instantiate_async(&mut store, &host.component, &host.linker).await?;
    let ended = command.wasi_cli_run().call_run(&mut store).await?;
    Ok(match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(()) => ExitCode::FAILURE,
    })
}
