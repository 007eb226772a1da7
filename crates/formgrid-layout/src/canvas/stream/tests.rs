//! Tables without rulings, printed and found again, and text that is no table.

use formgrid_model::{CanvasPage, CanvasWord, Diagnostics, Lexicon};
use formgrid_testkit::print_page;
use proptest::prelude::{Just, Strategy, proptest};

use super::{super::lattice, settle};
use crate::canvas::{drawn::assert_drawn, placed::PlacedTable};

fn found(page: &CanvasPage) -> Vec<PlacedTable> {
    let (borders, _) = lattice::borders_and_marks(page);
    let lattices = lattice::find(page, borders, &Lexicon::default(), &mut Diagnostics::new());
    let free = vec![false; lattices.len()];
    settle(page, 0, lattice::fill(page, 0, lattices, &free))
}

/// Checks the tables of a page, in order.
fn check(page: &str, expected: &[&str]) {
    assert_drawn(&found(&print_page(page)), expected);
}

/// Checks that a page has no table.
fn check_none(page: &str) {
    check(page, &[]);
}

const SPANNERS: &str = "
    Exports and imports of the region by year

                       Exports             Imports
                  ----------------    ----------------
    Country         2021      2022      2021      2022
    Aland              4        12        31        30
    Borduria       1,204     1,311       987     1,002
    Syldavia           -        77        15        18
    Total          1,208     1,400     1,033     1,050
";

