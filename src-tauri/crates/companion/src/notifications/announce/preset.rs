//! What each preset is told of.

use crate::view::{ChangeCounts, NoticeKind, NotifyPreset, NotifySwitches};

/// What happened, as far as a preset decides by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct News {
    pub(super) kind: NoticeKind,
    /// Of a run that was compared with the previous one of its job.
    pub(super) change: Option<ChangeCounts>,
    pub(super) mine: bool,
}

impl News {
    /// Of what the program does by itself: its exports, its scheduled launches and its bot.
    pub(super) fn of_program(kind: NoticeKind) -> Self {
        Self { kind, change: None, mine: true }
    }
}

pub(super) fn is_wanted(news: News, preset: NotifyPreset, switches: NotifySwitches) -> bool {
    use NoticeKind::{Failed, Fixed, NotFinished, Stalled, Started, StillFailing};
    if preset != NotifyPreset::Custom && waits_for_a_person(news.kind) {
        return true;
    }
    match preset {
        NotifyPreset::Custom => is_on(news.kind, switches),
        NotifyPreset::Everything => news.kind != Started,
        NotifyPreset::OnlyFailures => matches!(news.kind, Failed | StillFailing | NotFinished | Stalled),
        NotifyPreset::OnlyNew if news.kind == StillFailing => has_new_failures(news.change),
        NotifyPreset::OnlyNew => matches!(news.kind, Failed | Fixed | NotFinished | Stalled),
        NotifyPreset::OnlyMine => news.mine && news.kind != Started,
    }
}

/// Nothing goes on, or something stays broken, until a person does something.
fn waits_for_a_person(kind: NoticeKind) -> bool {
    match kind {
        NoticeKind::Question
        | NoticeKind::ExportFailed
        | NoticeKind::ExportMissed
        | NoticeKind::RestoreFailed
        | NoticeKind::LaunchMissed
        | NoticeKind::MuteDue
        | NoticeKind::BotDown
        | NoticeKind::AccessAsked
        | NoticeKind::Summary => true,
        NoticeKind::Started
        | NoticeKind::Passed
        | NoticeKind::Failed
        | NoticeKind::Fixed
        | NoticeKind::StillFailing
        | NoticeKind::NotFinished
        | NoticeKind::Stalled
        | NoticeKind::ExportDone
        | NoticeKind::RestoreDone
        | NoticeKind::AssignedToMe
        | NoticeKind::Unexplained
        | NoticeKind::DefectBack
        | NoticeKind::PlanDrifted
        | NoticeKind::LaunchLeftOpen => false,
    }
}

/// Of a run that failed like the one before: a run that could not be compared may have some.
fn has_new_failures(change: Option<ChangeCounts>) -> bool {
    change.is_none_or(|change| change.newly_failed > 0)
}

