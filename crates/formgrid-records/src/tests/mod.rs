//! Forms drawn as grids, with the records that they give.

pub(crate) mod drawn;

mod boundaries;
mod elsewhere;
mod foreign;
mod forms;
mod layouts;
