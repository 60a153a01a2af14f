//! What `wasmtime serve` and `wasmtime run` do with a component of `edge/wasi-http`: a new instance for each
//! request, and for each command.

mod command;
mod host;
mod serve;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use host::Host;
use hyper::header::HeaderName;

#[derive(Parser)]
#[command(about = "Serve a component of wasi:http, or run it as a command")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Serve requests; prints the URL
    Serve {
        /// Address and port
        #[arg(long, default_value = "127.0.0.1:0")]
        addr: String,
        /// The header in which the component finds the client's address, as a proxy in front would set it
        #[arg(long, value_name = "NAME")]
        address_header: Option<HeaderName>,
        #[command(flatten)]
        given: Given,
    },
    /// Run the component's wasi:cli/run with arguments
    Run {
        #[command(flatten)]
        given: Given,
        /// For the component
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

/// What the component gets of this machine.
#[derive(Args)]
struct Given {
    /// A variable of its environment
    #[arg(long = "env", value_name = "NAME=VALUE")]
    variables: Vec<String>,
    /// A directory, and its name for the component
    #[arg(long = "dir", value_name = "DIR::NAME")]
    directories: Vec<String>,
    /// The component
    component: PathBuf,
}

#[tokio::main]
async fn main() -> wasmtime::Result<ExitCode> {
    match Arguments::parse().task {
        Task::Serve {
            addr,
            address_header,
            given,
        } => {
            serve::serve(Host::new(given)?, &addr, address_header).await?;
            Ok(ExitCode::SUCCESS)
        }
        Task::Run { given, arguments } => command::run(&Host::new(given)?, &arguments).await,
    }
}
