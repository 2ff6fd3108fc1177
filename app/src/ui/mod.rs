//! Small parts pages are made of.
