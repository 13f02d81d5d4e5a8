//! Named places where a simulation may have the domain panic or be killed. Without the feature `simulation` there are none.

/// Marks a place at an await of note.
macro_rules! failpoint {
    ($name:literal) => {
        #[cfg(feature = "simulation")]
        crate::core::failpoint::reach($name).await;
    };
}

pub(crate) use failpoint;

#[cfg(feature = "simulation")]
pub(crate) use hook::reach;

#[cfg(feature = "simulation")]
pub mod hook {
    //! What a simulation decides at the named places. The hook belongs to the thread that runs the domain.

    use std::cell::RefCell;

    /// What becomes of whoever reached a place.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Fate {
        GoOn,
        Panic,
        /// Never goes on: the simulation has noted that it is to drop the domain.
        Hang,
    }

    type Hook = Box<dyn FnMut(&'static str) -> Fate>;

    thread_local! {
        static HOOK: RefCell<Option<Hook>> = const { RefCell::new(None) };
    }

    /// Takes the place of an earlier hook; `None` lets everything go on.
    pub fn set(hook: Option<Hook>) {
        HOOK.with_borrow_mut(|kept| *kept = hook);
    }

    pub(crate) async fn reach(name: &'static str) {
        let fate = HOOK.with_borrow_mut(|hook| hook.as_mut().map_or(Fate::GoOn, |hook| hook(name)));
        match fate {
            Fate::GoOn => {}
            Fate::Panic => panic!("the simulation lets {name} panic"),
            Fate::Hang => std::future::pending().await,
        }
    }
}
