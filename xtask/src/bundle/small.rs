//! What makes a module smaller on its way to the browser without another instruction in it: similar functions side
//! by side, which is what compression lives on, and short names between the module and its script.

use std::collections::HashMap;

use crate::setup::wasm::DEPENDENCY;
use anyhow::{Context, Result, bail};
use wasm_encoder::{EntityType, ImportSection, Module, NameMap, NameSection, RawSection};
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// The module with names that tell the order its functions should have: by what they are called in the source, so
/// that the copies which the compiler made of one for several types follow each other, and by what they do.
pub(super) fn named_by_order(module: &[u8]) -> Result<Vec<u8>> {
    let (mut imported, mut bodies, mut names) = (0, Vec::new(), HashMap::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            Payload::CustomSection(custom) => {
                if let KnownCustom::Name(sections) = custom.as_known() {
                    for section in sections {
                        if let Name::Function(functions) = section? {
                            for function in functions {
                                let function = function?;
                                names.insert(function.index, function.name);
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    // Without the hash at the end, which differs where nothing else does.
    let called = |function: &u32| {
        let name = names.get(function).copied().unwrap_or_default();
        format!("{:#}", rustc_demangle::demangle(name))
    };
    let functions = bodies.iter().zip(imported..);
    let mut order: Vec<_> = functions.map(|(body, at)| (called(&at), *body, at)).collect();
    order.sort_unstable();
    let mut ranks = vec![0; order.len()];
    for (rank, (_, _, function)) in order.iter().enumerate() {
        ranks[usize::try_from(function - imported)?] = rank;
    }
    let mut numbers = NameMap::new();
    for (rank, function) in ranks.into_iter().zip(imported..) {
        numbers.append(function, &format!("{rank:06}"));
    }
    let mut section = NameSection::new();
    section.functions(&numbers);
    let mut out = rebuilt(module, |payload, _| {
        Ok(matches!(payload, Payload::CustomSection(custom) if custom.name() == "name"))
    })?;
    out.section(&section);
    Ok(out.finish())
}

/// The module with one or two letters for each thing it imports from the script `from`, and the script with the same.
pub(super) fn with_short_names(module: &[u8], script: &str, from: &str) -> Result<(Vec<u8>, String)> {
    let mut short = HashMap::new();
    let out = rebuilt(module, |payload, out| {
        let Payload::ImportSection(imports) = payload else {
            return Ok(false);
        };
        let mut section = ImportSection::new();
        for import in imports.clone().into_imports() {
            let import = import?;
            let TypeRef::Func(of) = import.ty else {
                bail!("{} is imported, which is no function", import.name);
            };
            if import.module == from {
                let next = letters(short.len());
                let name = short.entry(import.name.to_owned()).or_insert(next);
                section.import("a", name, EntityType::Function(of));
            } else {
                section.import(import.module, import.name, EntityType::Function(of));
            }
        }
        out.section(&section);
        Ok(true)
    })?;
    let mut said = String::with_capacity(script.len());
    let mut met = HashMap::new();
    for word in words(&script.replace(from, "a")) {
        match short.get(word) {
            Some(name) => {
                met.insert(name, ());
                said.push_str(name);
            }
            None => said.push_str(word),
        }
    }
    if met.len() != short.len() {
        bail!("the script lacks something that the module imports from it");
    }
    Ok((out.finish(), said))
}

/// Clears the names of the source files that are not ours. They stand in messages of panics only, where line and column
/// stay; those of the app and the debug bundle tell all.
pub(super) fn clear_places(module: &mut [u8]) {
    let starts = [format!("{DEPENDENCY}/"), "/rustc/".to_owned()];
    let mut at = 0;
    while at < module.len() {
        let rest = &module[at..];
        let length = match starts.iter().any(|start| rest.starts_with(start.as_bytes())) {
            true => length_of_path(rest),
            false => 0,
        };
        module[at..at + length].fill(b' ');
        at += length.max(1);
    }
}

/// Bytes of the path of a source file that stands at the beginning; none where none does.
fn length_of_path(bytes: &[u8]) -> usize {
    let path = bytes.iter().skip(1).take_while(|byte| is_of_path(**byte)).count() + 1;
    let end = bytes[..path].windows(3).position(|end| end == b".rs");
    end.map_or(0, |end| end + 3)
}

fn is_of_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'_' | b'-')
}

/// A copy of a module, but for the sections that `instead` says it has seen to.
fn rebuilt(
    module: &[u8],
    mut instead: impl FnMut(&Payload<'_>, &mut Module) -> Result<bool>,
) -> Result<Module> {
    let mut out = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        if let Some((id, range)) = payload.as_section()
            && !instead(&payload, &mut out)?
        {
            let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
            let data = module.get(range).context("a section beyond the end")?;
            out.section(&RawSection { id, data });
        }
    }
    Ok(out)
}

/// `a` to `z`, then two of them, and so on.
fn letters(mut n: usize) -> String {
    let mut name = String::new();
    loop {
        name.push(char::from(b'a' + u8::try_from(n % 26).unwrap_or_default()));
        if n < 26 {
            return name;
        }
        n = n / 26 - 1;
    }
}

/// A script in pieces: each identifier, and what stands between two of them.
fn words(script: &str) -> impl Iterator<Item = &str> {
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut rest = script;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = rest.find(|c| inside(c) != inside(first)).unwrap_or(rest.len());
        let (word, more) = rest.split_at(end);
        rest = more;
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{CodeSection, Function, FunctionSection, TypeSection};

    #[test]
    fn names_of_files_that_are_not_ours_are_cleared() {
        let text = "a sequence^/tachys-0.2.19/src/view/a.rs^/b-1.0.0/src/lib.rs./app/src/lib.rs/rustc/59/core/x.rs\0^ no";
        let mut module = text.as_bytes().to_vec();
        clear_places(&mut module);
        let left = String::from_utf8(module).unwrap();
        assert_eq!(left.len(), text.len());
        let words: Vec<_> = left.split(' ').filter(|word| !word.is_empty()).collect();
        assert_eq!(words, ["a", "sequence", "./app/src/lib.rs", "\0^", "no"]);
    }

    /// Two imports, and functions whose bodies are so many `nop`s, with these names.
    fn module(functions: &[(&str, usize)]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("./x.js", "__wbg_one_1", EntityType::Function(0));
        imports.import("./y.js", "two", EntityType::Function(0));
        let (mut kinds, mut code, mut names) = (FunctionSection::new(), CodeSection::new(), NameMap::new());
        for (at, (name, nops)) in (2..).zip(functions) {
            kinds.function(0);
            let mut body = Function::new([]);
            for _ in 0..*nops {
                body.instructions().nop();
            }
            body.instructions().end();
            code.function(&body);
            names.append(at, name);
        }
        let mut section = NameSection::new();
        section.functions(&names);
        let mut module = Module::new();
        module
            .section(&types)
            .section(&imports)
            .section(&kinds)
            .section(&code)
            .section(&section);
        module.finish()
    }

    fn names(module: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            if let Payload::CustomSection(custom) = payload.unwrap()
                && let KnownCustom::Name(sections) = custom.as_known()
            {
                for section in sections {
                    if let Name::Function(functions) = section.unwrap() {
                        found.extend(functions.into_iter().map(|f| f.unwrap().name.to_owned()));
                    }
                }
            }
        }
        found
    }

    #[test]
    fn copies_of_a_function_follow_each_other() {
        let before = module(&[
            ("_ZN3map4push17h0123456789abcdefE", 2),
            ("_ZN3set4push17h0000000000000000E", 0),
            ("_ZN3map4push17hffffffffffffffffE", 1),
        ]);
        let after = named_by_order(&before).unwrap();
        assert_eq!(names(&after), ["000000", "000002", "000001"]);
    }

    #[test]
    fn both_sides_call_an_import_by_the_same_letters() {
        let script = "i['./x.js'] = { __wbg_one_1: f, __wbg_one_12: g };";
        let (after, script) = with_short_names(&module(&[]), script, "./x.js").unwrap();
        assert_eq!(script, "i['a'] = { a: f, __wbg_one_12: g };");
        let mut imports = Vec::new();
        for payload in Parser::new(0).parse_all(&after) {
            if let Payload::ImportSection(section) = payload.unwrap() {
                let each = section.into_imports().map(|i| i.unwrap());
                imports.extend(each.map(|i| (i.module.to_owned(), i.name.to_owned())));
            }
        }
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(imports, [pair("a", "a"), pair("./y.js", "two")]);
        assert!(with_short_names(&module(&[]), "nothing", "./x.js").is_err());
    }

    #[test]
    fn letters_never_repeat() {
        let first: Vec<_> = [0, 25, 26, 27, 701, 702].map(letters).into();
        assert_eq!(first, ["a", "z", "aa", "ba", "zz", "aaa"]);
    }
}
