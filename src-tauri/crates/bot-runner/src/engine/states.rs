//! States that only Podman knows. The client refuses a whole answer for one of them, so it is read once more with the
//! nearest of Docker's states in its place.

use bollard::errors::Error;
use serde::de::DeserializeOwned;
use serde_json::Value;

const OF_DOCKER: [&str; 9] =
    ["", "created", "running", "paused", "restarting", "removing", "exited", "dead", "stopping"];

pub(super) fn read<T: DeserializeOwned>(came: Result<T, Error>) -> Result<T, Error> {
    let Err(Error::JsonDataError { contents, .. }) = &came else { return came };
    let Ok(mut answer) = serde_json::from_str::<Value>(contents) else { return came };
    if let Some(listed) = answer.as_array_mut() {
        listed.iter_mut().filter_map(|one| one.get_mut("State")).for_each(translate);
    } else if let Some(status) = answer.pointer_mut("/State/Status") {
        translate(status);
    }
    serde_json::from_value(answer).or(came)
}

fn translate(state: &mut Value) {
    let Some(word) = state.as_str() else { return };
    if OF_DOCKER.contains(&word) {
        return;
    }
    *state = match word {
        "initialized" | "configured" => "created",
        // It has ended, and Podman has not cleaned up after it.
        "stopped" => "exited",
        _ => "dead",
    }
    .into();
}

#[cfg(test)]
mod tests {
    use bollard::models::{
        ContainerInspectResponse, ContainerStateStatusEnum, ContainerSummary,
        ContainerSummaryStateEnum as State,
    };
    use serde_json::json;

    use super::*;

    /// As the client does it.
    fn answered<T: DeserializeOwned>(answer: &Value) -> Result<T, Error> {
        let contents = answer.to_string();
        serde_json::from_str(&contents).map_err(|error| Error::JsonDataError {
            message: error.to_string(),
            contents,
            column: 0,
        })
    }

    #[test]
    fn a_list_is_read_whatever_state_podman_names() {
        let list =
            json!([{ "Id": "a", "State": "running" }, { "Id": "b", "State": "stopped" }, { "State": "odd" }]);
        let refused: Result<Vec<ContainerSummary>, _> = answered(&list);
        let states: Vec<_> =
            read(refused).expect("read").into_iter().filter_map(|container| container.state).collect();
        assert_eq!(states, [State::RUNNING, State::EXITED, State::DEAD]);
    }

    #[test]
    fn a_container_is_read_whatever_state_podman_names() {
        let container = json!({ "State": { "Status": "stopped", "ExitCode": 137 } });
        let state = read::<ContainerInspectResponse>(answered(&container)).expect("read").state.expect("one");
        assert_eq!((state.status, state.exit_code), (Some(ContainerStateStatusEnum::EXITED), Some(137)));
    }

    #[test]
    fn what_is_wrong_otherwise_is_told() {
        let refused: Result<Vec<ContainerSummary>, _> = answered(&json!([{ "Created": "yesterday" }]));
        assert!(matches!(read(refused), Err(Error::JsonDataError { .. })));
    }
}
