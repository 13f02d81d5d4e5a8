//! Where the vendor's definition (26.1.1) says otherwise than servers do. Each entry is one fact with its reason; the
//! check allows these and nothing else.

/// Paths that the definition does not list.
const UNLISTED: [(&str, &str); 3] = [
    ("/api/uaa/oauth/token", "the account service signs in all versions, and has a definition of its own"),
    ("/api/uaa/account/me", "where versions up to 25 keep the account, in the account service"),
    ("/api/uaa/me", "where old versions keep the account, in the account service"),
];

/// `(operation, query parameter, reason)`: sent although undeclared.
const UNDECLARED_QUERY: [(&str, &str, &str); 5] = [
    (
        "POST /api/upload/session",
        "manual",
        "tells the handler of uploads by hand from that of a CI on the same path",
    ),
    (
        "GET /api/launch",
        "preview",
        "known to all servers, missing from every definition; without it rows are sparse",
    ),
    (
        "GET /api/testresult/{id}/execution",
        "v2",
        "tells the typed handler from the older one on the same path",
    ),
    ("GET /api/testresult/{testResultId}/fixture", "v2", "tells the typed handler from the older one"),
    (
        "POST /api/testresult/{id}/resolve",
        "v2",
        "tells the handler that keeps the message from the older one",
    ),
];

/// `(operation, query parameter, reason)`: not sent although declared as required.
const NOT_REQUIRED: [(&str, &str, &str); 2] = [
    (
        "GET /api/job",
        "externalId",
        "belongs to a second handler on the same path, which the definition merges in",
    ),
    ("GET /api/account/me", "csrfToken", "filled in by the server's framework, not by callers"),
];

/// `(operation, schema, reason)`: the definition offers several answers for one path; this is the one asked for.
const ANSWERED_WITH: [(&str, &str, &str); 2] = [
    ("GET /api/job", "PageJobDto", "the single job belongs to the handler with externalId"),
    ("GET /api/launch", "PageLaunchPreviewDto", "the client always asks with preview=true"),
];

/// `(schema, field, reason)`: null although the definition has no null.
const NULLABLE: [(&str, &str, &str); 7] = [
    ("LaunchDiffCell", "status", "the result is still in progress"),
    ("LaunchDiffTestResult", "status", "the result is still in progress"),
    ("TestStatusCount", "status", "counts results that are still in progress"),
    ("TestResultDto", "status", "the result is still in progress"),
    ("TestResultRowDto", "status", "the result is still in progress"),
    ("JobRunDto", "status", "the job run has not finished"),
    ("LaunchPreviewDto", "statistic", "servers fill it for closed launches only"),
];

/// `(schema, field, reason)`: answered although undeclared.
const UNDECLARED_ANSWER: [(&str, &str, &str); 7] = [
    (
        "JobParameterDto",
        "name",
        "two types of the same name are merged in the definition, and the one sent wins",
    ),
    ("JobParameterDto", "defaultValue", "the value's name on some versions"),
    ("JobDto", "projectId", "told by live servers"),
    ("JobDto", "canRun", "told by live servers"),
    ("JobDto", "externalId", "told by live servers"),
    ("LaunchDto", "createdBy", "told by live servers, and in the definition of 4.24"),
    ("LaunchDto", "lastModifiedBy", "told by live servers, and in the definition of 4.24"),
];

/// `(schema, field, reason)`: asked although undeclared.
const UNDECLARED_REQUEST: [(&str, &str, &str); 2] = [
    (
        "JobRunSessionRequestDto",
        "launchId",
        "the body of the handler behind manual=true, which the definitions of 25.4 and 4.24 print",
    ),
    ("ScenarioStepCreateDto", "expectedResult", "the text of 4.x, which has no steps of an expected result"),
];

pub(crate) fn may_be_asked(schema: &str, field: &str) -> bool {
    UNDECLARED_REQUEST.iter().any(|(of, name, _)| (*of, *name) == (schema, field))
}

