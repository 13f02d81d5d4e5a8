use testops::{Certificate, Client, Permission, Probe, Step};

use crate::Companion;
use crate::connection::address::stored;
use crate::connection::draft::{self, Ready};
use crate::connection::find::{Found, find};
use crate::core::failure::{Server, host_of, of_access, of_client};
use crate::texts::{Found as StepFound, Texts, Trouble};
use crate::view::{
    ConnectionDraft, ConnectionReport, ConnectionStep, ConnectionStepKind, Failure, FailureCode, FieldFault,
    ProjectView, StepResult,
};

use ConnectionStepKind::{Certificate as CertificateStep, Prefix, Projects, Reach, Rights, Token};

const STEPS: [ConnectionStepKind; 6] = [Reach, CertificateStep, Prefix, Token, Rights, Projects];

impl Companion {
    /// Tries what was typed, step by step, with the client that watching uses.
    pub async fn test_connection(&self, draft: ConnectionDraft) -> Result<ConnectionReport, Failure> {
        let inner = &self.inner;
        let texts = inner.texts();
        let old = inner.store.connections().real().await.map_err(|error| inner.stored(&error))?;
        let kept = self.kept_secrets(old.as_ref(), &draft).await?;
        let Ready { access, address, .. } = match draft::read(&draft, kept, texts).await {
            Ok(ready) => ready,
            Err(faults) => return Ok(typed_wrong(&faults)),
        };
        let likeliest = stored(address.likeliest());
        let Found { url, client, probe } = match find(&address, &access, &inner.ports).await {
            Ok(found) => found,
            Err(error) => {
                let server = Server { host: host_of(&likeliest) };
                return Ok(failed(Reach, &of_access(texts, server, &error)));
            }
        };
        let may_launch = may_launch(&client, &probe).await;
        let url = stored(&url);
        let place = if url == draft.url.trim().trim_end_matches('/') { host_of(&url) } else { &url };
        Ok(report(texts, Server { host: host_of(&url) }, place, &probe, may_launch))
    }
}

/// Whether the token's owner may launch in the first project that it sees.
async fn may_launch(client: &Client, probe: &Probe) -> bool {
    let Some(project) = probe.projects.ok().and_then(|page| page.items.first()) else { return false };
    client.permissions(project.id).await.is_ok_and(|rights| rights.contains(&Permission::Write))
}

/// `place` is what answers: the whole address where it is not the one that was typed.
fn report(
    texts: Texts,
    server: Server<'_>,
    place: &str,
    probe: &Probe,
    may_launch: bool,
) -> ConnectionReport {
    let user = probe.account.ok().and_then(testops::Account::shown_name);
    let total = probe.projects.ok().map(|page| page.total.unwrap_or(page.items.len() as u64));
    let failure = |error: &testops::Error| of_client(texts, server, error);
    let steps = vec![
        step(Reach, &probe.reach, failure, |()| texts.found(StepFound::Reached { place })),
        step(CertificateStep, &probe.certificate, failure, |certificate| {
            texts.found(match certificate {
                Certificate::Trusted => StepFound::CertificateTrusted,
                Certificate::NotEncrypted => StepFound::NoEncryption,
            })
        }),
        step(
            Prefix,
            &probe.prefix,
            |error| not_testops(texts, server, error),
            |prefix| texts.found(StepFound::Prefix { prefix: prefix.as_str() }),
        ),
        step(Token, &probe.sign_in, failure, |_| texts.found(StepFound::Token { user: user.as_deref() })),
        // Rights hang on projects; without one there is nothing to look at.
        step(Rights, &probe.projects, failure, |_| {
            texts.found(if may_launch { StepFound::CanLaunch } else { StepFound::RightsByProject })
        }),
        step(Projects, &probe.projects, failure, |_| {
            texts.found(StepFound::Projects { total: total.unwrap_or(0) })
        }),
    ];
    let projects = probe.projects.ok().map(|page| page.items.as_slice()).unwrap_or_default();
    ConnectionReport {
        ok: steps.iter().all(|step| matches!(step.result, StepResult::Ok { .. })),
        steps: only_first_failure(steps),
        projects: projects.iter().map(project_view).collect(),
        projects_total: total,
        user,
    }
}

fn project_view(project: &testops::Project) -> ProjectView {
    ProjectView {
        id: project.id,
        name: project.name.clone(),
        abbr: project.abbr.clone(),
        description: project.description.clone(),
        favourite: false,
        muted: false,
        notify: None,
    }
}

fn step<T>(
    kind: ConnectionStepKind,
    found: &Step<T>,
    failure: impl Fn(&testops::Error) -> Failure,
    words: impl Fn(&T) -> String,
) -> ConnectionStep {
    let result = match found {
        Step::Ok(found) => StepResult::Ok { found: words(found) },
        Step::Failed(error) => StepResult::Failed { failure: failure(error) },
        Step::Skipped => StepResult::Skipped,
    };
    ConnectionStep { step: kind, result }
}

/// What answers on the address but has no API is no TestOps, whatever it says.
fn not_testops(texts: Texts, server: Server<'_>, error: &testops::Error) -> Failure {
    let failure = of_client(texts, server, error);
    match failure.code {
        FailureCode::NotFound | FailureCode::UnexpectedAnswer => {
            texts.failure(Trouble::NotTestops { host: server.host }, failure.details)
        }
        FailureCode::Unreachable
        | FailureCode::Certificate
        | FailureCode::Proxy
        | FailureCode::Timeout
        | FailureCode::Unauthorized
        | FailureCode::Forbidden
        | FailureCode::Rejected
        | FailureCode::TooManyRequests
        | FailureCode::ServerError
        | FailureCode::NotTestops
        | FailureCode::NotConnected
        | FailureCode::Storage
        | FailureCode::Secrets
        | FailureCode::Input
        | FailureCode::Internal => failure,
    }
}

/// The steps after the first failed one are skipped.
fn only_first_failure(mut steps: Vec<ConnectionStep>) -> Vec<ConnectionStep> {
    let first = steps.iter().position(|step| matches!(step.result, StepResult::Failed { .. }));
    if let Some(first) = first {
        steps.iter_mut().skip(first + 1).for_each(|step| step.result = StepResult::Skipped);
    }
    steps
}

/// Fields that are wrong, as the steps that they would fail.
fn typed_wrong(faults: &[FieldFault]) -> ConnectionReport {
    let fault = |field: &str| faults.iter().find(|fault| fault.field == field);
    let (kind, fault) = match (fault("url").or(fault("proxy")), fault("ca_file"), fault("token")) {
        (Some(fault), _, _) => (Reach, Some(fault)),
        (None, Some(fault), _) => (CertificateStep, Some(fault)),
        (None, None, fault) => (Token, fault),
    };
    let message = fault.map(|fault| fault.message.clone()).unwrap_or_default();
    failed(kind, &Failure { code: FailureCode::Input, message, advice: String::new(), details: None })
}

fn failed(kind: ConnectionStepKind, failure: &Failure) -> ConnectionReport {
    let steps = STEPS
        .map(|step| {
            let result = if step == kind {
                StepResult::Failed { failure: failure.clone() }
            } else {
                StepResult::Skipped
            };
            ConnectionStep { step, result }
        })
        .into();
    ConnectionReport { ok: false, steps, projects: Vec::new(), projects_total: None, user: None }
}
