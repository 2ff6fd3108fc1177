//! The data grid.