pub(crate) fn is_unlisted(path: &str) -> bool {
    UNLISTED.iter().any(|(unlisted, _)| *unlisted == path)
}

pub(crate) fn may_be_sent(operation: &str, parameter: &str) -> bool {
    UNDECLARED_QUERY.iter().any(|(of, name, _)| (*of, *name) == (operation, parameter))
}

pub(crate) fn may_be_missing(operation: &str, parameter: &str) -> bool {
    NOT_REQUIRED.iter().any(|(of, name, _)| (*of, *name) == (operation, parameter))
}

/// `(operation, schema, reason)`: what servers without the typed handlers answer.
const ANSWERED_UNTYPED: [(&str, &str, &str); 2] = [
    ("GET /api/testresult/{id}/execution", "TestResultScenarioDto", "the only shape up to 4.x"),
    ("GET /api/testresult/{testResultId}/fixture", "UntypedFixtures", "the only shape up to 4.x"),
];

/// `(operation, schema, reason)`: what servers without the typed handlers are asked.
const ASKED_UNTYPED: [(&str, &str, &str); 1] = [(
    "POST /api/testresult/{id}/resolve",
    "UntypedResolve",
    "steps with files beside them, the only shape up to 4.x",
)];

pub(crate) fn asked_untyped(operation: &str, typed: bool) -> Option<&'static str> {
    let asked = ASKED_UNTYPED.iter().find(|(of, ..)| !typed && *of == operation);
    asked.map(|(_, schema, _)| *schema)
}

/// `(operation, schema, reason)`: what old servers answer.
const ANSWERED_BEFORE: [(&str, &str, &str); 1] =
    [("GET /api/cf", "PlainFields", "up to 4.x a plain list of the fields, not of a project's use of them")];

pub(crate) fn answered_before(operation: &str) -> Option<&'static str> {
    ANSWERED_BEFORE.iter().find(|(of, ..)| *of == operation).map(|(_, schema, _)| *schema)
}

pub(crate) fn answered_with(operation: &str, typed: bool) -> Option<&'static str> {
    if !typed && let Some((_, schema, _)) = ANSWERED_UNTYPED.iter().find(|(of, ..)| *of == operation) {
        return Some(schema);
    }
    ANSWERED_WITH.iter().find(|(of, ..)| *of == operation).map(|(_, schema, _)| *schema)
}

pub(crate) fn may_be_null(schema: &str, field: &str) -> bool {
    NULLABLE.iter().any(|(of, name, _)| (*of, *name) == (schema, field))
}

pub(crate) fn may_be_answered(schema: &str, field: &str) -> bool {
    UNDECLARED_ANSWER.iter().any(|(of, name, _)| (*of, *name) == (schema, field))
}

/// They keep the account and the custom fields elsewhere, and have no `/api/v2`.
pub(crate) fn absent_on_old_servers(operation: &str) -> bool {
    operation.contains(" /api/v2/")
        || matches!(operation, "GET /api/account/me" | "GET /api/project/{projectId}/cf")
}

/// What later servers also have, but the client asks of old ones only.
pub(crate) fn left_to_old_servers(operation: &str) -> bool {
    matches!(
        operation,
        "GET /api/cf"
            | "GET /api/testcasetree/group"
            | "GET /api/testcasetree/leaf"
            | "POST /api/testcase/bulk/run/new"
            | "POST /api/testcasetree/job"
            | "POST /api/testcasetree/runstats"
            | "POST /api/testresult/bulk/resolve"
            | "POST /api/export/testcase/csv"
            | "POST /api/testcasetree/select"
    )
}

/// Answered with a file, which no schema describes.
const FILES: [&str; 5] = [
    // The definition names the framework's type for a stream, with a JSON schema of its own.
    "GET /api/export/download/{exportRequestId}",
    "GET /api/sharedstep/attachment/{id}/content",
    "GET /api/testcase/attachment/{id}/content",
    "GET /api/testfixtureresult/attachment/{id}/content",
    "GET /api/testresult/attachment/{id}/content",
];