#[test]
fn white_that_runs_through_the_rows_parts_columns() {
    check(
        SPANNERS,
        &["
        ┌──────────┬─────────────────┬─────────────────┐
        │          │ Exports         │ Imports         │
        ├──────────┼────────┬────────┼────────┬────────┤
        │ Country  │ 2021   │ 2022   │ 2021   │ 2022   │
        ├──────────┼────────┼────────┼────────┼────────┤
        │ Aland    │ 4      │ 12     │ 31     │ 30     │
        ├──────────┼────────┼────────┼────────┼────────┤
        │ Borduria │ 1,204  │ 1,311  │ 987    │ 1,002  │
        ├──────────┼────────┼────────┼────────┼────────┤
        │ Syldavia │ -      │ 77     │ 15     │ 18     │
        ├──────────┼────────┼────────┼────────┼────────┤
        │ Total    │ 1,208  │ 1,400  │ 1,033  │ 1,050  │
        └──────────┴────────┴────────┴────────┴────────┘
        "],
    );
}

#[test]
fn labels_in_the_middle_of_rows_cover_them() {
    check(
        "
        Group       Name        Target      Actual

                    alpha           10          11
        First
                    beta            20          21

                    gamma           30          31

        Second      delta           40          41

                    epsilon         50          51
        ",
        &["
        ┌────────┬─────────┬────────┬────────┐
        │ Group  │ Name    │ Target │ Actual │
        ├────────┼─────────┼────────┼────────┤
        │ First  │ alpha   │ 10     │ 11     │
        │        ├─────────┼────────┼────────┤
        │        │ beta    │ 20     │ 21     │
        ├────────┼─────────┼────────┼────────┤
        │ Second │ gamma   │ 30     │ 31     │
        │        ├─────────┼────────┼────────┤
        │        │ delta   │ 40     │ 41     │
        │        ├─────────┼────────┼────────┤
        │        │ epsilon │ 50     │ 51     │
        └────────┴─────────┴────────┴────────┘
        "],
    );
}

#[test]
fn rulings_above_and_below_bound_a_table() {
    check(
        "
        Results by site
        ----------------------------------
        Site         Samples      Comment
        ----------------------------------
        North             12      stable
        South              9      rising
        ----------------------------------
        Note: counted      twice a year
        ",
        &["
        ┌───────┬─────────┬─────────┐
        │ Site  │ Samples │ Comment │
        ├───────┼─────────┼─────────┤
        │ North │ 12      │ stable  │
        ├───────┼─────────┼─────────┤
        │ South │ 9       │ rising  │
        └───────┴─────────┴─────────┘
        "],
    );
}

#[test]
fn a_wrapped_label_is_one_cell() {
    check(
        "
        Indicator                    2021      2022
        Share of schools with a
        library of their own           41        43
        Pupils in all schools
        of the province               902       911
        Teachers                       77        79
        ",
        &["
        ┌─────────────────────────┬──────┬──────┐
        │ Indicator               │ 2021 │ 2022 │
        ├─────────────────────────┼──────┼──────┤
        │ Share of schools with a │ 41   │ 43   │
        │ library of their own    │      │      │
        ├─────────────────────────┼──────┼──────┤
        │ Pupils in all schools   │ 902  │ 911  │
        │ of the province         │      │      │
        ├─────────────────────────┼──────┼──────┤
        │ Teachers                │ 77   │ 79   │
        └─────────────────────────┴──────┴──────┘
        "],
    );
}

#[test]
fn rulings_between_rows_hold_the_lines_of_a_row_together() {
    check(
        "
        ----------------------------------------
        Measure          Office        Cost
        ----------------------------------------
        Repair of the    Roads         1,200
        old bridge       and bridges
        ----------------------------------------
        Trees            Parks           310
        ----------------------------------------
        ",
        &["
        ┌───────────────┬─────────────┬───────┐
        │ Measure       │ Office      │ Cost  │
        ├───────────────┼─────────────┼───────┤
        │ Repair of the │ Roads       │ 1,200 │
        │ old bridge    │ and bridges │       │
        ├───────────────┼─────────────┼───────┤
        │ Trees         │ Parks       │ 310   │
        └───────────────┴─────────────┴───────┘
        "],
    );
}

#[test]
fn a_heading_between_rows_is_a_row() {
    check(
        "
        Group             Count     Share
        Urban
        Men                 120     40.0%
        Women               180     60.0%
        Rural
        Men                  50     50.0%
        Women                50     50.0%
        ",
        &["
        ┌───────┬───────┬───────┐
        │ Group │ Count │ Share │
        ├───────┼───────┼───────┤
        │ Urban │       │       │
        ├───────┼───────┼───────┤
        │ Men   │ 120   │ 40.0% │
        ├───────┼───────┼───────┤
        │ Women │ 180   │ 60.0% │
        ├───────┼───────┼───────┤
        │ Rural │       │       │
        ├───────┼───────┼───────┤
        │ Men   │ 50    │ 50.0% │
        ├───────┼───────┼───────┤
        │ Women │ 50    │ 50.0% │
        └───────┴───────┴───────┘
        "],
    );
}

#[test]
fn a_sign_set_apart_belongs_to_its_number() {
    check(
        "
        Item               Budget       Spent
        Rent              $   120     $   118
        Salaries          $ 1,500     $ 1,499
        Travel            $    30     $    12
        ",
        &["
        ┌──────────┬─────────┬─────────┐
        │ Item     │ Budget  │ Spent   │
        ├──────────┼─────────┼─────────┤
        │ Rent     │ $ 120   │ $ 118   │
        ├──────────┼─────────┼─────────┤
        │ Salaries │ $ 1,500 │ $ 1,499 │
        ├──────────┼─────────┼─────────┤
        │ Travel   │ $ 30    │ $ 12    │
        └──────────┴─────────┴─────────┘
        "],
    );
}

#[test]
fn rows_without_rulings_in_a_drawn_frame_are_rows() {
    check(
        "
        ┌──────────┬────────┬────────┐
        │ Year     │ Births │ Deaths │
        ├──────────┼────────┼────────┤
        │ 2019     │    812 │    640 │
        │ 2020     │    790 │    702 │
        │ 2021     │    801 │    688 │
        └──────────┴────────┴────────┘
        ",
        &["
        ┌──────┬────────┬────────┐
        │ Year │ Births │ Deaths │
        ├──────┼────────┼────────┤
        │ 2019 │ 812    │ 640    │
        ├──────┼────────┼────────┤
        │ 2020 │ 790    │ 702    │
        ├──────┼────────┼────────┤
        │ 2021 │ 801    │ 688    │
        └──────┴────────┴────────┘
        "],
    );
}

#[test]
fn wrapped_text_in_a_drawn_cell_stays_one_cell() {
    let drawing = "
        ┌──────────┬───────────────┬────────┐
        │ Goal     │ What is done  │ Target │
        ├──────────┼───────────────┼────────┤
        │ Roads    │ Repair of     │ 110    │
        │          │ all bridges   │        │
        │          │ in the north  │        │
        └──────────┴───────────────┴────────┘
    ";
    check(drawing, &[drawing]);
}

#[test]
fn running_text_is_no_table() {
    check_none(
        "
        The office reports each year what it has done with the money it was given, and
        it says so in a form that   has  not  changed  since  it  was  introduced.  What
        the form asks for is plain, yet few  of  those who fill it in agree on what it
        means, and so  the reports of two offices can rarely be compared at all.
        ",
    );
}

#[test]
fn text_in_two_columns_is_no_table() {
    check_none(
        "
        The office reports each year what      it was given. What the form asks for
        it has done with the money it was      is plain, yet few of those who fill
        given, and it says so in a form        it in agree on what it means, and so
        that has not changed since it was      the reports of two offices can never
        introduced by the council in spring    be compared by anyone at all.
        ",
    );
}

#[test]
fn a_list_is_no_table() {
    check_none(
        "
        1.   Roads and bridges
        2.   Parks
        3.   Schools of the city
        4.   Water
        ",
    );
    check_none(
        "
        •   degrees
        •   basic studies
        •   experience
        ",
    );
}

#[test]
fn a_contents_page_is_no_table() {
    check_none(
        "
        Introduction ..............    3
        Roads .....................    7
        Bridges ...................   12
        Schools ...................   25
        Annex .....................   31
        ",
    );
}

#[test]
fn the_axis_of_a_chart_is_no_table() {
    check_none(
        "
        450        450
        400        400
        350        350
        300        300
        250        250
        ",
    );
}

#[test]
fn names_with_their_values_are_no_table() {
    check_none(
        "
        Name:         Office of Roads
        Telephone:    555 1234
        Year:         2021
        ",
    );
}

#[test]
fn the_same_numbers_in_either_half_of_a_page_do_not_take_long() {
    let line = "1000  ".repeat(250);
    let page = print_page(&format!("{line}\n").repeat(200));
    assert_eq!(page.words.len(), 50_000);
    let n_cells: usize = found(&page).iter().map(|table| table.cells.len()).sum();
    assert_eq!(n_cells, 50_000);
}

proptest! {
    #[test]
    fn the_order_in_which_a_page_draws_its_words_does_not_matter(words in shuffled()) {
        let page = print_page(SPANNERS);
        let shuffled = CanvasPage { words, ..page.clone() };
        assert_eq!(found(&page), found(&shuffled));
    }
}

fn shuffled() -> impl Strategy<Value = Vec<CanvasWord>> {
    Just(print_page(SPANNERS).words).prop_shuffle()
}
