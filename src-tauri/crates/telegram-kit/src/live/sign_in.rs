//! Signs a test number in, and up where nobody has yet.

use std::net::{Ipv4Addr, SocketAddrV4, SocketAddrV6};
use std::sync::Arc;

use grammers_client::client::SignInError;
use grammers_client::session::Session as _;
use grammers_client::session::storages::MemorySession;
use grammers_client::session::types::DcOption;
use grammers_client::{Client, tl};

use super::options::{LiveOptions, data_centre};

/// Telegram's test data centres, as <https://my.telegram.org/apps> names them.
const CENTRES: [Ipv4Addr; 3] =
    [Ipv4Addr::new(149, 154, 175, 10), Ipv4Addr::new(149, 154, 167, 40), Ipv4Addr::new(149, 154, 175, 117)];
const PORT: u16 = 443;

/// A session that knows the test data centres only.
pub(super) async fn session(centre: u8) -> Result<Arc<MemorySession>, String> {
    let session = MemorySession::default();
    for (id, address) in (1..).zip(CENTRES) {
        let ipv4 = SocketAddrV4::new(address, PORT);
        let ipv6 = SocketAddrV6::new(address.to_ipv6_mapped(), PORT, 0, 0);
        let option = DcOption { id, ipv4, ipv6, auth_key: None };
        session.set_dc_option(&option).await.map_err(|why| why.to_string())?;
    }
    session.set_home_dc_id(i32::from(centre)).await.map_err(|why| why.to_string())?;
    Ok(Arc::new(session))
}

/// The number of the person who comes as the nth: from the pool, or made up.
pub(super) fn number(options: &LiveOptions, nth: usize) -> String {
    if let Some(phone) = options.phones.get(nth) {
        return phone.trim_start_matches('+').to_owned();
    }
    let made_up = uuid::Uuid::new_v4().as_u128() % 10_000;
    format!("999662{made_up:04}")
}

pub(super) async fn sign_in(
    client: &Client,
    options: &LiveOptions,
    phone: &str,
    name: &str,
) -> Result<(), String> {
    let centre = data_centre(phone).ok_or_else(|| format!("{phone} is not a test number"))?;
    let code = centre.to_string().repeat(5);
    let told = |why: &dyn std::fmt::Display| {
        options.redacted(&format!("The test number {phone} cannot sign in: {why}"))
    };
    let token = client.request_login_code(phone, &options.api_hash).await.map_err(|why| told(&why))?;
    match client.sign_in(&token, &code).await {
        Ok(_) => Ok(()),
        Err(SignInError::SignUpRequired) => {
            sign_up(client, options, phone, &code, name).await.map_err(|why| told(&why))
        }
        Err(why) => Err(told(&why)),
    }
}

async fn sign_up(
    client: &Client,
    options: &LiveOptions,
    phone: &str,
    code: &str,
    name: &str,
) -> Result<(), grammers_client::InvocationError> {
    let request = tl::functions::auth::SendCode {
        phone_number: phone.to_owned(),
        api_id: options.api_id,
        api_hash: options.api_hash.clone(),
        settings: tl::types::CodeSettings {
            allow_flashcall: false,
            current_number: false,
            allow_app_hash: false,
            allow_missed_call: false,
            allow_firebase: false,
            unknown_number: false,
            logout_tokens: None,
            token: None,
            app_sandbox: None,
        }
        .into(),
    };
    let tl::enums::auth::SentCode::Code(sent) = client.invoke(&request).await? else { return Ok(()) };
    let phone_code_hash = sent.phone_code_hash;
    let signing_in = tl::functions::auth::SignIn {
        phone_number: phone.to_owned(),
        phone_code_hash: phone_code_hash.clone(),
        phone_code: Some(code.to_owned()),
        email_verification: None,
    };
    client.invoke(&signing_in).await?;
    let signing_up = tl::functions::auth::SignUp {
        no_joined_notifications: true,
        phone_number: phone.to_owned(),
        phone_code_hash,
        first_name: name.to_owned(),
        last_name: String::new(),
    };
    client.invoke(&signing_up).await.map(drop)
}
