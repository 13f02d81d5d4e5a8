//! Images: built or fetched, with what went wrong told so that it can be mended.

use std::collections::VecDeque;

use bollard::auth::DockerCredentials;
use bollard::models::ImageInspect;
use bollard::query_parameters::{
    BuildImageOptions, BuildImageOptionsBuilder, CreateImageOptionsBuilder, ListImagesOptionsBuilder,
    RemoveImageOptionsBuilder,
};
use bytes::Bytes;
use futures::StreamExt as _;

use super::labels::{self, Labels};
use super::{Bounds, Engine, is_not_found, words};
use crate::fault::{Code, Fault, Reason};
use crate::validate::request::Login;

/// What each step of a build may use: 2 GB, which is the most that can be asked for, and no swap beyond it.
const BUILD_MEMORY: i32 = i32::MAX;
const KEPT_LINES: usize = 20;

/// An image that a bot runs from.
#[derive(Clone, Debug)]
pub(crate) struct Image {
    pub(crate) id: String,
    /// Made for this deployment, and to be removed with it.
    pub(crate) is_ours: bool,
    /// Where the image names a user that is not root, it is kept.
    pub(crate) has_user: bool,
}

/// What the engine says where a step that it took from its cache belonged to an image that was removed meanwhile. The
/// next build does not find that step in the cache.
const CACHED_STEP_GONE: &str = "unknown parent image ID";

/// Hears what the engine says while it works, line by line.
pub type Progress<'a> = &'a mut (dyn FnMut(&str) + Send);

impl Engine {
    /// Builds from a tar with a Dockerfile. A build that takes too long is given up, and the engine ends it.
    pub(crate) async fn build(
        &self,
        tar: Vec<u8>,
        tag: &str,
        labels: &Labels,
        progress: Progress<'_>,
    ) -> Result<Image, Fault> {
        let options = BuildImageOptionsBuilder::new()
            .t(tag)
            .labels(labels)
            .rm(true)
            .forcerm(true)
            .memory(BUILD_MEMORY)
            .memswap(BUILD_MEMORY)
            .build();
        let tar = Bytes::from(tar);
        let mut output = Output::default();
        let Bounds { build: longest, image_mb: most_mb, .. } = self.bounds;
        let built = tokio::time::timeout(longest, async {
            loop {
                match self.build_once(&options, tar.clone(), &mut output, progress).await {
                    Err(error) if error.contains(CACHED_STEP_GONE) => output = Output::default(),
                    built => break built,
                }
            }
        });
        match built.await {
            Ok(Ok(image)) if image.size.is_some_and(|bytes| bytes > i64::from(most_mb) << 20) => {
                self.remove_image(tag).await;
                Err(failed(tag).because(Reason::ImageTooLarge { most_mb }))
            }
            Ok(Ok(image)) => Ok(Image { is_ours: true, ..image_of(image) }),
            Ok(Err(error)) => Err(output.fault(&error)),
            Err(_) => Err(failed(tag).because(Reason::BuildTooLong { seconds: longest.as_secs() })),
        }
    }

    pub(super) async fn build_once(
        &self,
        options: &BuildImageOptions,
        tar: Bytes,
        output: &mut Output,
        progress: Progress<'_>,
    ) -> Result<ImageInspect, String> {
        let mut stream = self.docker.build_image(options.clone(), None, Some(bollard::body_full(tar)));
        while let Some(info) = stream.next().await {
            let info = info.map_err(|error| words(&error))?;
            if let Some(text) = info.stream.or(info.status) {
                output.hear(&text, progress);
            }
            if let Some(error) = info.error_detail {
                return Err(error.message.unwrap_or_default());
            }
        }
        let tag = options.t.as_deref().unwrap_or_default();
        self.docker.inspect_image(tag).await.map_err(|error| words(&error))
    }

