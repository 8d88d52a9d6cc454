//! Every row of the compute API, visited from the table alone.

use nova_lite::api::Api;
use starmap::testing::smoke;

use super::cloud::{ADMIN, cloud};

/// What answers 500 or above in Nova too, or with a second status of success.
const DECLARED: [(&str, u16); 9] = [
    ("BaremetalNodesController::index", 501),
    ("BaremetalNodesController::show", 501),
    ("HypervisorsController::uptime", 501),
    ("ServerExternalEventsController::create", 207),
    ("VolumesBootController::confirm_resize", 500),
    ("VolumesBootController::revert_resize", 500),
    ("VolumesBootController::start", 500),
    ("VolumesBootController::stop", 500),
    ("VolumesBootController::trigger_crash_dump", 500),
];

#[tokio::test]
async fn every_row_keeps_what_it_declares() {
    let cloud = cloud().await;
    let smoke = smoke::<Api, _>(&cloud.client).mount("/v2.1").token(ADMIN);
    // The root below the mount is the version document's.
    let smoke = smoke.elsewhere("RootController::index");
    let smoke = DECLARED.iter().fold(smoke, |smoke, (action, status)| smoke.may_answer(action, *status));
    let visited = smoke.visit().await;
    visited.assert();
    assert!(visited.by_status[&200] > 100, "{visited:?}");
}
