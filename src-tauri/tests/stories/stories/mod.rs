//! The stories by name, in the order in which they begin; the longest first, so that none is left to the end.

mod accessibility;
mod acts;
mod address_forms;
mod autostart;
mod bot_409;
mod bot_access;
mod bot_bad_input;
mod bot_blocked;
mod bot_export;
mod bot_flood;
mod bot_groups;
mod bot_launch;
mod bot_params;
mod bot_restart;
mod bot_russian;
mod bot_subscription;
mod bot_toggle;
mod cases_browse;
mod cases_offline;
mod cases_search_ru;
mod chatting;
mod choose_tests;
mod comment;
mod compare;
mod copy_summary;
mod demo;
pub(crate) mod deploying;
mod edit_bulk_undo;
mod excel_copy;
mod export_catch_up;
mod export_disk_full;
mod export_killed;
mod export_now;
mod export_retention;
mod export_retry;
mod export_schedule;
mod exporting;
mod failures_first;
mod first_run;
mod grid;
mod hidden;
mod hidden_without_tray;
mod import_env;
mod import_projects_json;
mod keyring;
mod keyring_late;
mod keyring_locked;
pub(crate) mod kill;
mod language_switch;
mod launch;
mod launch_after;
mod launch_home;
mod launch_housekeeping;
mod leave_demo;
mod live_run;
mod lost_answer;
mod manual_offline;
mod manual_run;
mod markdown_git;
mod mine;
mod mute_reminder;
mod never_closed;
mod no_database;
mod no_keyring;
mod notification_presets;
mod palette_everything;
mod palette_layout;
mod pictures;
mod pictures_bot;
mod pictures_bots;
mod pictures_exports;
mod pictures_mine;
mod preset;
mod quiet_hours;
mod quit_without_tray;
mod repeat;
mod rerun_selection;
mod restart;
mod restore;
mod restore_conflict;
mod restore_drill;
mod restore_killed;
mod restored_server;
mod restoring;
mod result_evidence;
mod result_query;
mod runner_command_line;
mod runner_crash_loop;
mod runner_deploy;
mod runner_logs;
mod runner_no_engine;
mod runner_quota;
mod russian;
mod scheduled_launch;
mod second_instance;
mod start_failed;
mod test_plan;
mod tests_by_name;
mod time_travel;
mod timed_out;
mod trends;
mod triage;
mod triage_chat;
mod triage_closed;
mod triage_group;
mod triage_lies;
mod triage_offline;
mod triage_rights;
mod trouble;
mod true_times;
mod two_programs;
mod undo_launch;
mod unusable_data_dir;
mod upload_bad_files;
mod upload_folder;
mod upload_killed;
mod upload_watch;
mod uploading;

pub(crate) use acts::{a_job, connected, finish, hold_next, launch, on_run_page};
use futures::future::BoxFuture;

use crate::harness::Outcome;
use crate::harness::world::{Containers, Setting, World};

pub(crate) struct Story {
    pub(crate) name: &'static str,
    pub(crate) setting: Setting,
    pub(crate) tell: fn(&World) -> BoxFuture<'_, Outcome>,
}

macro_rules! story {
    ($module:ident) => {
        story!($module, Setting::default())
    };
    ($module:ident, $setting:expr) => {
        story!($module, stringify!($module), $setting)
    };
    ($module:ident, $name:expr, $setting:expr) => {
        Story { name: $name, setting: $setting, tell: |world| Box::pin($module::tell(world)) }
    };
}

