use testops::{ErrorKind, QueryCheck};

use super::aql::{self, AqlFault, LAUNCH_FIELDS, Misplaced, RESULT_FIELDS};
use crate::companion::Inner;
use crate::core::session::Session;
use crate::view::{Failure, QueryFault, QuerySubject, QueryVerdict};

impl Inner {
    /// Whether a query can be asked, and how many it finds. What is wrong with its form is told without asking the server.
    pub(crate) async fn judge_query(
        &self,
        session: &Session,
        project_id: i64,
        subject: QuerySubject,
        query: &str,
    ) -> Result<QueryVerdict, Failure> {
        if let Err(wrong) = aql::check(query) {
            return Ok(self.wrong(query, &wrong));
        }
        let checked = match subject {
            QuerySubject::Launches => session.client.count_launches(project_id, query).await,
            QuerySubject::Results => {
                let told = session.client.check_result_query(project_id, query).await;
                told.map(|QueryCheck { count, .. }| count)
            }
        };
        let refused = || {
            let known: &[&str] = match subject {
                QuerySubject::Launches => &LAUNCH_FIELDS,
                QuerySubject::Results => &RESULT_FIELDS,
            };
            aql::unknown_field(query, known).map_or_else(
                || QueryVerdict {
                    fault: Some(QueryFault {
                        message: self.texts().aql_fault(AqlFault::Refused).to_owned(),
                        place: None,
                    }),
                    count: None,
                },
                |wrong| self.wrong(query, &wrong),
            )
        };
        match checked {
            Ok(Some(count)) => {
                Ok(QueryVerdict { fault: None, count: Some(u32::try_from(count).unwrap_or(u32::MAX)) })
            }
            Ok(None) => Ok(refused()),
            Err(error) if matches!(error.kind(), ErrorKind::Rejected { .. }) => Ok(refused()),
            Err(error) => Err(self.asked(session, &error)),
        }
    }

    fn wrong(&self, query: &str, wrong: &Misplaced) -> QueryVerdict {
        let units = |end: usize| {
            let text = query.get(..end).unwrap_or(query);
            u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
        };
        let place = Some((units(wrong.from), units(wrong.to)));
        let message = self.texts().aql_fault(wrong.fault).to_owned();
        QueryVerdict { fault: Some(QueryFault { message, place }), count: None }
    }
}
