//! Writes a year's archive of invented documents to try a run on: `year FOLDER NUMBER`.

use std::{path::PathBuf, process::ExitCode};

use formgrid_testkit::{ExpectedResult, Year};

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    let folder = args.next().map(PathBuf::from);
    let number = args.next().and_then(|text| text.to_str()?.parse().ok());
    let (Some(folder), Some(number)) = (folder, number) else { return ExitCode::from(2) };
    let written = Year::new().and_then(|year| year.write(&folder, number));
    let Ok(documents) = written else { return ExitCode::FAILURE };
    ExitCode::from(u8::from(
        documents.iter().all(|document| document.expected == ExpectedResult::Read),
    ))
}
