//! What the fuzz targets check; the property tests run the same functions.

/// Any bytes as a `projects.json` or an `.env`.
pub fn plan_import(data: &[u8]) {
    crate::exports::decide::import::holds(data);
}
