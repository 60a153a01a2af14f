//! Medians, and the table they end up in.

use std::path::Path;

#[derive(Default)]
pub(crate) struct Series(Vec<f64>);

impl Series {
    pub(crate) fn add(&mut self, value: f64) {
        self.0.push(value);
    }

    fn sorted(&self) -> Vec<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted
    }
}

#[derive(Default)]
pub(crate) struct Table(Vec<[String; 3]>);

impl Table {
    /// The median of a series, with the lowest and the highest.
    pub(crate) fn row(&mut self, name: &str, series: &Series) {
        let sorted = series.sorted();
        let median = number(sorted[sorted.len() / 2]);
        let spread = format!(
            "{} – {}",
            number(sorted[0]),
            number(sorted[sorted.len() - 1])
        );
        self.0.push([name.to_owned(), median, spread]);
    }

    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.0
            .push([name.to_owned(), value.to_owned(), String::new()]);
    }

    pub(crate) fn print_and_write(&self) -> anyhow::Result<()> {
        let mut text = "| what | median | lowest – highest |\n|---|---|---|\n".to_owned();
        for [name, median, spread] in &self.0 {
            text += &format!("| {name} | {median} | {spread} |\n");
        }
        print!("{text}");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench.md");
        Ok(std::fs::write(file, text)?)
    }
}

fn number(value: f64) -> String {
    match value.abs() {
        0.0..2.0 => format!("{value:.3}"),
        2.0..1000.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}