    /// Takes the image that is there, and asks the registry only where there is none.
    pub(crate) async fn fetch(
        &self,
        name: &str,
        login: Option<&Login>,
        progress: Progress<'_>,
    ) -> Result<Image, Fault> {
        match self.docker.inspect_image(name).await {
            Ok(image) => return Ok(image_of(image)),
            Err(error) if is_not_found(&error) => {}
            Err(error) => return Err(container_error(&words(&error))),
        }
        let credentials = login.map(|login| DockerCredentials {
            username: Some(login.username.clone()),
            password: Some(login.password.clone()),
            ..DockerCredentials::default()
        });
        // Without a tag every tag of the repository would be fetched.
        let tag = if has_tag(name) { "" } else { "latest" };
        let options = CreateImageOptionsBuilder::new().from_image(name).tag(tag).build();
        let mut output = Output::default();
        let mut stream = self.docker.create_image(Some(options), None, credentials);
        while let Some(info) = stream.next().await {
            let info = info.map_err(|error| output.fault_of_image(name, &words(&error)))?;
            if let Some(error) = info.error_detail {
                return Err(output.fault_of_image(name, &error.message.unwrap_or_default()));
            }
            if let Some(text) = info.status {
                output.hear(&text, progress);
            }
        }
        match self.docker.inspect_image(name).await {
            Ok(image) => Ok(image_of(image)),
            Err(error) => Err(output.fault_of_image(name, &words(&error))),
        }
    }

    /// The images that were built for this owner's bots.
    pub(crate) async fn images(&self, owner: &str) -> Result<Vec<(String, Labels)>, Fault> {
        let options = ListImagesOptionsBuilder::new().filters(&labels::filter(owner)).build();
        let listed =
            self.docker.list_images(Some(options)).await.map_err(|error| container_error(&words(&error)))?;
        Ok(listed.into_iter().map(|image| (image.id, image.labels)).collect())
    }

    /// Lets go of an image; one that something else runs from stays.
    pub(crate) async fn remove_image(&self, id: &str) {
        let options = RemoveImageOptionsBuilder::new().build();
        match self.docker.remove_image(id, Some(options), None).await {
            Ok(_) => {}
            Err(error) if is_not_found(&error) => {}
            Err(error) => tracing::warn!(%error, id, "an image stays"),
        }
    }
}

pub(crate) fn image_of(image: ImageInspect) -> Image {
    let user = image.config.and_then(|config| config.user).unwrap_or_default();
    let name = user.split(':').next().unwrap_or_default();
    Image { id: image.id.unwrap_or_default(), is_ours: false, has_user: !matches!(name, "" | "0" | "root") }
}

fn has_tag(name: &str) -> bool {
    name.contains('@') || name.rsplit('/').next().is_some_and(|last| last.contains(':'))
}

/// The last lines of what the engine said.
#[derive(Default)]
pub(super) struct Output {
    step: Option<String>,
    lines: VecDeque<String>,
}

impl Output {
    fn hear(&mut self, text: &str, progress: Progress<'_>) {
        for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
            progress(line);
            if line.starts_with("Step ") || line.starts_with("STEP ") {
                self.step = Some(line.to_owned());
                self.lines.clear();
            } else {
                self.lines.push_back(line.to_owned());
                if self.lines.len() > KEPT_LINES {
                    self.lines.pop_front();
                }
            }
        }
    }

    fn fault(&self, error: &str) -> Fault {
        let step = self.step.clone().unwrap_or_default();
        let upper = step.to_uppercase();
        if upper.contains(": FROM ")
            && let Some(image) =
                step.split_whitespace().skip_while(|word| !word.eq_ignore_ascii_case("FROM")).nth(1)
        {
            return self.fault_of_image(image, error);
        }
        let lines: Vec<&str> = self.lines.iter().map(String::as_str).collect();
        failed(error)
            .with("step", step.clone())
            .with("output", lines.as_slice())
            .because(Reason::BuildStep { step, lines: self.lines.iter().cloned().collect() })
    }

    fn fault_of_image(&self, image: &str, error: &str) -> Fault {
        let is_unreachable = [
            "no such host",
            "dial tcp",
            "i/o timeout",
            "connection refused",
            "lookup ",
            "network is unreachable",
            "pinging container registry",
            "Client.Timeout",
            "server misbehaving",
        ];
        let is_absent =
            ["not found", "manifest unknown", "denied", "does not exist", "No such image", "unauthorized"];
        let has = |words: &[&str]| words.iter().any(|word| error.contains(word));
        let reason = if has(&is_unreachable) {
            Reason::NoRegistry { image: image.to_owned() }
        } else if has(&is_absent) {
            Reason::NoImage { image: image.to_owned() }
        } else {
            return self.plain(error);
        };
        failed(error).with("image", image).because(reason)
    }

    fn plain(&self, error: &str) -> Fault {
        let lines: Vec<&str> = self.lines.iter().map(String::as_str).collect();
        failed(error).with("output", lines.as_slice()).because(Reason::Engine { words: error.to_owned() })
    }
}

