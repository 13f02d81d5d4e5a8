use crate::Result;
use crate::client::{Call, Client};
use crate::discovery::is_absence;
use crate::model::Account;

/// 26.x, up to 25.x, and old ones.
const PLACES: [&str; 3] = ["/api/account/me", "/api/uaa/account/me", "/api/uaa/me"];

impl Client {
    /// Who the token belongs to. Versions keep it at different places, which are tried in turn.
    pub async fn account(&self) -> Result<Account> {
        let [newest, others @ ..] = PLACES;
        let mut absence = match self.read_if_there(Call::get_from_root(newest)).await {
            Err(error) if is_absence(error.kind()) => error,
            outcome => return outcome,
        };
        for place in others {
            match self.read_if_there(Call::get_from_root(place)).await {
                Err(error) if is_absence(error.kind()) => absence = error,
                outcome => return outcome,
            }
        }
        Err(absence)
    }
}
