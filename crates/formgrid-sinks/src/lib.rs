//! Records and grids to files.
