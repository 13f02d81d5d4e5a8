//! Whatever JSON a server sends, reading it never panics, and what is readable is read.

use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use testops::{
    Account, Defect, EnvSchema, EnvValue, Job, JobRun, Launch, LaunchPreview, Permission, Project, Retry,
    Status, StatusCount, TestResult,
};

/// Field names of all types, so that arbitrary values land in real fields.
const FIELDS: [&str; 20] = [
    "id",
    "name",
    "type",
    "parameters",
    "value",
    "defaultValue",
    "closed",
    "createdDate",
    "statistic",
    "status",
    "count",
    "jobs",
    "stage",
    "environment",
    "variable",
    "tags",
    "previousRetry",
    "duration",
    "hidden",
    "authorities",
];

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(json!("passed")),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(prop::sample::select(&FIELDS[..]), inner, 0..8)
                .prop_map(|map| map.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

fn try_to_read<T: DeserializeOwned>(value: &Value) -> bool {
    serde_json::from_value::<T>(value.clone()).is_ok()
}

proptest! {
    #[test]
    fn nothing_panics_and_an_id_is_all_that_is_needed(value in any_json(), id in any::<i64>()) {
        let readers = [
            try_to_read::<Job>, try_to_read::<Project>, try_to_read::<Launch>, try_to_read::<LaunchPreview>,
            try_to_read::<JobRun>, try_to_read::<TestResult>, try_to_read::<Defect>, try_to_read::<Retry>,
            try_to_read::<EnvSchema>,
        ];
        for read in readers {
            read(&value);
        }
        for read in [try_to_read::<Status>, try_to_read::<Permission>] {
            read(&value);
        }
        if let Value::Object(mut fields) = value {
            for read in [try_to_read::<Account>, try_to_read::<StatusCount>, try_to_read::<EnvValue>] {
                prop_assert!(read(&Value::Object(fields.clone())));
            }
            fields.insert("id".into(), id.into());
            for read in readers {
                prop_assert!(read(&Value::Object(fields.clone())), "{fields:?}");
            }
        }
    }
}

#[test]
fn numbers_and_dates_come_in_several_spellings() {
    let result: TestResult = serde_json::from_value(json!({
        "id": "70", "duration": 12.0, "testCaseId": 1.5, "start": "2023-11-14T22:13:20Z", "stop": "1700000000000",
        "flaky": "true", "muted": 1, "name": 42, "status": "PASSED", "tags": {"name": "alone"},
    }))
    .expect("a result");
    assert_eq!((result.id, result.duration, result.test_case_id), (70, Some(12), None));
    assert_eq!((result.start, result.name.as_str()), (result.stop, "42"));
    assert!(result.start.is_some() && result.flaky && result.muted);
    assert_eq!((result.status, result.tags.len()), (Some(Status::Passed), 1));
}
