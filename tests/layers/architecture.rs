//! The list of layers in ARCHITECTURE.md.

use std::{fs, path::Path};

/// The modules of one crate, lowest first.
pub(crate) struct Layers(Vec<String>);

impl Layers {
    /// Reads the numbered list below the line "`folder`:", within the section "Layers".
    pub(crate) fn read(page: &Path, folder: &str) -> Self {
        let page = fs::read_to_string(page).unwrap();
        let modules: Vec<String> = page
            .lines()
            .skip_while(|line| *line != "## Layers")
            .skip_while(|line| *line != format!("`{folder}`:"))
            .skip(2)
            .take_while(|line| !line.is_empty())
            .flat_map(|line| line.split('`').skip(1).step_by(2))
            .map(ToOwned::to_owned)
            .collect();
        assert!(!modules.is_empty(), "no list of the layers of {folder}");
        Self(modules)
    }

    pub(crate) fn modules(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    pub(crate) fn position(&self, module: &str) -> Option<usize> {
        self.modules().position(|listed| listed == module)
    }
}
