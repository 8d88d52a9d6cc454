//! What was done to a server, by whom, and how it went: Nova's instance actions and their events.

use crate::compute::clock::Timestamp;
use crate::compute::error::ComputeError;
use crate::compute::{Caller, Compute};
use crate::store::Tx;

/// One request that changed a server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct ActionRecord {
    /// Counts from 1; 0 before the record is stored.
    pub number: i64,
    pub server_id: String,
    pub action: String,
    pub request_id: String,
    pub user_id: String,
    pub project_id: String,
    /// `Error` when it failed.
    pub message: Option<String>,
    pub started_at: Timestamp,
    pub updated_at: Timestamp,
}

/// One step of an action.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct ActionEvent {
    /// Counts from 1; 0 before the event is stored.
    pub number: i64,
    /// The number of its action.
    pub action: i64,
    pub event: String,
    pub host: Option<String>,
    pub started_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    /// `Success` or `Error`.
    pub result: Option<String>,
    pub traceback: Option<String>,
    pub details: Option<String>,
}

/// An action with its steps.
#[derive(Clone, Debug)]
pub struct ActionReport {
    /// The action.
    pub action: ActionRecord,
    /// Its steps, newest first.
    pub events: Vec<ActionEvent>,
}

/// Which actions of a server. `Default` is all, newest first.
#[derive(Clone, Debug, Default)]
pub struct ActionQuery {
    /// Changed at this moment or later.
    pub changed_since: Option<Timestamp>,
    /// Changed at this moment or earlier.
    pub changed_before: Option<Timestamp>,
    /// The request id of the last action of the page before.
    pub marker: Option<String>,
    /// `None` is every one.
    pub limit: Option<usize>,
}

impl Compute {
    /// Returns the actions of a server, deleted or not, newest first.
    ///
    /// # Errors
    /// `ServerNotFound`; `MarkerNotFound`; `Unavailable`.
    pub async fn list_actions(
        &self,
        caller: &Caller,
        server: &str,
        query: ActionQuery,
    ) -> Result<Vec<ActionRecord>, ComputeError> {
        let (caller, server) = (caller.clone(), server.to_owned());
        self.store
            .read(move |tx| {
                visible(tx, &caller, &server)?;
                if let Some(marker) = &query.marker
                    && tx.action(&server, marker)?.is_none()
                {
                    return Err(ComputeError::MarkerNotFound(marker.clone()));
                }
                tx.list_actions(&server, &query)
            })
            .await
    }

    /// Returns the action of one request, with its steps.
    ///
    /// # Errors
    /// `ServerNotFound`; `NotFound` for the request; `Unavailable`.
    pub async fn action(&self, caller: &Caller, server: &str, request: &str) -> Result<ActionReport, ComputeError> {
        let (caller, server, request) = (caller.clone(), server.to_owned(), request.to_owned());
        self.store
            .read(move |tx| {
                visible(tx, &caller, &server)?;
                let missing = || ComputeError::NotFound(format!("Action {request} not found"));
                let action = tx.action(&server, &request)?.ok_or_else(missing)?;
                Ok(ActionReport { events: tx.action_events(action.number)?, action })
            })
            .await
    }
}

fn visible(tx: &Tx<'_>, caller: &Caller, server: &str) -> Result<(), ComputeError> {
    let found = tx.any_server(server)?.filter(|s| caller.may_see(&s.project_id));
    found.map(drop).ok_or_else(|| ComputeError::ServerNotFound(server.into()))
}

/// Notes that an action has begun and returns its number.
pub(crate) fn begin(tx: &Tx<'_>, caller: &Caller, server: &str, action: &str) -> Result<i64, ComputeError> {
    let now = Timestamp::now();
    tx.add_action(&ActionRecord {
        number: 0,
        server_id: server.into(),
        action: action.into(),
        request_id: caller.request_id.clone(),
        user_id: caller.user_id.clone(),
        project_id: caller.project_id.clone(),
        message: None,
        started_at: now,
        updated_at: now,
    })
}

/// Notes how a step of an action ended.
pub(crate) fn end(
    tx: &Tx<'_>,
    action: i64,
    event: &str,
    host: Option<&str>,
    started_at: Timestamp,
    failure: Option<&str>,
) -> Result<(), ComputeError> {
    let result = if failure.is_some() { "Error" } else { "Success" };
    tx.add_action_event(&ActionEvent {
        number: 0,
        action,
        event: event.into(),
        host: host.map(str::to_owned),
        started_at,
        finished_at: Some(Timestamp::now()),
        result: Some(result.into()),
        traceback: failure.map(str::to_owned),
        details: failure.map(str::to_owned),
    })?;
    tx.touch_action(action, failure.map(|_| "Error"))
}
