//! Files: what bots and people sent, under the ids that Telegram would give them.

use axum::body::Bytes;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::content::{Kind, Thing};
use crate::seen::FileInfo;

/// The largest photo that a bot may send, in bytes.
pub(crate) const MOST_PHOTO: usize = 10 << 20;
/// The largest file that a bot may send.
pub(crate) const MOST_UPLOAD: usize = 50 << 20;
/// The largest file that a bot may fetch.
pub(crate) const MOST_DOWNLOAD: usize = 20 << 20;

/// Whose ids are those of files that people sent: every bot in the chat may use them.
pub(crate) const ANY_BOT: i64 = 0;

#[derive(Debug, Default)]
pub(crate) struct Files(Vec<Stored>);

#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) kind: Kind,
    pub(crate) name: String,
    pub(crate) mime: String,
    pub(crate) bytes: Bytes,
}

/// A file on its way in.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) name: String,
    pub(crate) mime: Option<String>,
    pub(crate) bytes: Bytes,
}

impl Files {
    /// Keeps a file; a photo has to be a picture. The error is Telegram's.
    pub(crate) fn keep(&mut self, kind: Kind, upload: &Upload) -> Result<usize, &'static str> {
        if upload.bytes.is_empty() {
            return Err("file must be non-empty");
        }
        if kind == Kind::Photo {
            if upload.bytes.len() > MOST_PHOTO {
                return Err("PHOTO_SAVE_FILE_INVALID");
            }
            let size = imagesize::blob_size(&upload.bytes).map_err(|_| "IMAGE_PROCESS_FAILED")?;
            let (long, short) = (size.width.max(size.height), size.width.min(size.height));
            if short == 0 || long + short > 10_000 || long > short.saturating_mul(20) {
                return Err("PHOTO_INVALID_DIMENSIONS");
            }
        }
        let mime = upload.mime.clone().unwrap_or_else(|| mime_of(&upload.name, kind).to_owned());
        let name = if upload.name.is_empty() { kind.field().to_owned() } else { upload.name.clone() };
        self.0.push(Stored { kind, name, mime, bytes: upload.bytes.clone() });
        Ok(self.0.len() - 1)
    }

    pub(crate) fn get(&self, index: usize) -> Option<&Stored> {
        self.0.get(index)
    }

    pub(crate) fn info(&self, index: usize) -> Option<FileInfo> {
        let file = self.0.get(index)?;
        let (name, mime) = (file.name.clone(), file.mime.clone());
        Some(FileInfo { id: index, name, mime, size: file.bytes.len() })
    }

    /// The file of an id; ids of one bot mean nothing to another.
    pub(crate) fn of_id(&self, bot: i64, id: &str) -> Option<usize> {
        let decoded = String::from_utf8(URL_SAFE_NO_PAD.decode(id).ok()?).ok()?;
        let (_, rest) = decoded.split_once(':')?;
        let (owner, index) = rest.split_once(':')?;
        let index: usize = index.parse().ok()?;
        ([Ok(bot), Ok(ANY_BOT)].contains(&owner.parse()) && index < self.0.len()).then_some(index)
    }

    /// What `file_path` says of a file.
    pub(crate) fn path(&self, index: usize) -> Option<String> {
        let file = self.0.get(index)?;
        let extension = extension(&file.name).unwrap_or(if file.kind == Kind::Photo { "jpg" } else { "bin" });
        let folder = match file.kind {
            Kind::Photo => "photos",
            Kind::Video => "videos",
            Kind::Audio => "music",
            Kind::Voice => "voice",
            Kind::Animation => "animations",
            Kind::Sticker => "stickers",
            Kind::VideoNote => "video_notes",
            Kind::Document | Kind::Location | Kind::Venue | Kind::Contact | Kind::Dice | Kind::Poll => {
                "documents"
            }
        };
        Some(format!("{folder}/file_{index}.{extension}"))
    }

    /// The file behind a path that [`Self::path`] gave.
    pub(crate) fn of_path(&self, path: &str) -> Option<&Stored> {
        let (_, name) = path.rsplit_once("/file_")?;
        let index: usize = name.split('.').next()?.parse().ok()?;
        let is_it = self.path(index).as_deref() == Some(path);
        self.0.get(index).filter(|_| is_it)
    }

    /// What `getFile` says.
    pub(crate) fn describe(&self, bot: i64, index: usize) -> Value {
        let size = self.0.get(index).map_or(0, |file| file.bytes.len());
        let (id, unique) = ids(bot, index);
        json!({"file_id": id, "file_unique_id": unique, "file_size": size, "file_path": self.path(index)})
    }

    /// A file as a message carries it, with what the bot said of it (duration, title …).
    pub(crate) fn thing(&self, bot: i64, kind: Kind, index: usize, said: &Value) -> Thing {
        let (id, unique) = ids(bot, index);
        let size = self.0.get(index).map_or(0, |file| file.bytes.len());
        let mut fields = json!({"file_id": id, "file_unique_id": unique, "file_size": size});
        let file = self.0.get(index);
        let pixels = file.and_then(|file| imagesize::blob_size(&file.bytes).ok());
        let (width, height) = pixels.map_or((0, 0), |size| (size.width, size.height));
        let given = |field: &str, otherwise: Value| said.get(field).cloned().unwrap_or(otherwise);
        match kind {
            Kind::Photo | Kind::Sticker => {
                fields["width"] = json!(width);
                fields["height"] = json!(height);
            }
            Kind::Video | Kind::Animation => {
                fields["width"] = given("width", json!(width));
                fields["height"] = given("height", json!(height));
                fields["duration"] = given("duration", json!(0));
            }
            Kind::Audio | Kind::Voice => fields["duration"] = given("duration", json!(0)),
            Kind::VideoNote => {
                fields["length"] = given("length", json!(240));
                fields["duration"] = given("duration", json!(0));
            }
            Kind::Document | Kind::Location | Kind::Venue | Kind::Contact | Kind::Dice | Kind::Poll => {}
        }
        for field in ["title", "performer"] {
            if let Some(value) = said.get(field).filter(|_| kind == Kind::Audio) {
                fields[field] = value.clone();
            }
        }
        if let Some(file) = file.filter(|_| !matches!(kind, Kind::Photo | Kind::Sticker | Kind::VideoNote)) {
            fields["mime_type"] = json!(file.mime);
            if kind != Kind::Voice {
                fields["file_name"] = json!(file.name);
            }
        }
        if kind == Kind::Sticker {
            let extra = json!({"type": "regular", "is_animated": false, "is_video": false});
            fields
                .as_object_mut()
                .into_iter()
                .for_each(|f| f.extend(extra.as_object().cloned().unwrap_or_default()));
        }
        let fields = if kind == Kind::Photo { json!([fields]) } else { fields };
        Thing { kind, fields, file: Some(index) }
    }
}