fn failed(error: &str) -> Fault {
    Fault::new(Code::ContainerError, String::new()).with("error", error)
}

/// The engine refused, in its own words.
pub(crate) fn container_error(words: &str) -> Fault {
    failed(words).because(Reason::Engine { words: words.to_owned() })
}

#[cfg(test)]
mod tests {
    use bollard::{API_DEFAULT_VERSION, Docker};
    use serde_json::json;
    use wiremock::matchers::{method, path_regex};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;

    fn after(lines: &str, error: &str) -> Fault {
        let mut output = Output::default();
        output.hear(lines, &mut |_| {});
        output.fault(error)
    }

    #[test]
    fn a_build_that_fails_tells_its_step_and_what_it_said() {
        let fault = after(
            "Step 3/5 : RUN pip\n ---> Running\nERROR: No matching distribution found for nope\n",
            "code: 1",
        );
        let Some(Reason::BuildStep { step, lines }) = fault.reason.as_deref() else { panic!("{fault:?}") };
        assert_eq!(step, "Step 3/5 : RUN pip");
        assert_eq!(lines.last().map(String::as_str), Some("ERROR: No matching distribution found for nope"));
    }

    #[test]
    fn a_base_image_out_of_reach_is_told_from_one_that_is_not_there() {
        let fault =
            after("Step 1/5 : FROM python:3.11-slim\n", "Get \"…\": dial tcp: lookup registry: no such host");
        assert_eq!(
            fault.reason.as_deref(),
            Some(&Reason::NoRegistry { image: "python:3.11-slim".to_owned() })
        );
        let fault = after("STEP 1/5: FROM nope\n", "manifest unknown");
        assert_eq!(fault.reason.as_deref(), Some(&Reason::NoImage { image: "nope".to_owned() }));
    }

    #[test]
    fn a_port_is_no_tag() {
        assert!(!has_tag("localhost:5000/x") && !has_tag("x"));
        assert!(has_tag("localhost:5000/x:1") && has_tag("x:1") && has_tag("x@sha256:1"));
    }

    #[tokio::test]
    async fn a_build_whose_cached_step_was_removed_begins_again() {
        let server = MockServer::start().await;
        let gone = json!({ "errorDetail": { "message": "failed to export image: failed to set parent sha256:b08ead88: \
                                                        unknown parent image ID sha256:b08ead88" } });
        let build = || Mock::given(method("POST")).and(path_regex("/build$"));
        let said = |line: &str| ResponseTemplate::new(200).set_body_string(format!("{line}\n"));
        build().respond_with(said(&gone.to_string())).up_to_n_times(1).expect(1).mount(&server).await;
        build().respond_with(said(r#"{"stream":"Step 1/1 : FROM base"}"#)).expect(1).mount(&server).await;
        Mock::given(method("GET"))
            .and(path_regex("/images/bot/json$"))
            .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "Id": "sha256:1" })))
            .mount(&server)
            .await;
        let engine = Engine {
            docker: Docker::connect_with_http(&server.uri(), 60, API_DEFAULT_VERSION).expect("a client"),
            is_podman: false,
            arch: String::new(),
            bounds: Bounds::default(),
            version: "29".to_owned(),
            address: server.uri(),
        };

        let image = engine.build(Vec::new(), "bot", &Labels::new(), &mut |_| {}).await.expect("an image");

        assert_eq!(image.id, "sha256:1");
    }
}
