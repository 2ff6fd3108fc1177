//! Has the crate built anew when a migration is added, which the embedding macro alone would miss.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
