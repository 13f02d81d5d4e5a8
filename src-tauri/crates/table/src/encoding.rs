//! The encodings of text.

use encoding_rs::{
    BIG5, Encoding as Codec, GB18030, GBK, IBM866, ISO_8859_5, KOI8_R, KOI8_U, MACINTOSH, SHIFT_JIS, UTF_8,
    UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, X_MAC_CYRILLIC,
};

/// The text encoding of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding(&'static Codec);

impl Encoding {
    pub const UTF_8: Encoding = Encoding(UTF_8);
    pub const UTF_16LE: Encoding = Encoding(UTF_16LE);
    pub const UTF_16BE: Encoding = Encoding(UTF_16BE);
    pub const WINDOWS_1251: Encoding = Encoding(WINDOWS_1251);

    /// What a person may choose from, the usual ones first.
    pub const ALL: [Encoding; 16] = [
        Encoding(UTF_8),
        Encoding(UTF_16LE),
        Encoding(UTF_16BE),
        Encoding(WINDOWS_1251),
        Encoding(KOI8_R),
        Encoding(KOI8_U),
        Encoding(IBM866),
        Encoding(X_MAC_CYRILLIC),
        Encoding(ISO_8859_5),
        Encoding(WINDOWS_1252),
        Encoding(WINDOWS_1250),
        Encoding(MACINTOSH),
        Encoding(GBK),
        Encoding(GB18030),
        Encoding(BIG5),
        Encoding(SHIFT_JIS),
    ];

    /// The name in the WHATWG Encoding Standard: `UTF-8`, `windows-1251`, `IBM866`.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// An encoding by its name or one of its aliases in the WHATWG Encoding Standard: `cp1251`, `koi8-r`. `None` for
    /// those that no text file is written in.
    pub fn by_name(name: &str) -> Option<Encoding> {
        Codec::for_label_no_replacement(name.as_bytes()).map(Encoding)
    }

    pub(crate) fn of(codec: &'static Codec) -> Encoding {
        Encoding(codec)
    }

    /// By the byte order mark at the beginning of a text, and the mark's bytes.
    pub(crate) fn of_mark(text: &[u8]) -> Option<(Encoding, usize)> {
        Codec::for_bom(text).map(|(codec, length)| (Encoding(codec), length))
    }

    pub(crate) fn codec(self) -> &'static Codec {
        self.0
    }
}
