//! Whether a launch may be asked for as typed: each wrong field with what would be right.

use std::collections::HashSet;

use crate::runs::template::{NAME_MAX, length};
use crate::texts::{Fault, Texts};
use crate::view::{FieldFault, LaunchRequest, ParameterView};

/// `parameters` are those that the job has by now. Empty when all is right. A parameter that the job no longer has
/// is named `parameter:<its name>`, one that it has `parameter:<its id>`.
pub(crate) fn check(request: &LaunchRequest, parameters: &[ParameterView], texts: Texts) -> Vec<FieldFault> {
    let mut faults: Vec<(String, Fault<'_>)> = Vec::new();
    if let Some(fault) = text_fault(&request.name) {
        faults.push(("name".to_owned(), fault));
    }
    let mut seen = HashSet::new();
    for given in &request.values.parameters {
        let name = given.name.as_str();
        let known = parameters.iter().find(|parameter| parameter.name == name);
        match known {
            None => faults.push((format!("parameter:{name}"), Fault::UnknownParameter { name })),
            Some(parameter) if !seen.insert(name) => {
                faults.push((format!("parameter:{}", parameter.id), Fault::TwiceGiven { name }));
            }
            Some(_) => {}
        }
    }
    faults.extend(request.values.tags.iter().filter_map(|tag| Some(("tags".to_owned(), text_fault(tag)?))));
    let mut variables = HashSet::new();
    for variable in &request.values.environment {
        let name = variable.name.as_str();
        let field = format!("environment:{name}");
        if name.trim().is_empty() {
            faults.push((field, Fault::Empty));
        } else if !variables.insert(name) {
            faults.push((field, Fault::TwiceGiven { name }));
        }
    }
    faults.into_iter().map(|(field, fault)| FieldFault { field, message: texts.fault(fault) }).collect()
}

/// What is wrong with a name that must be there and that the server bounds.
pub(crate) fn text_fault(text: &str) -> Option<Fault<'static>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(Fault::Empty);
    }
    let is = length(text);
    (is > NAME_MAX).then_some(Fault::TooLong { max: NAME_MAX, is })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::view::{FormValues, Language, NamedValue, TestChoice};

    fn request(name: &str, parameters: &[&str]) -> LaunchRequest {
        let named = |name: &&str| NamedValue { name: (*name).to_owned(), value: String::new() };
        LaunchRequest {
            key: "key".to_owned(),
            project_id: 1,
            job_id: 2,
            name: name.to_owned(),
            values: FormValues {
                parameters: parameters.iter().map(named).collect(),
                ..FormValues::default()
            },
            choice: TestChoice::default(),
        }
    }

    fn faulty(request: &LaunchRequest) -> Vec<String> {
        let parameter =
            |id, name: &str| ParameterView { id, name: name.to_owned(), default: String::new(), last: None };
        let parameters = [parameter(17, "STAND"), parameter(18, "Ветка")];
        check(request, &parameters, Texts(Language::Ru)).into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn what_is_right_passes() {
        assert_eq!(faulty(&request(&"🙂".repeat(127), &["STAND", "Ветка"])), [""; 0]);
        assert_eq!(faulty(&request("x", &[])), [""; 0]);
    }

    #[test]
    fn every_wrong_field_is_named() {
        assert_eq!(
            faulty(&request(" \n", &["GONE", "STAND", "STAND"])),
            ["name", "parameter:GONE", "parameter:17"]
        );
        assert_eq!(faulty(&request(&"x".repeat(256), &[])), ["name"]);
        let mut wrong = request("x", &[]);
        wrong.values.tags = vec!["smoke".to_owned(), " ".to_owned()];
        let variable = |name: &str| NamedValue { name: name.to_owned(), value: "1".to_owned() };
        wrong.values.environment = vec![variable("OS"), variable("OS"), variable("")];
        assert_eq!(faulty(&wrong), ["tags", "environment:OS", "environment:"]);
    }

    proptest! {
        #[test]
        fn any_request_is_answered(name in any::<String>(), parameter in any::<String>()) {
            let faults = faulty(&request(&name, &[parameter.as_str()]));
            let known = ["STAND", "Ветка"].contains(&parameter.as_str());
            prop_assert_eq!(faults.contains(&format!("parameter:{parameter}")), !known);
        }
    }
}
