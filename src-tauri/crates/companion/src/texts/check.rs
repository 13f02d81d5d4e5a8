use super::plural::Forms;
use super::safe::one_line;
use super::{Texts, say};

/// What a step of *Test connection* found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found<'a> {
    /// `place` is the host, or the address that was taken where another one was typed.
    Reached {
        place: &'a str,
    },
    CertificateTrusted,
    /// The address begins with http://: nothing is encrypted.
    NoEncryption,
    Prefix {
        prefix: &'a str,
    },
    /// `user` is who the token belongs to.
    Token {
        user: Option<&'a str>,
    },
    CanLaunch,
    /// The rights are granted project by project.
    RightsByProject,
    Projects {
        total: u64,
    },
}

impl Texts {
    pub(crate) fn found(self, found: Found<'_>) -> String {
        match found {
            Found::Reached { place } => say!(self, "{place} answers.", "{place} отвечает."),
            Found::CertificateTrusted => {
                self.pick("The certificate is trusted.", "Сертификат доверенный.").to_owned()
            }
            Found::NoEncryption => self
                .pick("No certificate: the address is http://.", "Без сертификата: адрес http://.")
                .to_owned(),
            Found::Prefix { prefix } => {
                say!(self, "The API is at {prefix}.", "API находится по адресу {prefix}.")
            }
            Found::Token { user: Some(user) } => {
                let user = one_line(user, 80);
                say!(self, "The token belongs to {user}.", "Токен принадлежит {user}.")
            }
            Found::Token { user: None } => self.pick("The token is accepted.", "Токен принят.").to_owned(),
            Found::CanLaunch => self.pick("Jobs can be launched.", "Джобы можно запускать.").to_owned(),
            Found::RightsByProject => self
                .pick("Rights are granted project by project.", "Права выдаются в каждом проекте отдельно.")
                .to_owned(),
            Found::Projects { total: 0 } => self
                .pick("The token can see no project.", "С этим токеном не видно ни одного проекта.")
                .to_owned(),
            Found::Projects { total } => {
                let forms = Forms {
                    en: ["project", "projects"], ru: ["проект", "проекта", "проектов"]
                };
                self.count(total, &forms)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Language::Ru;

    #[test]
    fn projects_are_counted() {
        let said = |total| Texts(Ru).found(Found::Projects { total });
        assert_eq!([said(1), said(22), said(6)], ["1 проект", "22 проекта", "6 проектов"]);
        assert_eq!(said(0), "С этим токеном не видно ни одного проекта.");
    }
}
