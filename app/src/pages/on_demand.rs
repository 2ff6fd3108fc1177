//! Pages whose code the browser loads when somebody goes there, so that the customers grid, where people live,
//! need not wait for it.

use super::{customers, imports, reports, segments, sign_in};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// `$route` shows `$page`, in a part of the browser's code of its own.
macro_rules! on_demand {
    ($($route:ident => $page:path;)*) => {
        $(
            #[doc = concat!("Shows `", stringify!($page), "`.")]
            pub(crate) struct $route;

            #[lazy_route]
            impl LazyRoute for $route {
                fn data() -> Self {
                    Self
                }

                fn view(_this: Self) -> AnyView {
                    $page().into_any()
                }
            }
        )*
    };
}

on_demand! {
    Customer => customers::CustomerPage;
    Segments => segments::SegmentsPage;
    Segment => segments::SegmentPage;
    Report => reports::ReportPage;
    Members => reports::MembersPage;
    Imports => imports::ImportsPage;
    SignIn => sign_in::SignInPage;
}
