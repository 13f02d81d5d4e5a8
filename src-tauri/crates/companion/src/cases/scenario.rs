//! Steps written into a test case.

use testops::{Client, Error};

use crate::view::CaseStep;

/// Puts steps at the end of a scenario, one request after the other. What was written before an error stays.
pub(crate) async fn add_steps(client: &Client, case_id: i64, steps: &[CaseStep]) -> Result<(), Error> {
    let mut open: Vec<(Option<i64>, &[CaseStep])> = vec![(None, steps)];
    while let Some((parent, steps)) = open.pop() {
        for step in steps {
            let made = client.add_step(case_id, parent, &step.text, step.expected.as_deref()).await?;
            if !step.steps.is_empty() {
                open.push((Some(made), &step.steps));
            }
        }
    }
    Ok(())
}
