//! The words for a bucket in trouble.

use shelf::Fault;

use super::super::{Texts, say};
use crate::view::FailureCode;

pub(super) fn code(fault: &Fault) -> FailureCode {
    match fault {
        Fault::Unreachable | Fault::Cut => FailureCode::Unreachable,
        Fault::Certificate => FailureCode::Certificate,
        Fault::ProxyAddress => FailureCode::Proxy,
        Fault::Timeout => FailureCode::Timeout,
        Fault::WrongKey | Fault::WrongSecret | Fault::Expired => FailureCode::Unauthorized,
        Fault::Denied => FailureCode::Forbidden,
        Fault::NoBucket | Fault::Missing => FailureCode::NotFound,
        Fault::Busy => FailureCode::TooManyRequests,
        Fault::Server(_) => FailureCode::ServerError,
        Fault::NotS3 | Fault::Damaged | Fault::Unsupported => FailureCode::UnexpectedAnswer,
        Fault::Place | Fault::CaFile | Fault::Clock | Fault::WrongRegion(_) => FailureCode::Input,
        Fault::Taken => FailureCode::Rejected,
        Fault::Changed | Fault::File(_) => FailureCode::Storage,
    }
}

impl Texts {
    pub(super) fn bucket_message(self, fault: &Fault) -> String {
        let words = match fault {
            Fault::Place => self.pick(
                "The bucket cannot be used as it is set.",
                "С такими настройками бакет не использовать.",
            ),
            Fault::CaFile => self.pick(
                "The certificate authority's file cannot be used.",
                "Файл с сертификатом удостоверяющего центра не подходит.",
            ),
            Fault::ProxyAddress => {
                self.pick("The bucket's proxy cannot be used.", "Прокси для бакета не подходит.")
            }
            Fault::Unreachable => {
                self.pick("The bucket's store cannot be reached.", "Не удаётся связаться с хранилищем S3.")
            }
            Fault::Certificate => self.pick(
                "The certificate of the bucket's store is not trusted.",
                "Сертификату хранилища S3 нет доверия.",
            ),
            Fault::Timeout => {
                self.pick("The bucket's store did not answer in time.", "Хранилище S3 не ответило вовремя.")
            }
            Fault::Cut => self.pick(
                "The connection to the bucket's store broke off.",
                "Соединение с хранилищем S3 прервалось.",
            ),
            Fault::NoBucket => self.pick("There is no such bucket.", "Такого бакета нет."),
            Fault::WrongKey => self.pick(
                "The bucket's store does not know the access key.",
                "Хранилище S3 не знает этого ключа доступа.",
            ),
            Fault::WrongSecret => self.pick(
                "The bucket's store does not take the secret key.",
                "Хранилище S3 не принимает секретный ключ.",
            ),
            Fault::Expired => self
                .pick("The credentials for the bucket have expired.", "Срок действия ключей бакета истёк."),
            Fault::Denied => {
                self.pick("The key has no rights for this bucket.", "У ключа нет прав на этот бакет.")
            }
            Fault::Clock => self.pick(
                "This computer's clock and the store's are too far apart.",
                "Часы этого компьютера слишком расходятся с часами хранилища.",
            ),
            Fault::WrongRegion(Some(region)) => {
                return say!(
                    self,
                    "The bucket is in the region {region}.",
                    "Бакет находится в регионе {region}."
                );
            }
            Fault::WrongRegion(None) => {
                self.pick("The bucket is in another region.", "Бакет находится в другом регионе.")
            }
            Fault::Busy => self.pick("The bucket's store is too busy.", "Хранилище S3 перегружено."),
            Fault::Missing => self.pick("The file is no longer in the bucket.", "Файла больше нет в бакете."),
            Fault::Taken => self.pick(
                "Another object has the file's key in the bucket.",
                "Ключ этого файла в бакете занят другим объектом.",
            ),
            Fault::Unsupported => {
                self.pick("The bucket's store cannot do this.", "Хранилище S3 этого не умеет.")
            }
            Fault::Server(status) => {
                return say!(
                    self,
                    "The bucket's store failed ({status}).",
                    "Ошибка хранилища S3 ({status})."
                );
            }
            Fault::NotS3 => self.pick("What answers there is not S3.", "По этому адресу отвечает не S3."),
            Fault::Damaged => self.pick(
                "The bucket holds something else than what was sent.",
                "В бакете оказалось не то, что было отправлено.",
            ),
            Fault::Changed => {
                self.pick("The file was changed after it had been exported.", "Файл изменили после экспорта.")
            }
            Fault::File(_) => {
                self.pick("The file cannot be read or written.", "Не удаётся прочитать или записать файл.")
            }
        };
        words.to_owned()
    }

    pub(super) fn bucket_advice(self, fault: &Fault) -> &'static str {
        match fault {
            Fault::Place => {
                self.pick("Check endpoint, bucket and prefix.", "Проверьте адрес, бакет и префикс.")
            }
            Fault::CaFile | Fault::Certificate => self.pick(
                "Name a PEM file with your company's certificate authority.",
                "Укажите PEM-файл с сертификатом удостоверяющего центра вашей компании.",
            ),
            Fault::ProxyAddress => self.pick("Check the proxy's address.", "Проверьте адрес прокси."),
            Fault::Unreachable => self.pick(
                "Check the endpoint, the network and the proxy. It is tried again by itself.",
                "Проверьте адрес, сеть и прокси. Программа повторит попытку сама.",
            ),
            Fault::Timeout | Fault::Cut | Fault::Busy => {
                self.pick("It is tried again by itself.", "Программа повторит попытку сама.")
            }
            Fault::NoBucket => {
                self.pick("Create the bucket, or correct its name.", "Создайте бакет или исправьте его имя.")
            }
            Fault::WrongKey => {
                self.pick("Check the access key id.", "Проверьте идентификатор ключа доступа.")
            }
            Fault::WrongSecret => self.pick("Enter the secret key again.", "Введите секретный ключ ещё раз."),
            Fault::Expired => self.pick("Renew the credentials.", "Обновите ключи."),
            Fault::Denied => self.pick(
                "The key needs the rights to put, get, list and delete below the prefix.",
                "Ключу нужны права на запись, чтение, список и удаление внутри префикса.",
            ),
            Fault::Clock => self.pick("Set the clock.", "Выставьте часы."),
            Fault::WrongRegion(_) => {
                self.pick("Set the bucket's region.", "Укажите регион бакета в настройках.")
            }
            Fault::Missing => self.pick(
                "Somebody else, or a rule of the bucket, removed it.",
                "Его удалил кто-то другой или правило самого бакета.",
            ),
            Fault::Taken => self.pick(
                "Use a prefix of its own for each installation.",
                "Задайте каждой установке свой префикс.",
            ),
            Fault::Unsupported | Fault::Server(_) => self.pick(
                "If it stays so, tell the store's administrator.",
                "Если не пройдёт, сообщите администратору хранилища.",
            ),
            Fault::NotS3 => self.pick(
                "Check the endpoint: it should be the store's S3 address, not its console.",
                "Проверьте адрес: нужен адрес S3, а не консоли хранилища.",
            ),
            Fault::Damaged => self.pick(
                "It is sent again. If that keeps happening, tell the store's administrator.",
                "Файл будет отправлен снова. Если это повторяется, сообщите администратору хранилища.",
            ),
            Fault::Changed => self.pick("Export it again.", "Выполните экспорт заново."),
            Fault::File(_) => self.pick(
                "Check the folder of the exports. It is looked for by itself.",
                "Проверьте папку экспорта. Программа проверяет её сама.",
            ),
        }
    }
}
