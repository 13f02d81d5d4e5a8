//! Russian.

use crate::fault::{Code, Fault, Kind, Reason};
use crate::validate::ACTIONS;

pub(super) fn what(fault: &Fault) -> String {
    let about = &fault.about;
    match fault.code {
        Code::MissingRequiredField => format!("Не указано поле «{about}»"),
        Code::InvalidAction => format!("Нет действия «{about}»"),
        Code::InvalidBotId => format!("Бота нельзя назвать «{about}»"),
        Code::InvalidDeploymentMode => format!("Нет режима развёртывания «{about}»"),
        Code::MissingCode => "Простому боту нужен код: не указано ни «code», ни «files»".to_owned(),
        Code::ConflictingFields => format!("Эти поля здесь исключают друг друга: {about}"),
        Code::InvalidFilesFormat => "Поле «files» не подходит".to_owned(),
        Code::InvalidFileContent => format!("Содержимое файла «{about}» не подходит"),
        Code::InvalidFileName => format!("Имя файла «{about}» не подходит"),
        Code::InvalidEntrypoint => format!("«{about}» нельзя запустить"),
        Code::InvalidRequirements => format!("Зависимости не подходят («{about}»)"),
        Code::InvalidEnvVars => format!("Переменные окружения не подходят («{about}»)"),
        Code::InvalidResourceLimits => format!("Ограничение «{about}» не подходит"),
        Code::InvalidLines => "Это не число строк".to_owned(),
        Code::MissingSource => format!("Боту с Dockerfile нужен источник, один из: {about}"),
        Code::ConflictingSources => format!("Источник должен быть один, а указаны: {about}"),
        Code::InvalidGitUrl => format!("Репозиторий Git не подходит («{about}»)"),
        Code::InvalidArchiveUrl => format!("Адрес архива не подходит («{about}»)"),
        Code::InvalidArchive => format!("Архив не подходит («{about}»)"),
        Code::MissingDockerImage => "Не указан образ: нет поля «docker_image»".to_owned(),
        Code::InvalidImageName => format!("«{about}» — не имя образа"),
        Code::InvalidRegistryAuth => format!("Данные для входа не подходят («{about}»)"),
        Code::IncompleteRegistryAuth => format!("Для входа не хватает: {about}"),
        Code::QuotaExceeded => format!("Уже работает столько ботов, сколько разрешено: {about}"),
        Code::ContainerError => "Не удалось выполнить это в среде контейнеров".to_owned(),
        Code::EngineNotInstalled => "На этом компьютере нет ни Docker, ни Podman".to_owned(),
        Code::EngineNotRunning => format!("Docker или Podman не запущен ({about})"),
        Code::EngineStarting => format!("Docker или Podman ещё запускается ({about})"),
        Code::EngineForbidden => format!("Нет прав на Docker или Podman ({about})"),
    }
}

