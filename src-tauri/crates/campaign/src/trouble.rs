//! Trouble on both servers, from when it begins until it ends.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use testops_sim::{Trouble as OnTestOps, TroubleKind};
use tokio::sync::Notify;

use crate::doubts::Of;
use crate::step::{Disk, Side, Trouble};
use crate::world::{Failed, World};

/// How long a request may go on that began in trouble.
pub(crate) const SETTLING: Duration = Duration::from_mins(3);

/// What is in force.
#[derive(Default)]
pub(crate) struct Troubles {
    orders: Mutex<Vec<Order>>,
    /// There is one more, or less is left of all.
    changed: Notify,
}

impl Troubles {
    fn orders(&self) -> MutexGuard<'_, Vec<Order>> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, order: Order) {
        self.orders().push(order);
        self.changed.notify_one();
    }

    /// The machine has slept.
    pub(crate) fn slept(&self) {
        self.changed.notify_one();
    }
}

struct Order {
    /// By the clock of people.
    until: Duration,
    testops: Option<u64>,
    telegram: Option<u64>,
    /// The file that marks a disk.
    disk: Option<PathBuf>,
}

impl World {
    pub(crate) async fn trouble(&self, side: Side, what: Trouble, lasting: Duration) -> Result<(), Failed> {
        let until = self.clock.passed() + lasting;
        let testops = (side != Side::Telegram).then(|| self.testops.control.trouble(on_testops(what)));
        if side != Side::TestOps {
            self.doubts.add(Of::Telegram, lasting + SETTLING);
        }
        let telegram = match side {
            Side::TestOps => None,
            Side::Telegram | Side::Both => Some(self.telegram.kit.trouble(on_telegram(what)).await?),
        };
        let order = Order { until, testops, telegram, disk: None };
        self.troubles.add(order);
        Ok(())
    }

    /// A disk is full or broken: `disk.c` looks for the mark.
    pub(crate) fn spoil(&self, of: Disk, broken: bool, lasting: Duration) -> Result<(), Failed> {
        let folder = match of {
            Disk::Exports => self.exports_dir(),
            Disk::Data => {
                self.doubts.add(Of::Notes, lasting + SETTLING);
                self.data_dir()
            }
        };
        let mark = folder.with_extension(if broken { "broken" } else { "full" });
        std::fs::write(&mark, "")?;
        let until = self.clock.passed() + lasting;
        let order = Order { until, testops: None, telegram: None, disk: Some(mark) };
        self.troubles.add(order);
        Ok(())
    }

    /// Waits until something has lasted long enough.
    pub(crate) async fn trouble_over(&self) {
        loop {
            let next = self.troubles.orders().iter().map(|order| order.until).min();
            let over = async {
                match next {
                    Some(until) => tokio::time::sleep(until.saturating_sub(self.clock.passed())).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                () = self.troubles.changed.notified() => {}
                () = over => return,
            }
        }
    }

    /// Ends what has lasted long enough, or all of it.
    pub(crate) async fn end_troubles(&self, all: bool) -> Result<(), Failed> {
        let now = self.clock.passed();
        let over: Vec<Order> = {
            let mut orders = self.troubles.orders();
            orders.extract_if(.., |order| all || order.until <= now).collect()
        };
        for order in over {
            if let Some(id) = order.testops {
                self.testops.control.end_trouble(id);
            }
            if let Some(mark) = order.disk {
                // Two troubles of a disk may overlap.
                drop(std::fs::remove_file(mark));
            }
            if let Some(id) = order.telegram {
                self.telegram.kit.clear_trouble(id).await?;
            }
        }
        Ok(())
    }
}

fn on_testops(what: Trouble) -> OnTestOps {
    let writes = |kind| OnTestOps::new(kind).on("POST", "*");
    match what {
        Trouble::Down => OnTestOps::new(TroubleKind::Refuse),
        Trouble::Slow { ms } => OnTestOps::new(TroubleKind::Latency { ms }),
        Trouble::Silent => OnTestOps::new(TroubleKind::Silence),
        Trouble::Status { code } => {
            OnTestOps::new(TroubleKind::Status { code, retry_after: None, message: None })
        }
        Trouble::TooMany { seconds } => {
            OnTestOps::new(TroubleKind::Status { code: 429, retry_after: Some(seconds), message: None })
        }
        Trouble::Page | Trouble::Conflict => OnTestOps::new(TroubleKind::Html { code: None }),
        Trouble::Held => OnTestOps::new(TroubleKind::Silence).on("GET", "*"),
        Trouble::Cut { after } => OnTestOps::new(TroubleKind::Cut { after }),
        Trouble::LostAnswer => writes(TroubleKind::LostAnswer),
        Trouble::LateAnswer { ms } => writes(TroubleKind::LateAnswer { ms }),
        Trouble::ExpiredToken => OnTestOps::new(TroubleKind::ExpiredToken),
    }
}

fn on_telegram(what: Trouble) -> telegram_kit::Trouble {
    use telegram_kit::Trouble as Kit;
    match what {
        // The kit cannot refuse connections: what comes is not from Telegram.
        Trouble::Down => Kit::broken(502),
        Trouble::Slow { ms } | Trouble::LateAnswer { ms } => Kit::slow(Duration::from_millis(ms)),
        Trouble::Silent => Kit::stalled_answer(),
        Trouble::Status { code } => Kit::refuse(code, "Internal Server Error"),
        Trouble::TooMany { seconds } => Kit::too_many_requests(seconds),
        Trouble::Page | Trouble::ExpiredToken => Kit::broken(200),
        Trouble::Held => Kit::held(),
        Trouble::Cut { .. } => Kit::cut_answer(),
        Trouble::LostAnswer => Kit::lost_answer(),
        Trouble::Conflict => Kit::conflict(),
    }
}
