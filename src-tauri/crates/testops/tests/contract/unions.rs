//! The definition's unions, made to say what they mean: each member takes in what it inherits, and tells itself apart by
//! the words of one field.

use serde_json::{Map, Value, json};

use crate::deviations::{LEFT_OUT, MEMBERS, UNLISTED_WORDS};

pub(crate) fn amend(definition: &mut Value) {
    let schemas = &mut definition["components"]["schemas"];
    for (schema, word, _) in UNLISTED_WORDS {
        if let Some(words) = schemas[schema]["enum"].as_array_mut() {
            words.push(json!(word));
        }
    }
    for (schema, field, like, its, _) in LEFT_OUT {
        let added = schemas[like]["properties"][its].clone();
        schemas[schema]["properties"][field] = added;
    }
    // Files of shared steps do not say whose they are, as a client that ran against a server found.
    schemas["NormalizedScenarioDto"]["properties"]["sharedStepAttachments"] = json!({
        "type": "object",
        "additionalProperties": {"$ref": "#/components/schemas/SharedStepAttachmentRowDto"},
    });
    // The two kinds of changes have no word that tells them apart.
    let mut change = schemas["TestCaseDiff"]["properties"].clone();
    change["ids"] = schemas["TestCaseAssociationDiff"]["properties"]["ids"].clone();
    schemas["TestCaseAuditLogData"]["properties"]["diff"] = json!({"type": "object", "properties": change});
    let mut resolve = schemas["ResolveRequestV2Dto"].clone();
    resolve["properties"]["execution"] = json!({"$ref": "#/components/schemas/TestResultScenarioDto"});
    schemas["UntypedResolve"] = resolve;
    let mut fixture = schemas["TestFixtureResultV2Dto"].clone();
    fixture["properties"]["scenario"] = json!({"$ref": "#/components/schemas/TestResultScenarioDto"});
    schemas["PlainFields"] =
        json!({"type": "array", "items": {"$ref": "#/components/schemas/CustomFieldDto"}});
    schemas["UntypedFixtures"] = json!({"type": "array", "items": fixture});
    let amended: Vec<(&str, Value)> =
        MEMBERS.iter().map(|(name, field, words)| (*name, member(schemas, name, field, words))).collect();
    for (name, schema) in amended {
        schemas[name] = schema;
    }
}

fn member(schemas: &Value, name: &str, field: &str, words: &[&str]) -> Value {
    let own = &schemas[name];
    // An export of results shares some members with one of test cases, and its base would forbid the other's words.
    let bases = own["allOf"].as_array().into_iter().flatten().filter_map(|base| base["$ref"].as_str());
    let base = bases.filter_map(|base| base.rsplit('/').next()).find(|base| !base.contains("TestResult"));
    let of = |schema: &Value| schema["properties"].as_object().cloned().unwrap_or_default();
    let mut properties: Map<String, Value> = base.map(|base| of(&schemas[base])).unwrap_or_default();
    properties.extend(of(own));
    properties.insert(field.to_owned(), json!({"enum": words}));
    let mut required = own["required"].as_array().cloned().unwrap_or_default();
    // The validator counts: a field that is named twice is missed once.
    if !required.contains(&json!(field)) {
        required.push(json!(field));
    }
    json!({"type": "object", "properties": properties, "required": required})
}

/// The member of a union that `value` is, by the words of its fields.
pub(crate) fn chosen<'a>(
    members: impl Iterator<Item = (&'a str, &'a Value)>,
    value: &Value,
) -> Option<(&'a str, &'a Value)> {
    let mut members = members;
    members.find(|(_, schema)| {
        let fields = schema["properties"].as_object().into_iter().flatten();
        let words = fields.filter_map(|(name, field)| Some((name, field["enum"].as_array()?)));
        words.into_iter().all(|(name, words)| value.get(name).is_none_or(|word| words.contains(word)))
    })
}
