//! Websites, stores and store views of the demo shop.

use super::land::{Land, one_in};
use domain::ids::WebsiteId;
use fastrand::Rng;
use storage::{Error, Result, Store, reference};

/// A website with its store views, commonest first.
pub(super) struct Site {
    pub(super) website: WebsiteId,
    pub(super) views: Vec<View>,
    /// Asks new customers to confirm their e-mail address.
    pub(super) confirms: bool,
}

/// A store view.
pub(super) struct View {
    pub(super) id: i64,
    pub(super) name: String,
}

/// The websites: the one every shop has, and one for each of three lands.
pub(super) struct Scopes {
    pub(super) base: Site,
    pub(super) netherlands: Site,
    pub(super) sweden: Site,
    pub(super) france: Site,
}

/// A website to be made: code, name, whether it confirms, name of its store, and codes and names of the views.
type Plan = (
    &'static str,
    &'static str,
    bool,
    &'static str,
    &'static [(&'static str, &'static str)],
);

const PLANS: [Plan; 3] = [
    (
        "nl",
        "Nederland",
        true,
        "Winkel Nederland",
        &[("nl_nl", "Nederlands"), ("nl_en", "English (NL)")],
    ),
    (
        "se",
        "Sverige",
        false,
        "Butik Sverige",
        &[("se_sv", "Svenska"), ("se_en", "English (SE)")],
    ),
    ("fr", "France", true, "Boutique France", &[("fr_fr", "Français")]),
];

impl Scopes {
    /// Makes the websites, but for those an interrupted load has made already, and learns the ids of their
    /// store views.
    pub(super) async fn find_or_make(store: &Store) -> Result<Self> {
        let made = reference::shop(store, "").await?.websites;
        let mut tx = store.begin().await?;
        let mut websites = Vec::with_capacity(PLANS.len());
        for (code, name, confirms, store_name, views) in PLANS {
            if let Some((id, _)) = made.iter().find(|(_, made)| made == code) {
                websites.push(WebsiteId(*id));
                continue;
            }
            let stores = [reference::NewStore {
                name: store_name,
                views,
            }];
            websites.push(reference::add_website(&mut tx, code, name, confirms, &stores).await?);
        }
        tx.commit().await?;
        let known = reference::shop(store, "").await?.store_views;
        let view = |code: &str| known.iter().find(|(_, known, _)| known == code);
        let site = |website: WebsiteId, confirms, codes: &mut dyn Iterator<Item = &str>| {
            let views: Vec<_> = codes
                .filter_map(view)
                .map(|(id, _, name)| View {
                    id: *id,
                    name: name.clone(),
                })
                .collect();
            if views.is_empty() {
                // A website of somebody else's, which happens to have the code of ours.
                return Err(Error::Inconsistent {
                    table: "store_view",
                    column: "code",
                    row: website.to_string(),
                });
            }
            Ok(Site {
                website,
                confirms,
                views,
            })
        };
        let planned = |i: usize| {
            let (_, _, confirms, _, views) = PLANS[i];
            site(websites[i], confirms, &mut views.iter().map(|(code, _)| *code))
        };
        Ok(Self {
            base: site(WebsiteId(1), false, &mut std::iter::once("default"))?,
            netherlands: planned(0)?,
            sweden: planned(1)?,
            france: planned(2)?,
        })
    }

    /// What [`Self::find_or_make`] makes in a fresh shop, without one.
    #[cfg(test)]
    pub(super) fn fresh() -> Self {
        let site = |website, confirms, views: &[(i64, &str)]| Site {
            website: WebsiteId(website),
            confirms,
            views: views
                .iter()
                .map(|(id, name)| View {
                    id: *id,
                    name: (*name).to_owned(),
                })
                .collect(),
        };
        Self {
            base: site(1, false, &[(1, "Default Store View")]),
            netherlands: site(2, true, &[(2, "Nederlands"), (3, "English (NL)")]),
            sweden: site(3, false, &[(4, "Svenska"), (5, "English (SE)")]),
            france: site(4, true, &[(6, "Français")]),
        }
    }

    /// The website somebody from `land` signs up on: mostly their own, else the base one.
    pub(super) fn of(&self, land: Land, rng: &mut Rng) -> &Site {
        let astray = one_in(rng, 8);
        match land {
            Land::Netherlands if !astray => &self.netherlands,
            Land::Sweden if !astray => &self.sweden,
            Land::France if !astray => &self.france,
            // The Dutch shop delivers across the border.
            Land::Germany if rng.u8(..3) == 0 => &self.netherlands,
            _ => &self.base,
        }
    }

    /// Every website.
    pub(super) fn websites(&self) -> Vec<WebsiteId> {
        [&self.base, &self.netherlands, &self.sweden, &self.france]
            .map(|site| site.website)
            .into()
    }
}
