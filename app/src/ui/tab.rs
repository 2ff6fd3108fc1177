//! What outlives a page in its tab: values that were typed and could not be saved there.

use leptos::{prelude::*, web_sys::Storage};
use serde::{Serialize, de::DeserializeOwned};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Where it stands whose values these are.
const OWNER: &str = "cohort-owner";

fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// From now on this person works here: what somebody else typed before is thrown away.
pub fn belongs_to(email: &str) {
    let Some(storage) = storage() else { return };
    let mut owner = DefaultHasher::new();
    email.hash(&mut owner);
    let owner = format!("{:x}", owner.finish());
    if !matches!(storage.get_item(OWNER), Ok(Some(before)) if before == owner) {
        let _ = storage.clear();
        let _ = storage.set_item(OWNER, &owner);
    }
}

/// Keeps a value; a browser that keeps none has lost it.
pub fn keep(key: &str, value: &impl Serialize) {
    if let (Some(storage), Ok(json)) = (storage(), serde_json::to_string(value)) {
        let _ = storage.set_item(key, &json);
    }
}

/// Was anything kept?
pub fn is_kept(key: &str) -> bool {
    storage().is_some_and(|storage| matches!(storage.get_item(key), Ok(Some(_))))
}

/// What was kept, unless another version cannot read it.
pub fn kept<T: DeserializeOwned>(key: &str) -> Option<T> {
    let json = storage()?.get_item(key).ok().flatten()?;
    serde_json::from_str(&json).ok()
}

/// It is saved, or given up.
pub fn forget(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}