pub(super) fn reason(reason: &Reason) -> String {
    match reason {
        Reason::WrongType { wanted, got } => format!("нужно {}, а дано {}", kind(*wanted), kind(*got)),
        Reason::Empty => "пусто целиком или в одной из частей".to_owned(),
        Reason::TooLong { most } => format!("длиннее допустимого (наибольшее число знаков — {most})"),
        Reason::TooMany { most } => format!("больше допустимого числа ({most})"),
        Reason::TooLarge { most_bytes } => format!("больше допустимого размера (в байтах — {most_bytes})"),
        Reason::Characters => "есть знаки, которые здесь недопустимы".to_owned(),
        Reason::Absolute => "нужен путь внутри папки бота".to_owned(),
        Reason::ClimbsOut => "путь выходит из папки бота".to_owned(),
        Reason::Backslash => "папки разделяются знаком «/»".to_owned(),
        Reason::ControlCharacter => "есть пробелы или невидимые знаки, которые здесь недопустимы".to_owned(),
        Reason::ReservedName => "в Windows это имя занято устройством".to_owned(),
        Reason::DotOrSpaceAtTheEnd => {
            "имя не может начинаться с пробела и кончаться пробелом или точкой".to_owned()
        }
        Reason::SameAs { other } => format!("на некоторых дисках это то же имя, что «{other}»"),
        Reason::FileAndFolder { other } => format!("из-за «{other}» это был бы и файл, и папка"),
        Reason::LooksLikeAnOption => "это было бы принято за параметр команды".to_owned(),
        Reason::NotAmongFiles { .. } => "такого файла нет среди переданных".to_owned(),
        Reason::NotARequirement => "это не пакет с версией, как их понимает pip".to_owned(),
        Reason::EqualsSign => "в имени не может быть «=»".to_owned(),
        Reason::NotAUrl => "это не адрес".to_owned(),
        Reason::Scheme => "адрес должен начинаться с https:// или http://".to_owned(),
        Reason::CredentialsInUrl => "паролю не место в адресе".to_owned(),
        Reason::LoginNeedsHttps => "пароль передаётся только по адресу https://".to_owned(),
        Reason::PrivateAddress => "адрес ведёт на этот компьютер или в частную сеть".to_owned(),
        Reason::NotBase64 => "это не Base64".to_owned(),
        Reason::HttpStatus { status } => format!("сервер ответил кодом {status}"),
        Reason::Unreachable { words } => format!("не удаётся загрузить ({words})"),
        Reason::TooSlow { seconds } => format!("загрузка заняла больше отведённого времени ({seconds} с)"),
        Reason::NoGit => "на этом компьютере не установлен git".to_owned(),
        Reason::NotAnArchive => "это не tar, не tar.gz и не zip".to_owned(),
        Reason::Damaged => "он повреждён или оборван".to_owned(),
        Reason::NotAPlainFile => "это ссылка или что-то ещё, но не обычный файл".to_owned(),
        Reason::NoDockerfile => "нет Dockerfile ни в корне, ни в единственной папке".to_owned(),
        Reason::Unreadable { words } => format!("не удаётся прочитать ({words})"),
        Reason::OutOfRange { least, most } => format!("нужно значение от {least} до {most}"),
        Reason::UnknownField => "такого ограничения нет".to_owned(),
        Reason::NotWhole => "нужно целое число".to_owned(),
        Reason::Engine { words } => words.clone(),
        Reason::NoRegistry { image } => format!("реестр образа «{image}» недоступен"),
        Reason::NoImage { image } => format!("образа «{image}» нет или для него нужен другой вход"),
        Reason::BuildStep { step, lines } => {
            format!("сборка прервалась на шаге «{step}»{}", super::quoted(lines))
        }
        Reason::BuildTooLong { seconds } => format!("сборка заняла больше отведённого времени ({seconds} с)"),
        Reason::ImageTooLarge { most_mb } => format!("образ больше {most_mb} МБ"),
        Reason::NoFence => "закрыть боту частные адреса здесь не удалось".to_owned(),
        Reason::LifetimeOver { hours } => format!("время жизни бота ({hours} ч) истекло"),
        Reason::EndedAtOnce { exit_code, lines } => {
            format!("новая версия сразу завершилась с кодом {exit_code}{}", super::quoted(lines))
        }
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "null",
        Kind::Boolean => "логическое значение",
        Kind::Number => "число",
        Kind::Text => "текстовое значение",
        Kind::List => "перечисление в виде списка",
        Kind::Object => "значение в виде объекта",
    }
}

