//! Messages that stand in a chat under another name than their writer's: anonymous administrators and channels.

/// The account in whose name posts of a linked channel arrive.
pub(super) const TELEGRAM: i64 = 777_000;
pub(super) const GROUP_ANONYMOUS_BOT: i64 = 1_087_968_824;
pub(super) const CHANNEL_BOT: i64 = 136_817_688;
pub(super) const FIRST_CHANNEL: i64 = -1_001_700_000_001;

#[derive(Debug)]
pub(crate) struct Channel {
    pub(crate) id: i64,
    pub(crate) title: String,
    /// How many posts it has.
    pub(super) posts: i64,
}

/// Under whose name a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behalf {
    /// An administrator writes as the group.
    Anonymous,
    /// A person writes as a channel.
    Channel(i64),
    /// A post of the channel that the group belongs to, forwarded by Telegram itself.
    Linked { channel: i64, post: i64 },
}
