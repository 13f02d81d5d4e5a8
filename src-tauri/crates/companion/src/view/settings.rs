use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// All settings; what is missing in a stored row takes its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Settings {
    pub language: LanguageChoice,
    pub theme: Theme,
    /// Seconds between looks while something runs; 5 to 600.
    pub watch_seconds: u32,
    /// Seconds between looks while nothing runs; 30 to 3600.
    pub idle_seconds: u32,
    /// Requests a minute that watching may use; 6 to 600.
    pub request_budget: u32,
    /// Hours after which a run is given up; 1 to 168.
    pub timeout_hours: u32,
    /// Minutes without a new result after which a run counts as stalled; 1 to 1440.
    pub stalled_minutes: u32,
    /// Seconds in which a launch can be taken back before it goes out; 0 to 10.
    pub undo_seconds: u32,
    /// The name that a launch is offered: `{job}`, `{project}`, `{date}`, `{time}`.
    pub name_template: String,
    pub notify: NotifySettings,
    pub quiet_hours: QuietHours,
    /// Start with the session, hidden in the tray.
    pub autostart: bool,
    pub tray_rule: TrayRule,
    /// Days that finished runs are kept; 1 to 3650.
    pub keep_runs_days: u32,
    /// Megabytes of files of test results that are kept on the disk; 16 to 65536.
    pub evidence_mb: u32,
    /// Where exports land unless a plan names a folder; `None` for the program's own choice.
    pub export_folder: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: LanguageChoice::System,
            theme: Theme::System,
            watch_seconds: 30,
            idle_seconds: 300,
            request_budget: 60,
            timeout_hours: 12,
            stalled_minutes: 30,
            undo_seconds: 4,
            name_template: "{job} {date} {time}".to_owned(),
            notify: NotifySettings::default(),
            quiet_hours: QuietHours::default(),
            autostart: false,
            tray_rule: TrayRule::FailuresFirst,
            keep_runs_days: 365,
            evidence_mb: 512,
            export_folder: None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LanguageChoice {
    System,
    En,
    Ru,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    System,
    Light,
    Dark,
}

/// What the tray icon shows first when several things are true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TrayRule {
    FailuresFirst,
    RunningFirst,
    /// Failures first, of what was launched from here.
    OnlyMine,
}

/// Which notifications are shown on the desktop; the inbox keeps all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(from = "WrittenNotify")]
pub struct NotifySettings {
    pub preset: NotifyPreset,
    /// In force under [`NotifyPreset::Custom`].
    #[serde(flatten)]
    pub switches: NotifySwitches,
}

impl Default for NotifySettings {
    fn default() -> Self {
        Self { preset: NotifyPreset::Everything, switches: NotifySwitches::default() }
    }
}

/// As it may be stored: before there were presets the switches were all there was.
#[derive(Deserialize)]
struct WrittenNotify {
    preset: Option<NotifyPreset>,
    #[serde(flatten)]
    switches: NotifySwitches,
}

impl From<WrittenNotify> for NotifySettings {
    fn from(WrittenNotify { preset, switches }: WrittenNotify) -> Self {
        let untouched = switches == NotifySwitches::default();
        let before = if untouched { NotifyPreset::Everything } else { NotifyPreset::Custom };
        Self { preset: preset.unwrap_or(before), switches }
    }
}

/// What is worth a notification. None of them silences what waits for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NotifyPreset {
    /// Every outcome; that a run has started is not told.
    Everything,
    OnlyFailures,
    /// Failures that were not there in the previous run of the job, and runs that pass again.
    OnlyNew,
    /// What was launched from here.
    OnlyMine,
    /// By the switches.
    Custom,
}

/// One switch a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "one switch a kind, as the settings page shows them")]
pub struct NotifySwitches {
    pub started: bool,
    pub passed: bool,
    pub failed: bool,
    pub fixed: bool,
    pub still_failing: bool,
    pub not_finished: bool,
    pub stalled: bool,
    pub export_done: bool,
    pub export_failed: bool,
    pub export_missed: bool,
    pub restore_done: bool,
    pub restore_failed: bool,
    pub launch_missed: bool,
    pub mute_due: bool,
    pub assigned_to_me: bool,
    pub unexplained: bool,
    pub defect_back: bool,
    pub plan_drifted: bool,
    pub launch_left_open: bool,
    pub bot_down: bool,
    pub access_asked: bool,
}

impl Default for NotifySwitches {
    fn default() -> Self {
        Self {
            started: false,
            passed: true,
            failed: true,
            fixed: true,
            still_failing: true,
            not_finished: true,
            stalled: true,
            export_done: true,
            export_failed: true,
            export_missed: true,
            restore_done: true,
            restore_failed: true,
            launch_missed: true,
            mute_due: true,
            assigned_to_me: true,
            unexplained: true,
            defect_back: true,
            plan_drifted: true,
            launch_left_open: true,
            bot_down: true,
            access_asked: true,
        }
    }
}

/// When notifications are held, in the local time of this machine; may run over midnight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct QuietHours {
    pub on: bool,
    /// `HH:MM`.
    pub from: String,
    /// `HH:MM`.
    pub to: String,
}

impl Default for QuietHours {
    fn default() -> Self {
        Self { on: false, from: "20:00".to_owned(), to: "08:00".to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> NotifySettings {
        serde_json::from_str::<Settings>(json).expect("settings").notify
    }

    #[test]
    fn settings_from_before_the_presets_keep_their_meaning() {
        assert_eq!(read("{}"), NotifySettings::default());
        let all = serde_json::to_string(&NotifySwitches::default()).expect("json");
        assert_eq!(read(&format!(r#"{{"notify":{all}}}"#)).preset, NotifyPreset::Everything);
        let changed = read(r#"{"notify":{"passed":false}}"#);
        assert_eq!(changed.preset, NotifyPreset::Custom);
        assert!(!changed.switches.passed && changed.switches.failed);
    }

    #[test]
    fn a_preset_and_the_switches_below_it_come_back() {
        let switches = NotifySwitches { stalled: false, ..NotifySwitches::default() };
        for preset in [NotifyPreset::Everything, NotifyPreset::OnlyNew, NotifyPreset::Custom] {
            let notify = NotifySettings { preset, switches };
            let json = serde_json::to_string(&Settings { notify, ..Settings::default() }).expect("json");
            assert_eq!(read(&json), notify);
        }
    }
}