#[expect(clippy::too_many_lines, reason = "one line a story")]
pub(crate) fn all() -> Vec<Story> {
    vec![
        // The longest come first, so that none is waited for alone at the end.
        story!(export_killed),
        story!(bot_subscription, Setting::WITH_TELEGRAM),
        story!(bot_toggle, Setting::WITH_TELEGRAM),
        story!(accessibility, Setting::WITH_TELEGRAM),
        story!(runner_deploy, Setting { telegram: true, ..Setting::WITH_ENGINE }),
        story!(runner_crash_loop, Setting::WITH_ENGINE),
        story!(runner_command_line, Setting::WITH_ENGINE),
        story!(runner_quota, Setting::WITH_ENGINE),
        story!(runner_logs, Setting::WITH_ENGINE),
        story!(runner_no_engine, Setting { engine: Containers::Hidden, ..Setting::default() }),
        story!(trouble),
        story!(first_run, Setting { tls: true, ..Setting::default() }),
        story!(address_forms),
        story!(launch),
        story!(launch_home),
        story!(live_run),
        story!(true_times),
        story!(restart),
        story!(lost_answer),
        story!(restored_server),
        story!(never_closed),
        story!(start_failed),
        story!(timed_out),
        story!(repeat),
        story!(undo_launch),
        story!(scheduled_launch),
        story!(launch_after),
        story!(palette_everything),
        story!(palette_layout),
        story!(failures_first),
        story!(triage_offline),
        story!(result_evidence),
        story!(result_evidence, "result_evidence_old", Setting::OLD_SERVER),
        story!(triage_group),
        story!(triage_group, "triage_group_old", Setting::OLD_SERVER),
        story!(triage_lies),
        story!(triage_lies, "triage_lies_old", Setting::OLD_SERVER),
        story!(triage_closed),
        story!(triage_closed, "triage_closed_old", Setting::OLD_SERVER),
        story!(triage_chat, Setting::WITH_TELEGRAM),
        story!(triage_rights),
        story!(triage_rights, "triage_rights_old", Setting::OLD_SERVER),
        story!(mute_reminder),
        story!(mute_reminder, "mute_reminder_old", Setting::OLD_SERVER),
        story!(mine),
        story!(mine, "mine_old", Setting::OLD_SERVER),
        story!(choose_tests),
        story!(choose_tests, "choose_tests_old", Setting::OLD_SERVER),
        story!(rerun_selection),
        story!(rerun_selection, "rerun_selection_old", Setting::OLD_SERVER),
        story!(test_plan),
        story!(test_plan, "test_plan_old", Setting::OLD_SERVER),
        Story {
            name: "tests_from_palette",
            setting: Setting::default(),
            tell: |world| Box::pin(tests_by_name::from_palette(world)),
        },
        Story {
            name: "tests_from_chat",
            setting: Setting::WITH_TELEGRAM,
            tell: |world| Box::pin(tests_by_name::from_chat(world)),
        },
        story!(trends),
        story!(trends, "trends_old", Setting::OLD_SERVER),
        story!(launch_housekeeping),
        story!(launch_housekeeping, "launch_housekeeping_old", Setting::OLD_SERVER),
        story!(result_query),
        story!(result_query, "result_query_old", Setting::OLD_SERVER),
        story!(language_switch),
        story!(leave_demo),
        story!(preset),
        story!(quiet_hours),
        story!(notification_presets),
        story!(quit_without_tray, Setting { tray: false, ..Setting::default() }),
        story!(russian, Setting { locale: "ru_RU.UTF-8", ..Setting::default() }),
        story!(second_instance),
        story!(two_programs),
        story!(demo),
        story!(import_env),
        story!(hidden),
        story!(hidden_without_tray, Setting { tray: false, ..Setting::default() }),
        story!(autostart),
        story!(keyring),
        story!(keyring_locked),
        story!(keyring_late),
        story!(no_keyring, Setting { keyring: false, ..Setting::default() }),
        story!(no_database),
        story!(unusable_data_dir),
        story!(export_now),
        story!(export_schedule),
        story!(export_catch_up),
        story!(export_retry),
        story!(export_disk_full, export_disk_full::SETTING),
        story!(export_retention),
        story!(grid),
        story!(compare),
        story!(upload_folder),
        story!(upload_killed),
        story!(upload_bad_files),
        story!(upload_watch),
        story!(cases_offline),
        story!(cases_browse),
        story!(cases_search_ru),
        story!(time_travel),
        story!(restore),
        story!(restore, "restore_old", Setting::OLD_SERVER),
        story!(restore_killed),
        story!(restore_conflict),
        story!(restore_drill),
        story!(comment),
        story!(manual_run),
        story!(manual_run, "manual_run_old", Setting::OLD_SERVER),
        story!(manual_offline),
        story!(edit_bulk_undo),
        story!(markdown_git),
        story!(copy_summary),
        story!(excel_copy),
        story!(import_projects_json),
        story!(bot_launch, Setting::WITH_TELEGRAM),
        story!(bot_params, Setting::WITH_TELEGRAM),
        story!(bot_restart, Setting::WITH_TELEGRAM),
        story!(bot_flood, Setting::WITH_TELEGRAM),
        story!(bot_access, Setting::WITH_TELEGRAM),
        story!(bot_409, Setting::WITH_TELEGRAM),
        story!(bot_blocked, Setting::WITH_TELEGRAM),
        story!(bot_groups, Setting::WITH_TELEGRAM),
        story!(bot_export, Setting::WITH_TELEGRAM),
        story!(bot_russian, Setting { locale: "ru_RU.UTF-8", ..Setting::WITH_TELEGRAM }),
        story!(bot_bad_input, Setting::WITH_TELEGRAM),
    ]
}

/// Not stories: they make the README's pictures.
pub(crate) fn pictures() -> Vec<Story> {
    let (setting, telegram, engine) = (Setting::default(), Setting::WITH_TELEGRAM, Setting::WITH_ENGINE);
    vec![
        Story { name: "pictures_en", setting, tell: |world| Box::pin(pictures::english(world)) },
        Story { name: "pictures_ru", setting, tell: |world| Box::pin(pictures::russian(world)) },
        Story { name: "exports_en", setting, tell: |world| Box::pin(pictures_exports::english(world)) },
        Story { name: "exports_ru", setting, tell: |world| Box::pin(pictures_exports::russian(world)) },
        Story { name: "mine_en", setting, tell: |world| Box::pin(pictures_mine::english(world)) },
        Story { name: "mine_ru", setting, tell: |world| Box::pin(pictures_mine::russian(world)) },
        Story { name: "bot_en", setting: telegram, tell: |world| Box::pin(pictures_bot::english(world)) },
        Story { name: "bot_ru", setting: telegram, tell: |world| Box::pin(pictures_bot::russian(world)) },
        Story { name: "bots_en", setting: engine, tell: |world| Box::pin(pictures_bots::english(world)) },
        Story { name: "bots_ru", setting: engine, tell: |world| Box::pin(pictures_bots::russian(world)) },
    ]
}
