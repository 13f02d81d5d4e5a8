//! The vendor's definition, and an exchange held against it.

use serde_json::{Value, json};

use crate::deviations;
use crate::recorder::Exchange;
use crate::schema;
use crate::unions;

pub(crate) struct Definition(Value);

/// Where old servers keep the API.
const OLD: &str = "/api/rs/";

impl Definition {
    pub(crate) fn read(text: &[u8]) -> Result<Self, String> {
        let mut definition: Value = serde_json::from_slice(text).map_err(|error| error.to_string())?;
        if !definition["paths"].is_object() || !definition["components"]["schemas"].is_object() {
            return Err("no OpenAPI definition with paths and schemas".to_owned());
        }
        unions::amend(&mut definition);
        Ok(Self(definition))
    }

    /// The operation that the exchange belongs to, `None` for one that the definition is known not to list, or all
    /// that is wrong with it.
    pub(crate) fn check(&self, exchange: &Exchange) -> Result<Option<String>, Vec<String>> {
        // Older servers keep the same operations one level deeper.
        let path = exchange.url.path().replacen(OLD, "/api/", 1);
        if deviations::is_unlisted(&path) {
            return Ok(None);
        }
        let method = exchange.method.to_ascii_lowercase();
        let Some((template, operation)) = self.operation(&path, &method) else {
            return Err(vec![format!("{} {path} is not in the definition", exchange.method)]);
        };
        let name = format!("{} {template}", exchange.method);
        let mut faults = self.query(&name, operation, exchange);
        faults.extend(self.request(&name, operation, exchange));
        faults.extend(self.answer(&name, operation, exchange));
        if faults.is_empty() {
            Ok(Some(name))
        } else {
            Err(faults.iter().map(|fault| format!("{name}: {fault}")).collect())
        }
    }

    /// The template with the most literal segments wins.
    fn operation(&self, path: &str, method: &str) -> Option<(&str, &Value)> {
        let matching = self.0["paths"].as_object()?.iter().filter(|(template, _)| fits(template, path));
        let (template, operations) = matching.min_by_key(|(template, _)| template.matches('{').count())?;
        Some((template, operations.get(method)?))
    }

    fn query(&self, name: &str, operation: &Value, exchange: &Exchange) -> Vec<String> {
        let declared: Vec<&Value> = operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|it| it["in"] == "query")
            .collect();
        let sent: Vec<(String, String)> = exchange.url.query_pairs().into_owned().collect();
        let mut faults = Vec::new();
        for parameter in &declared {
            let wanted = parameter["name"].as_str().unwrap_or_default();
            let is_missing = !sent.iter().any(|(name, _)| name == wanted);
            if parameter["required"] == true && is_missing && !deviations::may_be_missing(name, wanted) {
                faults.push(format!("the query lacks {wanted}"));
            }
        }
        for (given, text) in &sent {
            match declared.iter().find(|parameter| parameter["name"] == json!(given)) {
                Some(parameter) => faults.extend(
                    schema::problems(&self.0, &parameter["schema"], &typed(&parameter["schema"], text))
                        .into_iter()
                        .map(|problem| format!("query {given}={text} {problem}")),
                ),
                None if deviations::may_be_sent(name, given) => {}
                None => faults.push(format!("the query's {given} is not in the definition")),
            }
        }
        faults
    }

    fn request(&self, name: &str, operation: &Value, exchange: &Exchange) -> Vec<String> {
        let form = &operation["requestBody"]["content"]["multipart/form-data"]["schema"];
        if form.is_object() {
            return parts_of_form(form, &exchange.body);
        }
        let untyped = deviations::asked_untyped(name, is_typed(exchange))
            .map(|schema| json!({"$ref": format!("#/components/schemas/{schema}")}));
        let schema = match &untyped {
            Some(untyped) => untyped,
            None => &operation["requestBody"]["content"]["application/json"]["schema"],
        };
        match (schema.is_object(), exchange.body.is_empty()) {
            (false, true) => Vec::new(),
            (false, false) => vec!["a body where none is due".to_owned()],
            (true, true) => vec!["no body where one is due".to_owned()],
            (true, false) => {
                let Ok(body) = serde_json::from_slice(&exchange.body) else {
                    return vec!["the body is no JSON".to_owned()];
                };
                let mut faults = schema::problems(&self.0, schema, &body);
                faults.extend(schema::undeclared(&self.0, schema, &body, "", deviations::may_be_asked));
                faults.into_iter().map(|fault| format!("request {fault}")).collect()
            }
        }
    }

    fn answer(&self, name: &str, operation: &Value, exchange: &Exchange) -> Vec<String> {
        // A part of a file is a success of the whole.
        let status = if deviations::is_file(name) && exchange.status == 206 { 200 } else { exchange.status };
        let declared = &operation["responses"][status.to_string()];
        if !declared.is_object() {
            return vec![format!("answered {}, which is not in the definition", exchange.status)];
        }
        if deviations::is_file(name) {
            return Vec::new();
        }
        let before = deviations::answered_before(name).filter(|_| exchange.url.path().starts_with(OLD));
        let schema = match before.or_else(|| deviations::answered_with(name, is_typed(exchange))) {
            Some(schema) => json!({"$ref": format!("#/components/schemas/{schema}")}),
            None => declared["content"]["application/json"]["schema"].clone(),
        };
        match (schema.is_object(), exchange.answer.is_empty()) {
            (false, true) => Vec::new(),
            (false, false) => vec!["an answer where none is due".to_owned()],
            (true, true) => vec!["no answer where one is due".to_owned()],
            (true, false) => {
                let Ok(body) = serde_json::from_slice(&exchange.answer) else {
                    return vec!["the answer is no JSON".to_owned()];
                };
                let body = schema::without_known_nulls(&self.0, &schema, body);
                let mut faults = schema::problems(&self.0, &schema, &body);
                faults.extend(schema::undeclared(&self.0, &schema, &body, "", deviations::may_be_answered));
                faults.into_iter().map(|fault| format!("answer {fault}")).collect()
            }
        }
    }
}

/// Asked of the handlers that came with 25.
fn is_typed(exchange: &Exchange) -> bool {
    exchange.url.query().is_some_and(|query| query.contains("v2=true"))
}

/// The parts of a form by their names; what is in them is not looked at.
fn parts_of_form(form: &Value, body: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(body);
    let names = text.split("form-data; name=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let names: Vec<&str> = names.collect();
    let required = form["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let lacking = required.filter(|name| !names.contains(name)).map(|name| format!("the form lacks {name}"));
    let strange = names.iter().filter(|name| !form["properties"][**name].is_object());
    lacking.chain(strange.map(|name| format!("the form's {name} is not in the definition"))).collect()
}

/// `/api/job/{id}` fits `/api/job/7`: ids are whole numbers, all else is literal.
fn fits(template: &str, path: &str) -> bool {
    let (wanted, given): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    wanted.len() == given.len()
        && wanted.iter().zip(given).all(|(wanted, given)| {
            *wanted == given || (wanted.starts_with('{') && given.parse::<i64>().is_ok())
        })
}

/// The text of a query parameter as its schema means it; a repeated one is checked value by value.
fn typed(schema: &Value, text: &str) -> Value {
    match schema["type"].as_str() {
        Some("integer" | "number" | "boolean") => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
        Some("array") => json!([typed(&schema["items"], text)]),
        _ => json!(text),
    }
}
