use store::SavedTestsRow;

use crate::Companion;
use crate::runs::text_fault;
use crate::texts::{Fault, Unchosen};
use crate::view::{Event, Failure, FieldFault, Saved, SavedTests, Tests};

impl Companion {
    /// The choices of tests that were saved in a project, by name.
    pub async fn saved_tests(&self, project_id: i64) -> Result<Vec<SavedTests>, Failure> {
        let inner = &self.inner;
        let connection_id = inner.session()?.connection.id;
        let rows = inner.store.saved_tests().of_project(connection_id, project_id).await;
        let rows = rows.map_err(|error| inner.stored(&error))?;
        // One of a later version is left as it is.
        let shown = |row: SavedTestsRow| {
            Some(SavedTests { id: row.id, name: row.name, tests: serde_json::from_str(&row.tests).ok()? })
        };
        Ok(rows.into_iter().filter_map(shown).collect())
    }

    /// Writes over one of the same name.
    pub async fn save_tests(&self, project_id: i64, name: String, tests: Tests) -> Result<Saved, Failure> {
        let inner = &self.inner;
        if let Some(refused) = self.wrong_name(&name) {
            return Ok(refused);
        }
        if is_nothing(&tests) {
            let message = inner.texts().unchosen(&Unchosen::NothingChosen);
            let fault = FieldFault { field: "tests".to_owned(), message };
            return Ok(Saved::Refused { faults: vec![fault] });
        }
        let connection_id = inner.session()?.connection.id;
        let tests = serde_json::to_string(&tests).unwrap_or_default();
        let saved = inner.store.saved_tests().save(connection_id, project_id, name.trim(), &tests).await;
        saved.map_err(|error| inner.stored(&error))?;
        inner.emit(Event::CatalogueChanged);
        Ok(Saved::Saved)
    }

    pub async fn rename_tests(&self, id: i64, name: String) -> Result<Saved, Failure> {
        let inner = &self.inner;
        if let Some(refused) = self.wrong_name(&name) {
            return Ok(refused);
        }
        let renamed = inner.store.saved_tests().rename(id, name.trim()).await;
        if !renamed.map_err(|error| inner.stored(&error))? {
            let message = inner.texts().fault(Fault::TwiceGiven { name: name.trim() });
            let fault = FieldFault { field: "name".to_owned(), message };
            return Ok(Saved::Refused { faults: vec![fault] });
        }
        inner.emit(Event::CatalogueChanged);
        Ok(Saved::Saved)
    }

    pub async fn delete_tests(&self, id: i64) -> Result<(), Failure> {
        let inner = &self.inner;
        inner.store.saved_tests().delete(id).await.map_err(|error| inner.stored(&error))?;
        inner.emit(Event::CatalogueChanged);
        Ok(())
    }

    fn wrong_name(&self, name: &str) -> Option<Saved> {
        let fault = text_fault(name)?;
        let fault = FieldFault { field: "name".to_owned(), message: self.inner.texts().fault(fault) };
        Some(Saved::Refused { faults: vec![fault] })
    }
}

fn is_nothing(tests: &Tests) -> bool {
    match tests {
        Tests::All => true,
        Tests::Tree { groups, cases, .. } => groups.is_empty() && cases.is_empty(),
        Tests::Query { aql } => aql.trim().is_empty(),
        Tests::Plan { .. } | Tests::Run { .. } => false,
    }
}
