//! The client and how it carries a call out: found out once, signed in, sent, and for reads repeated.

use std::fmt;
use std::sync::Arc;

use backon::Retryable as _;
use chrono::{DateTime, TimeDelta, Utc};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::sleep;

use crate::auth::{Auth, Credential};
use crate::config::{Config, without_user};
use crate::discovery::{Found, Prefix, discover, is_absence};
use crate::download::Download;
use crate::error::{Error, ErrorKind, Sent};
use crate::form::FileForm;
use crate::lenient;
use crate::page::{Page, PageRequest};
use crate::range::ByteRange;
use crate::retry;
use crate::single_flight::SingleFlight;
use crate::transport::{Ask, Body, Due, Pages, Transport};

/// How many items the crawls ask for at once, and after how many pages they give up.
const CRAWL_SIZE: u32 = 1000;
const MOST_PAGES: u32 = 1000;

/// A connection to one server with one token. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    transport: Transport,
    auth: Auth,
    found: SingleFlight<Found>,
    has_v2: SingleFlight<bool>,
}

/// An operation, before it is known where the server keeps it.
pub(crate) struct Call {
    method: &'static str,
    place: Place,
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
    form: Option<FileForm>,
    range: Option<ByteRange>,
    pages: Pages,
}

enum Place {
    UnderPrefix(String),
    FromRoot(String),
}

impl Call {
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self {
            method: "GET",
            place: Place::UnderPrefix(path.into()),
            query: Vec::new(),
            body: None,
            form: None,
            range: None,
            pages: Pages::Refused,
        }
    }

    pub(crate) fn get_from_root(path: impl Into<String>) -> Self {
        Self { place: Place::FromRoot(path.into()), ..Self::get("") }
    }

    pub(crate) fn post(path: impl Into<String>) -> Self {
        Self { method: "POST", ..Self::get(path) }
    }

    pub(crate) fn patch(path: impl Into<String>) -> Self {
        Self { method: "PATCH", ..Self::get(path) }
    }

    pub(crate) fn delete(path: impl Into<String>) -> Self {
        Self { method: "DELETE", ..Self::get(path) }
    }

    pub(crate) fn body(mut self, body: &impl serde::Serialize) -> Result<Self, Error> {
        self.body = Some(serde_json::to_value(body).map_err(|error| Error::config(error.to_string()))?);
        Ok(self)
    }

    /// Files in place of JSON.
    pub(crate) fn form(self, form: FileForm) -> Self {
        Self { form: Some(form), ..self }
    }

    #[expect(clippy::needless_pass_by_value, reason = "numbers and texts go in alike")]
    pub(crate) fn query(mut self, name: &'static str, value: impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    pub(crate) fn query_if(self, name: &'static str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    /// Only these bytes of a file.
    pub(crate) fn part(self, range: Option<ByteRange>) -> Self {
        Self { range, ..self }
    }

    /// A file of any sort; `page` for one that is said to be a web page.
    pub(crate) fn content(self, page: bool) -> Self {
        Self { pages: if page { Pages::Welcome } else { Pages::RefusedByType }, ..self }
    }

    pub(crate) fn page(self, page: PageRequest) -> Self {
        self.query("page", page.number).query("size", page.size.max(1))
    }

    fn ask<'a>(&'a self, ticket: &'a Ticket, path: &'a str, due: Due) -> Ask<'a> {
        Ask {
            method: self.method,
            path,
            query: &self.query,
            body: match (&self.form, &self.body) {
                (Some(form), _) => Body::Files(form),
                (None, Some(body)) => Body::Json(body),
                (None, None) => Body::Empty,
            },
            authorization: Some(&ticket.credential.header),
            range: self.range,
            due,
        }
    }

    fn path(&self, prefix: Prefix) -> String {
        match &self.place {
            Place::UnderPrefix(path) => format!("{prefix}{path}"),
            Place::FromRoot(path) => path.clone(),
        }
    }
}

/// What a request needs to go out.
struct Ticket {
    prefix: Prefix,
    credential: Credential,
}

impl Client {
    /// Checks the configuration; does not touch the network.
    pub fn new(config: Config) -> Result<Self, Error> {
        let transport = Transport::new(&config)?;
        let auth = Auth::new(config.token.clone());
        let (found, has_v2) = (SingleFlight::new(), SingleFlight::new());
        Ok(Self { inner: Arc::new(Inner { config, transport, auth, found, has_v2 }) })
    }

    /// The server's time minus ours, from the last answer that told; good to about a second.
    pub fn clock_offset(&self) -> Option<TimeDelta> {
        self.inner.transport.observed.offset()
    }

    /// When the server last answered anything at all, by this machine's clock.
    pub fn last_answer_at(&self) -> Option<DateTime<Utc>> {
        self.inner.transport.observed.answered_at()
    }

    pub(crate) fn config(&self) -> &Config {
        &self.inner.config
    }

