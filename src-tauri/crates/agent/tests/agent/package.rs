//! What is shipped beside the program says what the program, Kubernetes and Prometheus understand.

use std::collections::BTreeMap;

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{ConfigMap, PersistentVolumeClaim, Service};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use serde::Deserialize as _;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::program::Machine;

const KUBERNETES: &str = include_str!("../../package/kubernetes.yaml");
const COMPOSE: &str = include_str!("../../package/compose.yaml");
const ALERTS: &str = include_str!("../../package/alerts.yaml");
const METRICS: &str = include_str!("../../src/http/metrics.rs");

fn documents(text: &str) -> Vec<Value> {
    let read = |document| Value::deserialize(document).expect("YAML");
    serde_norway::Deserializer::from_str(text).map(read).collect()
}

/// As its schema has it: nothing is missing that must be there, and nothing is in it that the schema does not know.
fn known<T: DeserializeOwned + serde::Serialize>(document: &Value) -> T {
    let typed: T = serde_json::from_value(document.clone()).expect("all that must be there");
    assert_eq!(&serde_json::to_value(&typed).expect("JSON"), document);
    typed
}

/// A machine on which nothing runs, with a secret under each name.
fn machine(secrets: &[&str]) -> Machine {
    let machine = Machine::new("http://127.0.0.1:1", "token", "");
    for name in secrets {
        machine.write(name, "secret");
    }
    machine
}

#[test]
fn the_manifests_are_of_the_schema_and_their_agent_is_kept_in() {
    let documents = documents(KUBERNETES);
    let kinds: Vec<_> = documents.iter().filter_map(|document| document["kind"].as_str()).collect();
    assert_eq!(kinds, ["ConfigMap", "PersistentVolumeClaim", "Deployment", "PodDisruptionBudget", "Service"]);
    let configuration: ConfigMap = known(&documents[0]);
    known::<PersistentVolumeClaim>(&documents[1]);
    let deployment: Deployment = known(&documents[2]);
    known::<PodDisruptionBudget>(&documents[3]);
    known::<Service>(&documents[4]);

    let pod = deployment.spec.and_then(|spec| spec.template.spec).expect("a pod");
    let of_pod = pod.security_context.expect("a context");
    assert_eq!((of_pod.run_as_non_root, of_pod.run_as_user), (Some(true), Some(65532)));
    let container = &pod.containers[0];
    let own = container.security_context.as_ref().expect("a context");
    assert_eq!((own.read_only_root_filesystem, own.allow_privilege_escalation), (Some(true), Some(false)));
    let probes = [&container.liveness_probe, &container.readiness_probe, &container.startup_probe];
    assert!(probes.into_iter().all(Option::is_some) && container.resources.is_some());
    let volumes: Vec<_> = pod.volumes.unwrap_or_default().into_iter().map(|volume| volume.name).collect();
    for mount in container.volume_mounts.as_deref().unwrap_or_default() {
        assert!(volumes.contains(&mount.name), "{}", mount.name);
    }

    let machine = machine(&["testops-token", "page-token", "database-password"]);
    let text = &configuration.data.expect("files")["agent.toml"];
    let secrets = format!("{}/", machine.at("").display());
    machine.write("agent.toml", &text.replace("/run/secrets/agent/", &secrets));
    understood(&machine, &BTreeMap::new());
}

#[test]
fn the_compose_file_names_what_it_uses_and_its_agents_are_understood() {
    let mut compose: serde_norway::Value = serde_norway::from_str(COMPOSE).expect("YAML");
    compose.apply_merge().expect("anchors");
    let compose = serde_json::to_value(compose).expect("JSON");
    let services = compose["services"].as_object().expect("services");
    assert_eq!(services.keys().collect::<Vec<_>>(), ["agent-1", "agent-2", "postgres"]);
    for (name, service) in services {
        assert!(service["healthcheck"]["test"].is_array(), "{name}");
        for secret in service["secrets"].as_array().into_iter().flatten() {
            assert!(compose["secrets"].get(secret.as_str().unwrap_or_default()).is_some(), "{secret}");
        }
        for volume in service["volumes"].as_array().into_iter().flatten() {
            let from = volume.as_str().and_then(|volume| volume.split(':').next()).unwrap_or_default();
            assert!(from.starts_with("./") || compose["volumes"].get(from).is_some(), "{volume}");
        }
        for other in service["depends_on"].as_object().into_iter().flat_map(|others| others.keys()) {
            assert!(services.contains_key(other), "{other}");
        }
    }
    let machine = machine(&["testops-token", "page-token", "database-password"]);
    machine.write("agent.toml", "[testops]\nurl = 'https://testops.example.com'\n");
    let given = services["agent-1"]["environment"].as_object().expect("variables").iter();
    let secrets = format!("{}/", machine.at("").display());
    let variables = given.map(|(name, value)| {
        (name.clone(), value.as_str().unwrap_or_default().replace("/run/secrets/", &secrets))
    });
    understood(&machine, &variables.collect());
}

/// The program takes the configuration, and finds that no agent runs.
fn understood(machine: &Machine, variables: &BTreeMap<String, String>) {
    let output = machine.command(&["status"]).envs(variables).output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(1) && said.contains("No agent answers"), "{said}");
}

#[test]
fn alerts_ask_for_metrics_that_there_are() {
    let alerts = documents(ALERTS).remove(0);
    let rules = alerts["groups"][0]["rules"].as_array().expect("rules");
    assert!(!rules.is_empty());
    for rule in rules {
        let expression = rule["expr"].as_str().expect("an expression");
        let names = expression.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let names: Vec<_> = names.filter_map(|name| name.strip_prefix("companion_")).collect();
        assert!(!names.is_empty(), "{expression}");
        for name in names {
            assert!(METRICS.contains(&format!("\"{name}\"")), "{name}");
        }
        assert!(rule["annotations"]["summary"].is_string() && rule["labels"]["severity"].is_string());
    }
}
