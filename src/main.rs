//! The formgrid command.

fn main() {}
