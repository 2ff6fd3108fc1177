//! What customers bought: most of them nothing, some a few times.

use super::people::{Stream, dice};
use domain::time::Micros;
use storage::{customers::record::CustomerRecord, reference::NewOrder};

/// An order, before it borrows its number.
pub(super) struct Order {
    increment: String,
    status: &'static str,
    subtotal: i64,
    shipping: i64,
    quantity: i64,
    created_at: Micros,
}

/// A hundredth of the currency, in the 1/10000 that amounts are kept in.
const CENT: i64 = 100;

/// The orders of customer `n`, made after the account was and before `now`.
pub(super) fn of(seed: u64, n: u64, customer: &CustomerRecord, now: Micros) -> Vec<Order> {
    let mut rng = dice(seed, Stream::Orders, n);
    let count = match rng.u8(..100) {
        0..72 => 0,
        72..88 => 1,
        88..96 => 2,
        _ => rng.u64(3..8),
    };
    let span = (now - customer.created_at).max(1);
    (0..count)
        .map(|k| {
            let quantity = 1 + rng.i64(0..6).min(rng.i64(0..6));
            let price = rng.i64(299..14_999);
            let created_at = customer.created_at + rng.i64(0..span);
            Order {
                // Eight numbers for each customer, so that none is given twice.
                increment: format!("1{:09}", n * 8 + k),
                status: match rng.u8(..20) {
                    0 => "canceled",
                    1 => "closed",
                    2 | 3 => "pending",
                    4..=6 => "processing",
                    _ => "complete",
                },
                subtotal: quantity * price * CENT,
                shipping: if quantity * price < 5_000 { 495 * CENT } else { 0 },
                quantity,
                created_at: created_at - created_at.rem_euclid(1_000_000),
            }
        })
        .collect()
}

impl Order {
    /// The order as it is stored for a customer that has an id by now.
    pub(super) fn stored(&self, customer: &CustomerRecord) -> NewOrder<'_> {
        NewOrder {
            customer: Some(customer.id),
            website: customer.website,
            increment: &self.increment,
            status: self.status,
            subtotal: self.subtotal,
            grand_total: self.subtotal + self.shipping,
            quantity: self.quantity,
            created_at: self.created_at,
        }
    }
}