    pub(crate) fn is_encrypted(&self) -> bool {
        self.inner.transport.is_encrypted()
    }

    /// The prefix and the way of signing in, found out on first use.
    pub(crate) async fn found(&self) -> Result<Found, Error> {
        let inner = &*self.inner;
        inner.found.value(|_| true, || discover(&inner.transport, &inner.auth)).await
    }

    /// What `probe` finds out, once.
    pub(crate) async fn kept_has_v2<F>(&self, probe: impl FnOnce() -> F) -> Result<bool, Error>
    where
        F: Future<Output = Result<bool, Error>>,
    {
        self.inner.has_v2.value(|_| true, probe).await
    }

    /// A read, repeated when the trouble looks passing.
    pub(crate) async fn read<T: DeserializeOwned>(&self, call: Call) -> Result<T, Error> {
        let value = self.repeated(|| self.once(&call)).await?;
        self.shaped(&call, value).await
    }

    /// A read of something that not every version has: absence is an answer, and is not asked for again.
    pub(crate) async fn read_if_there<T: DeserializeOwned>(&self, call: Call) -> Result<T, Error> {
        let value = self.if_there(&call).await??;
        self.shaped(&call, value).await
    }

    /// Whether there is an answer.
    pub(crate) async fn is_there(&self, call: Call) -> Result<bool, Error> {
        Ok(self.if_there(&call).await?.is_ok())
    }

    async fn if_there(&self, call: &Call) -> Result<Result<Value, Error>, Error> {
        self.repeated(|| async {
            match self.once(call).await {
                Err(error) if is_absence(error.kind()) => Ok(Err(error)),
                outcome => outcome.map(Ok),
            }
        })
        .await
    }

    /// One page.
    pub(crate) async fn read_page<T: DeserializeOwned>(
        &self,
        call: Call,
        page: PageRequest,
    ) -> Result<Page<T>, Error> {
        self.read_page_in(call, page, |answer| answer).await
    }

    /// One page that lies somewhere in the answer.
    pub(crate) async fn read_page_in<T: DeserializeOwned>(
        &self,
        call: Call,
        page: PageRequest,
        place: impl FnOnce(Value) -> Value,
    ) -> Result<Page<T>, Error> {
        let call = call.page(page);
        let value = self.repeated(|| self.once(&call)).await?;
        match Page::read(place(value), page) {
            Some(page) => Ok(page),
            None => Err(self.misshaped(&call, "a page of a list").await),
        }
    }

    /// All pages. `call` makes the request without its page.
    pub(crate) async fn read_all<T>(&self, call: impl Fn() -> Call) -> Result<Vec<T>, Error>
    where
        T: DeserializeOwned + PartialEq,
    {
        let first = PageRequest::first(CRAWL_SIZE);
        let page = self.read_page(call(), first).await?;
        self.rest(call, first, page).await
    }

    /// A list that servers send as a plain array, and some perhaps page by page.
    pub(crate) async fn read_list<T>(&self, call: impl Fn() -> Call) -> Result<Vec<T>, Error>
    where
        T: DeserializeOwned + PartialEq,
    {
        let bare = call();
        let value = self.repeated(|| self.once(&bare)).await?;
        if value.is_null() {
            return Ok(Vec::new());
        }
        // The size that the server chose by itself is the size that the following pages have to be asked with.
        let size = value.get("size").and_then(lenient::whole).and_then(|size| u32::try_from(size).ok());
        let asked = PageRequest::first(size.unwrap_or(CRAWL_SIZE).max(1));
        match Page::read(value, asked) {
            Some(page) => self.rest(call, asked, page).await,
            None => Err(self.misshaped(&bare, "a list").await),
        }
    }

    /// A plain array that is never cut into pages.
    pub(crate) async fn read_array<T: DeserializeOwned>(&self, call: Call) -> Result<Vec<T>, Error> {
        let value = self.repeated(|| self.once(&call)).await?;
        if value.is_array() {
            return Ok(lenient::elements(value));
        }
        Err(self.misshaped(&call, "a list").await)
    }

    async fn rest<T>(
        &self,
        call: impl Fn() -> Call,
        asked: PageRequest,
        first: Page<T>,
    ) -> Result<Vec<T>, Error>
    where
        T: DeserializeOwned + PartialEq,
    {
        let mut asked = asked;
        let mut page = first;
        let mut all = Vec::new();
        loop {
            let is_last = page.last;
            let before = all.len();
            all.append(&mut page.items);
            if is_last {
                return Ok(all);
            }
            asked = asked.next();
            page = self.read_page(call(), asked).await?;
            let same_again = !page.items.is_empty() && all[before..] == page.items[..];
            if same_again || asked.number >= MOST_PAGES {
                let error = Error::new(
                    ErrorKind::EndlessPages { pages: asked.number.saturating_add(1) },
                    Sent::Maybe,
                );
                return Err(self.named(&call(), error).await);
            }
        }
    }

