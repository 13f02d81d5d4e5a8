//! The next step that goes with each failure.

use testops::ProxyFault;

use super::{Texts, Trouble};

impl Texts {
    #[expect(clippy::too_many_lines, reason = "one arm for each")]
    pub(super) fn advice(self, trouble: Trouble<'_>) -> &'static str {
        match trouble {
            Trouble::Unreachable { .. } => self.pick(
                "Check the address, the network and the VPN.",
                "Проверьте адрес, сеть и VPN.",
            ),
            Trouble::Certificate { .. } => self.pick(
                "Choose your company's CA file in the connection's settings, or ask an administrator for it.",
                "Укажите файл корневого сертификата компании в настройках подключения; его может дать администратор.",
            ),
            Trouble::NotTls { .. } => self.pick(
                "Check the port; if the server works without encryption, begin the address with http://.",
                "Проверьте порт; если сервер работает без шифрования, начните адрес с http://.",
            ),
            Trouble::Proxy { fault: ProxyFault::Ntlm | ProxyFault::Digest | ProxyFault::OtherScheme, .. } => self.pick(
                "Put cntlm or px before it and enter the address of that as the proxy.",
                "Запустите перед ним cntlm или px и укажите их адрес как прокси.",
            ),
            Trouble::Proxy { fault: ProxyFault::Refused, .. } => self.pick(
                "Ask your administrator whether this proxy may be used to reach the server.",
                "Спросите администратора, можно ли обращаться к серверу через этот прокси.",
            ),
            Trouble::Proxy { .. } => self.pick(
                "Check the proxy's address, user and password.",
                "Проверьте адрес прокси, имя пользователя и пароль.",
            ),
            Trouble::Timeout { .. } | Trouble::CutAnswer | Trouble::ServerError { .. } => self.pick(
                "It is tried again by itself. If it stays so, tell your administrator.",
                "Программа попробует ещё раз сама. Если не пройдёт, сообщите администратору.",
            ),
            Trouble::Unauthorized => self.pick(
                "Make a new API token in your TestOps profile and enter it in the connection.",
                "Создайте новый API-токен в профиле TestOps и укажите его в подключении.",
            ),
            Trouble::Forbidden => self.pick(
                "Ask the project's owner for the right to it.",
                "Попросите права у владельца проекта.",
            ),
            Trouble::NotFound => self.pick(
                "It may have been deleted or moved. Refresh the list.",
                "Возможно, это удалили или перенесли. Обновите список.",
            ),
            Trouble::Rejected { .. } => {
                self.pick("Correct what was typed and try again.", "Исправьте введённое и попробуйте ещё раз.")
            }
            Trouble::TooManyRequests { .. } => self.pick(
                "It goes on by itself. Fewer requests a minute can be set in the settings.",
                "Работа продолжится сама. В настройках можно уменьшить число запросов в минуту.",
            ),
            Trouble::HtmlAnswer => self.pick(
                "A sign-in page or a gateway may stand before the server: open its address in the browser to see.",
                "Возможно, перед сервером стоит страница входа или шлюз: откройте адрес в браузере и посмотрите.",
            ),
            Trouble::StrangeAnswer => self.pick(
                "The server's version may be unknown to this program. Copy the details for a report.",
                "Возможно, программа не знает эту версию сервера. Скопируйте подробности и сообщите о них.",
            ),
            Trouble::NotTestops { .. } => self.pick(
                "Give the address that you open TestOps with in the browser, without the part after the host.",
                "Укажите адрес, по которому открываете TestOps в браузере, без части после имени сервера.",
            ),
            Trouble::NotConnected => self.pick(
                "Set up a server in the settings, or try the demo.",
                "Настройте сервер в настройках или попробуйте демо.",
            ),
            Trouble::OtherServer => {
                self.pick("Connect to that server again.", "Снова подключитесь к тому серверу.")
            }
            Trouble::DiskFull => self.pick("Free some space and try again.", "Освободите место и попробуйте ещё раз."),
            Trouble::ReadOnlyFolder { .. } => self.pick(
                "Give yourself the right to write there, or start with another --data-dir.",
                "Дайте себе право на запись или запустите программу с другим --data-dir.",
            ),
            Trouble::NewerDatabase => self.pick(
                "Update the program. The data were left as they are.",
                "Обновите программу. Данные остались нетронутыми.",
            ),
            Trouble::DamagedDatabase => self.pick(
                "Start the program again: it puts the damaged file aside and takes the last backup.",
                "Перезапустите программу: она отложит повреждённый файл и возьмёт последнюю копию.",
            ),
            Trouble::NoDatabase => self.pick(
                "Make sure that the data folder can be read and written, then try again.",
                "Убедитесь, что папка данных доступна для чтения и записи, и попробуйте ещё раз.",
            ),
            Trouble::Storage => self.pick(
                "Try again. If it stays so, copy the details for a report.",
                "Попробуйте ещё раз. Если не пройдёт, скопируйте подробности и сообщите о них.",
            ),
            Trouble::Secrets | Trouble::SecretsLocked => self.pick(
                "Unlock the system's keyring and try again.",
                "Разблокируйте системное хранилище паролей и попробуйте ещё раз.",
            ),
            Trouble::FileUnreadable { .. } => self.pick(
                "Check that the file is there and that you may read it.",
                "Проверьте, что файл на месте и вам можно его читать.",
            ),
            Trouble::NotChosen { .. } => self.pick(
                "Choose it with the button “Choose…” beside the field.",
                "Выберите его кнопкой «Выбрать…» рядом с полем.",
            ),
            Trouble::TooManyCases { .. } => {
                self.pick("Select fewer of them, and edit the others after.", "Выберите меньше, остальные измените следом.")
            }
            Trouble::FileTooLarge { .. } => self.pick("Choose the right file.", "Выберите нужный файл."),
            Trouble::Export(trouble) => self.export_advice(trouble),
            Trouble::Forgotten => self.pick("Refresh the list.", "Обновите список."),
            Trouble::NotOpened => self.pick("Copy the address and open it yourself.", "Скопируйте адрес и откройте его сами."),
            Trouble::Demo | Trouble::Internal => self.pick(
                "Start the program again. If it stays so, copy the details for a report.",
                "Перезапустите программу. Если не пройдёт, скопируйте подробности и сообщите о них.",
            ),
        }
    }
}
