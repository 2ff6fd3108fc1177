//! Finished files: byte by byte against golden ones, and through second readers.

mod csv;
mod excel_xml;
mod libreoffice;
mod support;
mod xlsx;
