//! Texts of the shell area.

messages! {}