    /// A write with an answer: sent once, and once more only when the server said 401 to an access token.
    pub(crate) async fn write<T: DeserializeOwned>(&self, call: Call) -> Result<T, Error> {
        let value = self.carried_out(&call, Due::Json).await?;
        self.shaped(&call, value).await
    }

    /// A write whose answer is a list.
    pub(crate) async fn write_list<T: DeserializeOwned>(&self, call: Call) -> Result<Vec<T>, Error> {
        let Value::Array(items) = self.carried_out(&call, Due::Json).await? else {
            return Err(self.misshaped(&call, "a list").await);
        };
        Ok(items.into_iter().filter_map(lenient::shaped).collect())
    }

    /// A write whose answer carries nothing.
    pub(crate) async fn write_only(&self, call: Call) -> Result<(), Error> {
        self.carried_out(&call, Due::Nothing).await.map(drop)
    }

    async fn carried_out(&self, call: &Call, due: Due) -> Result<Value, Error> {
        // Finding out and signing in only read, and may be repeated.
        let ticket = self.repeated(|| self.ticket()).await.map_err(Error::before_sending)?;
        self.present(ticket, call, due).await
    }

    async fn once(&self, call: &Call) -> Result<Value, Error> {
        let ticket = self.ticket().await?;
        self.present(ticket, call, Due::Json).await
    }

    async fn ticket(&self) -> Result<Ticket, Error> {
        let found = self.found().await?;
        let credential = self.inner.auth.credential(&self.inner.transport, found.sign_in).await?;
        Ok(Ticket { prefix: found.prefix, credential })
    }

    /// A file, repeated like a read until its first piece is here.
    pub(crate) async fn download(&self, call: Call) -> Result<Download, Error> {
        self.repeated(|| self.opened(&call)).await
    }

    async fn opened(&self, call: &Call) -> Result<Download, Error> {
        let ticket = self.ticket().await?;
        let refusal = match self.open(&ticket, call).await {
            Err(error) if is_refused_token(&error) => error,
            outcome => return outcome,
        };
        self.open(&self.renewed(ticket, refusal).await?, call).await
    }

    async fn present(&self, ticket: Ticket, call: &Call, due: Due) -> Result<Value, Error> {
        let refusal = match self.send(&ticket, call, due).await {
            Err(error) if is_refused_token(&error) => error,
            outcome => return outcome,
        };
        self.send(&self.renewed(ticket, refusal).await?, call, due).await
    }

    /// The ticket with another access token; the refusal where there is no other.
    async fn renewed(&self, ticket: Ticket, refusal: Error) -> Result<Ticket, Error> {
        match self.inner.auth.instead_of(&ticket.credential, &self.inner.transport).await {
            Ok(credential) => Ok(Ticket { credential, ..ticket }),
            Err(error) if is_absence(error.kind()) => Err(refusal),
            Err(error) => Err(error.before_sending()),
        }
    }

    async fn send(&self, ticket: &Ticket, call: &Call, due: Due) -> Result<Value, Error> {
        let path = call.path(ticket.prefix);
        self.inner.transport.send(&call.ask(ticket, &path, due)).await
    }

    async fn open(&self, ticket: &Ticket, call: &Call) -> Result<Download, Error> {
        let path = call.path(ticket.prefix);
        self.inner.transport.open(&call.ask(ticket, &path, Due::File(call.pages))).await
    }

    async fn repeated<T, F>(&self, attempt: impl Fn() -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let limits = &self.inner.config.limits;
        let tries = attempt
            .retry(retry::waits(limits))
            .sleep(sleep)
            .when(|error| retry::is_passing(error.kind()))
            .adjust(|error, wait| {
                retry::wait(limits, wait?, error.kind(), (self.inner.config.outside.random)())
            })
            .notify(|error, wait| tracing::debug!(%error, ?wait, "trying again"));
        // Every call holds one.
        Box::pin(tries.into_future()).await
    }

    async fn shaped<T: DeserializeOwned>(&self, call: &Call, value: Value) -> Result<T, Error> {
        if let Some(shaped) = lenient::shaped(value) {
            return Ok(shaped);
        }
        // The reader's own words may quote the answer, so only the type is named.
        let due = std::any::type_name::<T>().rsplit("::").next().unwrap_or("data");
        Err(self.misshaped(call, due).await)
    }

    async fn misshaped(&self, call: &Call, due: &str) -> Error {
        let problem = format!("{due} was due");
        self.named(call, Error::new(ErrorKind::Shape { problem }, Sent::Maybe)).await
    }

    async fn named(&self, call: &Call, error: Error) -> Error {
        let prefix = self.found().await.map_or(Prefix::Api, |found| found.prefix);
        error.asked(call.method, &call.path(prefix))
    }
}

fn is_refused_token(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Unauthorized { .. })
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let base_url = without_user(&self.inner.config.base_url);
        f.debug_struct("Client").field("base_url", &base_url.as_str()).finish_non_exhaustive()
    }
}