pub(crate) fn is_file(operation: &str) -> bool {
    FILES.contains(&operation)
}

/// Members of unions: `(schema, the field that tells, its words)`. The definition writes the unions without saying which
/// word means which member, so that most values would be several members at once. Linked issues were called `issue` up
/// to 4.x.
pub(crate) const MEMBERS: [(&str, &str, &[&str]); 36] = [
    (
        "ExportFieldMappingTestCaseExportField",
        "field",
        &[
            "allure_id",
            "name",
            "full_name",
            "automated",
            "description",
            "precondition",
            "expected_result",
            "status",
        ],
    ),
    ("CustomFieldExportFieldMapping", "field", &["custom_field"]),
    ("ExampleExportFieldMapping", "field", &["example"]),
    ("IssueIntegrationExportFieldMapping", "field", &["issue_integration", "issue"]),
    ("LinkExportFieldMapping", "field", &["link"]),
    ("MultiValueExportFieldMapping", "field", &["tag", "parameter"]),
    ("RoleExportFieldMapping", "field", &["role"]),
    ("ScenarioExportFieldMapping", "field", &["scenario"]),
    (
        "TestCaseImportMapping",
        "field",
        &[
            "skip",
            "allure_id",
            "name",
            "full_name",
            "description",
            "precondition",
            "expected_result",
            "scenario",
        ],
    ),
    ("CustomFieldImportFieldMapping", "field", &["custom_field"]),
    ("IssueImportFieldMapping", "field", &["issue_integration"]),
    ("LinkImportFieldMapping", "field", &["link"]),
    ("MultiValueImportFieldMapping", "field", &["parameter"]),
    ("RoleImportFieldMapping", "field", &["role"]),
    ("TagImportFieldMapping", "field", &["tag"]),
    ("TestKeyImportFieldMapping", "field", &["test_key"]),
    ("AttachmentStepDto", "type", &["attachment"]),
    ("BodyStepDto", "type", &["body"]),
    ("ExpectedBodyStepDto", "type", &["expected_body"]),
    ("SharedStepStepDto", "type", &["shared"]),
    ("DefaultTextMarkupDocument", "type", &["doc"]),
    ("ParagraphDocumentNode", "type", &["paragraph"]),
    ("CodeBlockDocumentNode", "type", &["code_block"]),
    ("TextParagraphNode", "type", &["text"]),
    ("LineBreakParagraphNode", "type", &["lineBreak"]),
    ("TestCaseAttachmentRowDto", "entity", &["test_case"]),
    ("TestFixtureResultAttachmentRowDto", "entity", &["test_fixture_result"]),
    ("TestResultAttachmentRowDto", "entity", &["test_result"]),
    ("TestResultAttachmentStepDto", "type", &["attachment"]),
    ("TestResultBodyStepDto", "type", &["body"]),
    ("TestResultExpectedBodyStepDto", "type", &["expected_body"]),
    ("UploadTestResultAttachmentStepDto", "type", &["attachment"]),
    ("UploadTestResultBodyStepDto", "type", &["body"]),
    ("UploadTestResultExpectedBodyStepDto", "type", &["expected_body"]),
    ("TestCaseLightTreeNodeDto", "type", &["GROUP"]),
    ("TestCaseTreeLeafDtoV2", "type", &["LEAF"]),
];

/// `(schema, word, reason)`: words that the definition does not list.
pub(crate) const UNLISTED_WORDS: [(&str, &str, &str); 1] =
    [("TestCaseExportField", "issue", "what linked issues were called up to 4.x")];

/// `(schema, field, schema, field, reason)`: fields that the definition leaves out, of the type of another one.
pub(crate) const LEFT_OUT: [(&str, &str, &str, &str, &str); 2] = [
    (
        "TestResultBodyStepDto",
        "steps",
        "TestResultScenarioV2Dto",
        "steps",
        "steps have steps, as live servers tell; the definition loses what its types inherit",
    ),
    ("TestResultBodyStepDto", "expectedResultSteps", "TestResultScenarioV2Dto", "steps", "likewise"),
];