fn is_on(kind: NoticeKind, switches: NotifySwitches) -> bool {
    match kind {
        NoticeKind::Started => switches.started,
        NoticeKind::Passed => switches.passed,
        NoticeKind::Failed => switches.failed,
        NoticeKind::Fixed => switches.fixed,
        NoticeKind::StillFailing => switches.still_failing,
        NoticeKind::NotFinished => switches.not_finished,
        NoticeKind::Stalled => switches.stalled,
        NoticeKind::ExportDone => switches.export_done,
        NoticeKind::ExportFailed => switches.export_failed,
        NoticeKind::ExportMissed => switches.export_missed,
        NoticeKind::RestoreDone => switches.restore_done,
        NoticeKind::RestoreFailed => switches.restore_failed,
        NoticeKind::LaunchMissed => switches.launch_missed,
        NoticeKind::MuteDue => switches.mute_due,
        NoticeKind::AssignedToMe => switches.assigned_to_me,
        NoticeKind::Unexplained => switches.unexplained,
        NoticeKind::DefectBack => switches.defect_back,
        NoticeKind::PlanDrifted => switches.plan_drifted,
        NoticeKind::LaunchLeftOpen => switches.launch_left_open,
        NoticeKind::BotDown => switches.bot_down,
        NoticeKind::AccessAsked => switches.access_asked,
        NoticeKind::Question | NoticeKind::Summary => true,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use NoticeKind::*;
    use NotifyPreset::*;

    const KINDS: [NoticeKind; 21] = [
        Started,
        Passed,
        Failed,
        Fixed,
        StillFailing,
        NotFinished,
        Stalled,
        Question,
        ExportDone,
        ExportFailed,
        ExportMissed,
        LaunchMissed,
        MuteDue,
        AssignedToMe,
        Unexplained,
        DefectBack,
        PlanDrifted,
        LaunchLeftOpen,
        BotDown,
        AccessAsked,
        Summary,
    ];
    const PRESETS: [NotifyPreset; 4] = [Everything, OnlyFailures, OnlyNew, OnlyMine];

    fn news(kind: NoticeKind) -> News {
        News { kind, change: None, mine: false }
    }

    /// What a preset tells of runs of others that were not compared.
    fn told(preset: NotifyPreset) -> Vec<NoticeKind> {
        let wanted = |kind: &NoticeKind| is_wanted(news(*kind), preset, NotifySwitches::default());
        let of_runs = KINDS.into_iter().filter(|kind| !waits_for_a_person(*kind));
        of_runs.filter(wanted).collect()
    }

    #[test]
    fn each_preset_tells_what_its_name_says() {
        let of_runs = [Passed, Failed, Fixed, StillFailing, NotFinished, Stalled, ExportDone];
        let mine = [AssignedToMe, Unexplained, DefectBack, PlanDrifted, LaunchLeftOpen];
        assert_eq!(told(Everything), [&of_runs[..], &mine].concat());
        assert_eq!(told(Everything), told(Custom), "the switches begin like everything");
        assert_eq!(told(OnlyFailures), [Failed, StillFailing, NotFinished, Stalled]);
        assert_eq!(told(OnlyNew), [Failed, Fixed, StillFailing, NotFinished, Stalled]);
        assert_eq!(told(OnlyMine), []);
    }

    #[test]
    fn a_run_that_fails_as_before_is_news_where_another_test_failed() {
        let compared = |newly_failed| News {
            change: Some(ChangeCounts { newly_failed, still_failing: 3, ..ChangeCounts::default() }),
            ..news(StillFailing)
        };
        let wanted = |news| is_wanted(news, OnlyNew, NotifySwitches::default());
        assert!(!wanted(compared(0)));
        assert!(wanted(compared(1)));
        // A job that failed with no test to blame did not fail before.
        assert!(wanted(News { kind: Failed, ..compared(0) }));
    }

    #[test]
    fn what_i_launched_is_mine_whatever_became_of_it() {
        for kind in [Passed, Failed, Fixed, StillFailing, NotFinished, Stalled] {
            let of = |mine| is_wanted(News { mine, ..news(kind) }, OnlyMine, NotifySwitches::default());
            assert_eq!((of(true), of(false)), (true, false), "{kind:?}");
        }
        assert!(is_wanted(News::of_program(ExportDone), OnlyMine, NotifySwitches::default()));
    }

    proptest! {
        #[test]
        fn no_preset_silences_what_waits_for_a_person(
            kind in select(KINDS.to_vec()),
            preset in select(PRESETS.to_vec()),
            newly_failed in prop::option::of(0_u32..3),
            mine: bool,
            off: bool,
        ) {
            let change = newly_failed.map(|newly_failed| ChangeCounts { newly_failed, ..ChangeCounts::default() });
            let news = News { kind, change, mine };
            let switches = NotifySwitches { failed: !off, bot_down: !off, ..NotifySwitches::default() };
            let wanted = is_wanted(news, preset, switches);
            if waits_for_a_person(kind) {
                prop_assert!(wanted);
            }
            // A preset looks at no switch, and none tells more than everything.
            prop_assert_eq!(wanted, is_wanted(news, preset, NotifySwitches::default()));
            prop_assert!(!wanted || is_wanted(news, Everything, switches));
        }
    }
}
