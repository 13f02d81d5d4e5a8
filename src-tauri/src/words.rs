//! What the shell itself says, before or beside the domain.

use std::path::Path;

use companion::view::Language;

use machine::Taken;

/// The label of a notification's action.
pub(crate) fn open(language: Language) -> &'static str {
    match language {
        Language::En => "Open",
        Language::Ru => "Открыть",
    }
}

/// Why this program cannot have the data folder, and what to do.
pub(crate) fn taken(language: Language, data_dir: &Path, taken: &Taken) -> String {
    let dir = data_dir.display();
    let holder = taken.by.as_ref().map(|holder| (holder.process, holder.machine.as_str()));
    let text = match (language, holder) {
        (Language::En, Some((process, machine))) => format!(
            "TestOps Companion already works in {dir} (process {process} on {machine}): go on there, or quit it and \
             start this one again."
        ),
        (Language::En, None) => format!(
            "TestOps Companion already works in {dir}: go on there, or quit it and start this one again."
        ),
        (Language::Ru, Some((process, machine))) => format!(
            "TestOps Companion уже работает в папке {dir} (процесс {process} на {machine}): продолжайте там или \
             завершите его и запустите программу ещё раз."
        ),
        (Language::Ru, None) => format!(
            "TestOps Companion уже работает в папке {dir}: продолжайте там или завершите его и запустите программу \
             ещё раз."
        ),
    };
    if let Some(note) = &taken.note {
        let note = note.display();
        let advice = match language {
            Language::En => format!("If it does not run there any more, delete {note}."),
            Language::Ru => format!("Если он там больше не запущен, удалите {note}."),
        };
        return format!("{text} {advice}");
    }
    text
}

/// Why there is no program, before there is a window to say it in.
pub(crate) fn not_started(language: Language, error: &str) -> String {
    match language {
        Language::En => format!("TestOps Companion could not start: {error}"),
        Language::Ru => format!("Не удалось запустить TestOps Companion: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use machine::Holder;

    #[test]
    fn who_has_the_folder_and_what_to_do_is_said() {
        let by = Some(Holder { process: 7, machine: "desk".to_owned() });
        let taken_here = Taken { by: by.clone(), note: None };
        for language in [Language::En, Language::Ru] {
            let text = taken(language, Path::new("/my data"), &taken_here);
            assert!(["/my data", " 7 ", "desk"].iter().all(|part| text.contains(part)), "{text}");
            let elsewhere = Taken { by: by.clone(), note: Some("/my data/companion.lock".into()) };
            assert!(taken(language, Path::new("/my data"), &elsewhere).ends_with("/my data/companion.lock."));
        }
    }
}