pub(super) fn hint(fault: &Fault) -> Option<String> {
    Some(match fault.code {
        Code::InvalidAction | Code::InvalidDeploymentMode => {
            if fault.meant.is_empty() {
                return None;
            }
            format!("Возможно, имелось в виду: {}?", fault.meant.join(" или "))
        }
        Code::MissingRequiredField => match fault.about.as_str() {
            "action" => format!("Укажите, что сделать: {}.", ACTIONS.join(", ")),
            "bot_id" => "Назовите бота: латинские буквы, цифры, «-» и «_», до 64 знаков.".to_owned(),
            _ => {
                "Выберите simple (код на Python), custom (с Dockerfile) или image (готовый образ).".to_owned()
            }
        },
        Code::InvalidBotId => "Используйте латинские буквы, цифры, «-» и «_», до 64 знаков.".to_owned(),
        Code::MissingCode => "Передайте один файл в «code» или несколько в «files».".to_owned(),
        Code::ConflictingFields => "Оставьте одно из них и уберите остальные.".to_owned(),
        Code::InvalidFileName => "Используйте обычные имена, а между папками — «/».".to_owned(),
        Code::InvalidEntrypoint => match fault.reason.as_deref() {
            Some(Reason::NotAmongFiles { files }) => {
                format!("Укажите один из файлов: {}.", super::some(files))
            }
            _ => "Укажите файл, с которого начинается бот, — путь внутри папки бота.".to_owned(),
        },
        Code::InvalidResourceLimits => {
            "Есть ограничения memory_mb, cpu_cores, pids_limit, timeout_hours и private_addresses.".to_owned()
        }
        Code::InvalidLines => "Укажите, сколько последних строк показать.".to_owned(),
        Code::MissingSource => "Передайте архив, адрес архива или репозиторий Git.".to_owned(),
        Code::ConflictingSources => "Оставьте один источник и уберите остальные.".to_owned(),
        Code::InvalidGitUrl | Code::InvalidArchiveUrl if fault.reason.as_deref() == Some(&Reason::PrivateAddress) => {
            "Если это сервер вашей команды, разрешите локальную сеть (--allow-private).".to_owned()
        }
        Code::InvalidGitUrl => {
            "Пишите https://host/path или git@host:path, обычное имя ветки и вложенную папку.".to_owned()
        }
        Code::InvalidArchiveUrl => "Укажите общедоступный адрес, начиная с https:// или http://.".to_owned(),
        Code::InvalidArchive => "Передайте tar, tar.gz или zip с обычными файлами и Dockerfile.".to_owned(),
        Code::MissingDockerImage => "Назовите образ, если нужно — с реестром и тегом.".to_owned(),
        Code::InvalidImageName => "Пишите registry/path:tag; путь — строчными буквами.".to_owned(),
        Code::QuotaExceeded => "Сначала остановите одного из них.".to_owned(),
        Code::ContainerError => match fault.reason.as_deref() {
            Some(Reason::NoRegistry { .. }) => "Проверьте сеть или укажите образ, который уже есть здесь.".to_owned(),
            Some(Reason::NoImage { .. }) => "Проверьте имя и тег или войдите в реестр.".to_owned(),
            Some(Reason::LifetimeOver { .. }) => "Запустите его заново из исходников.".to_owned(),
            Some(Reason::NoFence) => {
                "Попробуйте снова или, если доверяете боту, разрешите ему локальную сеть (--allow-private).".to_owned()
            }
            Some(Reason::BuildStep { .. } | Reason::EndedAtOnce { .. }) => {
                "Исправьте то, о чём говорят последние строки, и попробуйте снова.".to_owned()
            }
            _ => return None,
        },
        Code::EngineNotInstalled => "Установите Docker Desktop, Docker Engine или Podman.".to_owned(),
        Code::EngineNotRunning => {
            "Запустите Docker Desktop либо выполните «sudo systemctl start docker» или «podman machine start».".to_owned()
        }
        Code::EngineStarting => "Подождите, пока он запустится, и попробуйте снова.".to_owned(),
        Code::EngineForbidden => {
            "Вступите в группу docker (sudo usermod -aG docker $USER) и войдите в систему заново — или возьмите Podman без root."
                .to_owned()
        }
        Code::InvalidFilesFormat
        | Code::InvalidFileContent
        | Code::InvalidRequirements
        | Code::InvalidEnvVars
        | Code::InvalidRegistryAuth
        | Code::IncompleteRegistryAuth => return None,
    })
}
