//! What the next launch of an automated test case writes over, once it is closed. Pure but for asking the server.

use testops::{Client, UpdatePolicy};

use crate::view::EditChoice;

/// The columns, with custom fields by their names. `None` where the server does not say: old ones refuse it to some.
pub(super) async fn rewritten(
    client: &Client,
    project_id: i64,
    fields: &[EditChoice],
) -> Option<Vec<String>> {
    match client.case_update_policies(project_id).await {
        Ok(policies) => Some(columns(&policies, fields)),
        Err(error) => {
            tracing::info!(%error, "the server does not say what launches write over");
            None
        }
    }
}

fn columns(policies: &[UpdatePolicy], fields: &[EditChoice]) -> Vec<String> {
    let mut all = Vec::new();
    for policy in policies.iter().filter(|policy| policy.is_from_result()) {
        match policy.field.as_str() {
            "custom_field" => all.extend(fields.iter().map(|field| field.name.clone())),
            "test_layer" => all.push("layer".to_owned()),
            field => all.push(field.to_owned()),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_comes_from_results_is_written_over() {
        let policies: Vec<UpdatePolicy> = serde_json::from_value(json!([
            {"field": "name", "policy": "from_test_result"},
            {"field": "tag", "policy": "from_test_case"},
            {"field": "test_layer", "policy": "from_test_result"},
            {"field": "custom_field", "policy": "from_test_result"},
        ]))
        .expect("policies");
        let fields = [EditChoice { id: -1, name: "Epic".to_owned() }];
        assert_eq!(columns(&policies, &fields), ["name", "layer", "Epic"]);
    }
}