/// The id that this bot uses, and the one that is the same for all.
fn ids(bot: i64, index: usize) -> (String, String) {
    let id = URL_SAFE_NO_PAD.encode(format!("telegram-kit-file:{bot}:{index}"));
    let unique = URL_SAFE_NO_PAD.encode(format!("kit-{index:06}"));
    (id, unique)
}

fn extension(name: &str) -> Option<&str> {
    let (_, extension) = name.rsplit_once('.')?;
    let is_plain = (1..=8).contains(&extension.len()) && extension.chars().all(|c| c.is_ascii_alphanumeric());
    is_plain.then_some(extension)
}

fn mime_of(name: &str, kind: Kind) -> &'static str {
    match extension(name).unwrap_or_default().to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "json" => "application/json",
        "csv" => "text/csv",
        "txt" | "log" => "text/plain",
        "md" => "text/markdown",
        "html" => "text/html",
        "mp4" => "video/mp4",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => match kind {
            Kind::Photo => "image/jpeg",
            Kind::Video | Kind::Animation | Kind::VideoNote => "video/mp4",
            Kind::Audio => "audio/mpeg",
            Kind::Voice => "audio/ogg",
            Kind::Sticker => "image/webp",
            Kind::Document | Kind::Location | Kind::Venue | Kind::Contact | Kind::Dice | Kind::Poll => {
                "application/octet-stream"
            }
        },
    }
}
