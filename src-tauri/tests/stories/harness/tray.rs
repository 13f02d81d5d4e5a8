//! A desktop's tray: takes the icons that programs register, reads their menus and chooses from them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use zbus::Connection;
use zbus::message::Header;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use super::{Outcome, eventually};

type Items = Arc<Mutex<Vec<Item>>>;

#[derive(Clone)]
struct Item {
    service: String,
    path: String,
}

pub(crate) struct Tray {
    bus: Connection,
    items: Items,
}

/// An entry of an icon's menu.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    id: i32,
    pub(crate) label: String,
    pub(crate) enabled: bool,
}

struct Watcher {
    items: Items,
}

#[expect(clippy::unused_self, reason = "methods of the interface")]
#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    async fn register_status_notifier_item(
        &self,
        service: String,
        #[zbus(header)] header: Header<'_>,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        let item = if service.starts_with('/') {
            Item { service: sender, path: service.clone() }
        } else {
            Item { service: service.clone(), path: "/StatusNotifierItem".to_owned() }
        };
        self.items.lock().unwrap_or_else(PoisonError::into_inner).push(item);
        drop(Self::status_notifier_item_registered(&emitter, &service).await);
    }

    fn register_status_notifier_host(&self, service: &str) {
        // We are the only host there is.
        let _ = service;
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        let items = self.items.lock().unwrap_or_else(PoisonError::into_inner);
        items.iter().map(|item| format!("{}{}", item.service, item.path)).collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(signal)]
    async fn status_notifier_item_registered(emitter: &SignalEmitter<'_>, service: &str) -> zbus::Result<()>;
}

type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

impl Tray {
    pub(crate) async fn start(address: &str) -> Outcome<Self> {
        let items = Items::default();
        let bus = zbus::connection::Builder::address(address)?
            .serve_at("/StatusNotifierWatcher", Watcher { items: items.clone() })?
            .name("org.kde.StatusNotifierWatcher")?
            .build()
            .await?;
        Ok(Self { bus, items })
    }

    /// The menu of the icon that came last, as its program shows it.
    pub(crate) async fn menu(&self) -> Outcome<Vec<Entry>> {
        let (item, path) = self.icon().await?;
        let answer = self
            .bus
            .call_method(
                Some(item.service.as_str()),
                path.as_str(),
                Some("com.canonical.dbusmenu"),
                "GetLayout",
                &(0_i32, -1_i32, Vec::<String>::new()),
            )
            .await?;
        let (_, (_, _, children)) = answer.body().deserialize::<(u32, Layout)>()?;
        Ok(children.into_iter().filter_map(entry).collect())
    }

    /// The first line of the menu: what the tray says.
    pub(crate) async fn status(&self) -> Outcome<String> {
        let menu = self.menu().await?;
        Ok(menu.into_iter().next().ok_or("the tray's menu is empty")?.label)
    }

    /// Waits until the tray says something that holds this.
    pub(crate) async fn says(&self, text: &str) -> Outcome {
        let waited = eventually(format!("“{text}” in the tray"), async || {
            Ok(self.status().await?.contains(text).then_some(()))
        });
        match waited.await {
            Ok(()) => Ok(()),
            Err(error) => Err(format!("{error}\nThe tray says: {:?}", self.status().await).into()),
        }
    }

    /// Waits until an entry of the menu holds this.
    pub(crate) async fn lists(&self, text: &str) -> Outcome {
        eventually(format!("“{text}” in the tray's menu"), async || {
            Ok(self.menu().await?.iter().any(|entry| entry.label.contains(text)).then_some(()))
        })
        .await
    }

    /// Chooses the entry of that name.
    pub(crate) async fn choose(&self, label: &str) -> Outcome {
        let entry = eventually(format!("“{label}” in the tray's menu"), async || {
            Ok(self.menu().await?.into_iter().find(|entry| entry.enabled && entry.label.contains(label)))
        })
        .await?;
        let (item, path) = self.icon().await?;
        let event = (entry.id, "clicked", Value::from(0_i32), 0_u32);
        let interface = Some("com.canonical.dbusmenu");
        self.bus.call_method(Some(item.service.as_str()), path.as_str(), interface, "Event", &event).await?;
        Ok(())
    }

    async fn icon(&self) -> Outcome<(Item, OwnedObjectPath)> {
        let last = || self.items.lock().unwrap_or_else(PoisonError::into_inner).last().cloned();
        let item = eventually("an icon in the tray", async || Ok(last())).await?;
        let proxy = zbus::Proxy::new(
            &self.bus,
            item.service.clone(),
            item.path.clone(),
            "org.kde.StatusNotifierItem",
        )
        .await?;
        let path = proxy.get_property::<OwnedObjectPath>("Menu").await?;
        Ok((item, path))
    }
}

fn entry(value: OwnedValue) -> Option<Entry> {
    let (id, mut facts, _) = Layout::try_from(value).ok()?;
    let label = String::try_from(facts.remove("label")?).ok()?;
    let enabled = facts.remove("enabled").is_none_or(|value| bool::try_from(value).unwrap_or(true));
    // GTK marks the letter of a shortcut with an underline.
    Some(Entry { id, label: label.replace("__", "\u{0}").replace('_', "").replace('\u{0}', "_"), enabled })
}
