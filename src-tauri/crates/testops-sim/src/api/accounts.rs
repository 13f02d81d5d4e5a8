//! Who one is, tokens, how one may sign in, the licence.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::http::auth::{self, Tokens};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::router::{Route, delete, get, post};

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/uaa/oauth/token", auth::exchange).open(),
        get("/account/me", me).current(),
        get("/uaa/account/me", me),
        get("/uaa/me", me),
        get("/token", tokens).current(),
        post("/token", new_token).current(),
        delete("/token/{id}", remove_token).current(),
        get("/login/props", login).open().current(),
        get("/license", license).current(),
        get("/uaa/license", license),
    ]
}

fn me(_: &mut Call<'_>) -> Outcome {
    let username = Tokens::USER;
    Answer::ok(json!({
        "id": 17,
        "username": username,
        "email": format!("{username}@example.test"),
        "firstName": "Анна",
        "lastName": "Смирнова",
        "authorities": ["ROLE_USER"],
        "enabled": true,
        "approved": true,
        "emailVerified": true,
        "userRef": "system",
    }))
}

fn tokens(call: &mut Call<'_>) -> Outcome {
    let tokens = call.world.tokens.list().iter().map(|token| json!({"id": token.id, "name": token.name}));
    Answer::ok(tokens.collect())
}

#[derive(Debug, Deserialize)]
struct NewToken {
    name: Option<String>,
}

fn new_token(call: &mut Call<'_>) -> Outcome {
    let new: NewToken = call.body()?;
    let name = new.name.filter(|name| !name.trim().is_empty());
    let name = name.ok_or_else(|| Refusal::invalid("Validation error: name: must not be blank"))?;
    let (id, token) = call.world.tokens.add(&name);
    Answer::ok(json!({"id": id, "name": name, "token": token}))
}

/// Who signs with it is signed out.
fn remove_token(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    if !call.world.tokens.remove(id) {
        return Err(Refusal::missing("Api token", id));
    }
    Answer::empty(StatusCode::NO_CONTENT)
}

fn login(_: &mut Call<'_>) -> Outcome {
    Answer::ok(json!({"primary": "system", "openid": [], "saml2": [], "registrationEnabled": false}))
}

fn license(call: &mut Call<'_>) -> Outcome {
    let license: Value = json!({
        "product": "Allure TestOps",
        "company": "Simulated Company",
        "uuid": format!("{:032x}", call.world.seed),
        "valid": true,
        "trial": false,
        "offline": false,
        "seats": 100,
        "usage": 42,
        "remain": 58,
    });
    Answer::ok(license)
}
