//! Test cases that are written: made, changed, thrown away and brought back.

use testops::{CaseChange, Client, IssueRef, Link, PageRequest, ParameterPair, TagRef};

const PROJECT: i64 = 2;

pub(crate) async fn run(client: &Client) {
    let case = client.create_case(PROJECT, "Contract: authoring").await.expect("made").id;
    let open = client.add_step(case, None, "Open", Some("It is open")).await.expect("a step");
    client.add_step(case, Some(open), "Look", None).await.expect("a step within it");
    let pair = |name: &str, value: &str| ParameterPair { name: name.to_owned(), value: value.to_owned() };
    client.set_case_examples(case, &[vec![pair("os", "mac")], vec![pair("os", "win")]]).await.expect("set");
    let live = client.case_overview(10_001).await.expect("an overview");
    let tracker = live.issues.first().and_then(|issue| issue.integration_id).unwrap_or(1);
    let issue = IssueRef { id: None, integration_id: tracker, name: "BANK-1".to_owned() };
    client.set_case_issues(case, &[issue]).await.expect("linked");
    let workflow = client.case_workflow(case).await.expect("a workflow");
    let change = CaseChange {
        name: Some("Contract: authored".to_owned()),
        full_name: Some("contract.Authored".to_owned()),
        automated: Some(false),
        description: Some("Written".to_owned()),
        precondition: Some("None".to_owned()),
        expected_result: Some("Read".to_owned()),
        status_id: workflow.statuses.first().map(|status| status.id),
        workflow_id: Some(workflow.id),
        test_layer_id: client.case_layers().await.expect("layers").first().map(|layer| layer.id),
        tags: Some(vec![TagRef { id: None, name: "contract".to_owned() }]),
        links: Some(vec![Link {
            name: "a".to_owned(),
            url: Some("https://a.example.test".to_owned()),
            kind: None,
        }]),
        members: Some(live.members.clone()),
        custom_fields: Some(live.custom_fields.clone()),
    };
    let kept = if client.has_v2().await.expect("known") {
        Some(client.keep_case_version(case, "Before").await.expect("kept"))
    } else {
        None
    };
    client.change_case(case, &change).await.expect("changed");
    let changed = client.case_overview(case).await.expect("an overview");
    assert_eq!((changed.description.as_str(), changed.tags.len()), ("Written", 1));
    assert!(changed.layer.is_some() && changed.status.is_some() && !changed.has_old_steps());
    assert_eq!(
        client.case_versions(case).await.expect("versions"),
        kept.clone().into_iter().collect::<Vec<_>>()
    );
    if let Some(kept) = kept {
        client.restore_case_version(kept.id).await.expect("restored");
        assert_eq!(client.case_overview(case).await.expect("an overview").facts.name, "Contract: authoring");
        client.change_case(case, &change).await.expect("changed");
    }
    let policies = client.case_update_policies(PROJECT).await.expect("policies");
    assert!(policies.iter().any(|own| own.field == "name" && own.is_from_result()));
    let scenario = client.case_scenario(case).await.expect("a scenario");
    assert!(
        scenario.is_text() && scenario.step(open).is_some_and(|step| step.body.as_deref() == Some("Open"))
    );
    let comment = client.comment_on_case(case, "Looks **good**").await.expect("said");
    let comments = client.case_comments(case, PageRequest::first(5)).await.expect("a page");
    assert_eq!(comments.items, [comment]);
    cards(client, case).await;
    client.clear_scenario(case).await.expect("cleared");
    client.delete_case(case).await.expect("thrown away");
    assert!(client.deleted_cases(PROJECT).await.expect("a bin").iter().any(|own| own.id == case));
    client.restore_case(case).await.expect("brought back");
    let found =
        client.case_facts(PROJECT, &format!("id in [{case}]"), PageRequest::first(2)).await.expect("a page");
    assert_eq!(found.items[0].name, "Contract: authored");
    client.delete_case(case).await.expect("thrown away");
}

/// What a reader is shown of a test case.
async fn cards(client: &Client, case: i64) {
    let card = client.case_card(case).await.expect("a card");
    assert_eq!((card.name.as_str(), card.project_id), ("Contract: authored", Some(PROJECT)));
    assert_eq!((card.links.len(), card.issues[0].name.as_str(), card.examples.len()), (1, "BANK-1", 2));
    assert!(card.members.iter().all(|member| member.role.is_some()));
    assert!(card.custom_fields.iter().all(|value| value.custom_field.is_some()));
    assert_eq!(client.case_relations(case).await.expect("none"), []);
    assert_eq!(client.case_defects(case, PageRequest::first(5)).await.expect("none").items, []);
    let audit = client.case_audit(case, PageRequest::first(50)).await.expect("a page").items;
    assert_eq!(audit.last().expect("entries").action_type, "insert");
    assert!(
        audit.iter().flat_map(|entry| &entry.data).any(|part| part.fields().any(|field| field == "name"))
    );
}
