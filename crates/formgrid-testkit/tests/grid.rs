//! Properties of every grid, for any input to its builder.

use formgrid_model::{Cell, Fit, Grid, GridBuilder};
use formgrid_testkit::{compact, draw, grids, parse_drawing, requests};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

proptest! {
    #[test]
    fn every_slot_belongs_to_one_cell_and_every_cell_owns_its_rectangle(grid in grids()) {
        let mut owned = vec![0; grid.n_rows() * grid.n_cols()];
        for (index, cell) in grid.cells().iter().enumerate() {
            prop_assert!(cell.row_span >= 1 && cell.col_span >= 1);
            prop_assert!(cell.row_end() <= grid.n_rows() && cell.col_end() <= grid.n_cols());
            for row in cell.row..cell.row_end() {
                for col in cell.col..cell.col_end() {
                    owned[row * grid.n_cols() + col] += 1;
                    prop_assert_eq!(grid.index_at(row, col), Some(index));
                }
            }
        }
        prop_assert!(owned.iter().all(|&n| n == 1));
        prop_assert_eq!(grid.at(grid.n_rows(), 0), None);
        prop_assert_eq!(grid.at(0, grid.n_cols()), None);
    }

    #[test]
    fn cells_stand_in_reading_order(grid in grids()) {
        let origins: Vec<_> = grid.cells().iter().map(|cell| (cell.row, cell.col)).collect();
        prop_assert!(origins.is_sorted());
        let by_rows = (0..grid.n_rows()).flat_map(|row| grid.origins(row));
        prop_assert!(by_rows.eq(grid.cells()));
    }

    #[test]
    fn a_row_touches_each_cell_once(grid in grids()) {
        for row in 0..grid.n_rows() {
            let cells: Vec<_> = grid.row(row).collect();
            prop_assert_eq!(cells.iter().map(|cell| cell.col_span).sum::<usize>(), grid.n_cols());
            prop_assert!(cells.iter().all(|cell| cell.row <= row && row < cell.row_end()));
        }
    }

    #[test]
    fn an_overlap_reports_what_was_placed(request in requests()) {
        let mut builder = GridBuilder::new(request.n_rows, request.n_cols).unwrap();
        let answers: Vec<_> = request.cells.iter().map(|cell| builder.place(cell.clone())).collect();
        let grid = builder.finish();
        let mut placed = Vec::new();
        for (cell, answer) in request.cells.iter().zip(answers) {
            let is_free = |row: usize, col: usize| {
                let taken = |owner: &&Cell| {
                    (owner.row..owner.row_end()).contains(&row) && (owner.col..owner.col_end()).contains(&col)
                };
                grid.at(row, col).is_some() && !placed.iter().any(taken)
            };
            let asked = (cell.row_span.max(1), cell.col_span.max(1));
            let mut slots = (cell.row..cell.row + asked.0)
                .flat_map(|row| (cell.col..cell.col + asked.1).map(move |col| (row, col)));
            let expected = match is_free(cell.row, cell.col) {
                false => Fit::Rejected,
                true if slots.all(|(row, col)| is_free(row, col)) => Fit::Whole,
                true => Fit::Shrunk,
            };
            prop_assert_eq!(answer, expected);
            if answer != Fit::Rejected {
                let owner = grid.at(cell.row, cell.col).unwrap();
                prop_assert_eq!((owner.row, owner.col, &owner.text), (cell.row, cell.col, &cell.text));
                prop_assert_eq!((owner.row_span, owner.col_span) == asked, answer == Fit::Whole);
                placed.push(owner);
            }
        }
    }

    #[test]
    fn a_drawing_parses_to_the_grid_it_shows(grid in grids()) {
        let grid = compact(&grid);
        let drawn = draw(&grid);
        prop_assert_eq!(parse_drawing(&drawn), grid, "\n{}", drawn);
    }

    #[test]
    fn compact_grids_stay_as_they_are(grid in grids()) {
        let once = compact(&grid);
        prop_assert_eq!(compact(&once), once);
    }

    #[test]
    fn storing_a_grid_keeps_it(grid in grids()) {
        let stored = serde_json::to_string(&grid).unwrap();
        prop_assert_eq!(serde_json::from_str::<Grid>(&stored).unwrap(), grid);
    }
}
