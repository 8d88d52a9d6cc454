//! From servers to images and back: snapshots, backups, rebuilding.

use http::HeaderValue;
use http::header::LOCATION;
use starmap::authorize::Policy;
use starmap::extract::{Body, Call};
use starmap::fault::Fault;
use starmap::filter::Response;
use starmap::links::Links;
use starmap::microversion::Microversion;
use starmap::response::{Reply, WithHeaders, Written};
use starmap::route::Answer;
use starmap::schema::{Map, Nullable};
use starmap::view::View;

use super::controller;
use super::images::ImagesController;
use super::schemas::server_actions::{CrashDump, CreateBackup, CreateImage, RebuildServer, RebuildWith};
use super::server_create::{files, password};
use super::server_lookup::{Bare, target};
use super::servers::ServersController;
use super::servers::seen;
use super::views::servers::{ImageIdBody, Occasion, RebuiltBody, RebuiltServer, ServerView};
use crate::compute::server::Labels;
use crate::compute::{Accepted, Caller, Rebuild, ServerAction};

controller! {
    /// Serves images among the actions on servers.
    ServerImagesController
}

#[starmap::resource("servers/{id}/action")]
impl ServerImagesController {
    /// Makes an image of a server.
    #[action(
        POST,
        body = "createImage",
        status = 202,
        until = "2.44",
        also(404, 409),
        policy = "os_compute_api:servers:create_image"
    )]
    pub(super) async fn create_image_at(
        &self,
        id: &str,
        Body(body): Body<CreateImage>,
        caller: Caller,
        policy: Policy<'_>,
        links: Links,
    ) -> Result<Bare, Fault> {
        let accepted = self.snapshot(id, body, &caller, policy).await?;
        let settings = &self.state.settings.api;
        let place = settings.glance_link_prefix.as_ref().or(settings.glance_endpoint.as_ref());
        let place = place.map_or_else(|| links.application(), |place| place.trim_end_matches('/'));
        let location = [place, &ImagesController::show_url(accepted.image_id.unwrap_or_default())].concat();
        Ok(Bare { location: Some(location) })
    }

    /// Makes an image of a server.
    #[action(
        POST,
        body = "createImage",
        status = 202,
        since = "2.45",
        also(404, 409),
        policy = "os_compute_api:servers:create_image"
    )]
    pub(super) async fn create_image(
        &self,
        id: &str,
        Body(body): Body<CreateImage>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<Written<ImageIdBody<'_>>, Fault> {
        let accepted = self.snapshot(id, body, &caller, policy).await?;
        Ok(Written::of(&ImageIdBody { image_id: accepted.image_id.as_deref() }, version))
    }

    /// Makes an image of a server that takes the place of the oldest one of its kind.
    #[action(
        POST,
        body = "createBackup",
        until = "2.44",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:os-create-backup"
    )]
    async fn create_backup_at(
        &self,
        id: &str,
        Body(body): Body<CreateBackup>,
        caller: Caller,
        policy: Policy<'_>,
        links: Links,
    ) -> Result<Bare, Fault> {
        let image_id = self.back_up(id, body, &caller, policy).await?;
        Ok(Bare { location: image_id.map(|image| [links.application(), &ImagesController::show_url(image)].concat()) })
    }

    /// Makes an image of a server that takes the place of the oldest one of its kind.
    #[action(
        POST,
        body = "createBackup",
        since = "2.45",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:os-create-backup"
    )]
    async fn create_backup(
        &self,
        id: &str,
        Body(body): Body<CreateBackup>,
        caller: Caller,
        policy: Policy<'_>,
        version: Microversion,
    ) -> Result<BackupImage, Fault> {
        let image_id = self.back_up(id, body, &caller, policy).await?;
        Ok(match image_id.as_deref() {
            Some(_) => BackupImage::Kept(Written::of(&ImageIdBody { image_id: image_id.as_deref() }, version)),
            None => BackupImage::Dropped(Bare { location: None }),
        })
    }

    /// Makes a server anew from an image.
    #[action(POST, body = "rebuild", status = 202, also(404, 409), policy = "os_compute_api:servers:rebuild")]
    pub(super) async fn rebuild(
        &self,
        id: &str,
        Body(body): Body<RebuildServer>,
        caller: Caller,
        policy: Policy<'_>,
        links: Links,
        version: Microversion,
    ) -> Result<WithHeaders<Written<RebuiltBody<'_>>>, Fault> {
        let files = files(body.rebuild.personality.as_deref().unwrap_or_default())?;
        let given = body.rebuild.admin_pass.clone();
        let server = self.state.server(&caller, policy, id).await?;
        if body.rebuild.trusted_image_certificates.as_ref().is_some_and(|list| list.as_ref().is_some()) {
            policy.authorize_rule("os_compute_api:servers:rebuild:trusted_certs", &target(&server))?;
        }
        self.state.compute.check_files(&caller, files).await?;
        let action = ServerAction::Rebuild(Box::new(rebuild(body.rebuild)));
        let accepted = self.state.act(&caller, policy, id, action).await?;
        let details = self.state.compute.details(vec![accepted.server]).await?;
        let one = details.first().ok_or_else(|| Fault::escaped("the details of a server were lost"))?;
        let password = given.unwrap_or_else(|| password(self.state.settings.password_length));
        let server = RebuiltServer {
            server: ServerView::new(one, seen(&caller, policy), Occasion::Rebuild, &links, version),
            key_name: one.server.key_name.as_deref(),
            user_data: one.server.user_data.as_deref(),
            admin_pass: self.state.settings.api.enable_instance_password.then_some(password.as_str()),
        };
        let location = HeaderValue::from_str(&links.own(&ServersController::show_url(id)));
        let location = location.map_err(|_| Fault::escaped("a link is no header value"))?;
        Ok(WithHeaders { reply: Written::of(&RebuiltBody { server }, version), headers: vec![(LOCATION, location)] })
    }

    /// Makes the guest write down why it would crash.
    #[action(
        POST,
        body = "trigger_crash_dump",
        since = "2.17",
        status = 202,
        also(404, 409),
        policy = "os_compute_api:servers:trigger_crash_dump"
    )]
    async fn trigger_crash_dump(
        &self,
        id: &str,
        Body(_): Body<CrashDump>,
        caller: Caller,
        policy: Policy<'_>,
    ) -> Result<(), Fault> {
        self.state.act_mapped(&caller, policy, id, ServerAction::CrashDump).await.map(drop)
    }
}

impl ServerImagesController {
    /// The image, unless none is to be kept.
    async fn back_up(
        &self,
        id: &str,
        body: CreateBackup,
        caller: &Caller,
        policy: Policy<'_>,
    ) -> Result<Option<String>, Fault> {
        let backup = body.backup;
        let action = ServerAction::CreateBackup {
            name: backup.name.trim().to_owned(),
            kind: backup.backup_type,
            rotation: i64::try_from(backup.rotation.0).unwrap_or(i64::MAX),
            properties: properties(backup.metadata),
        };
        let kept = backup.rotation.0 > 0;
        let accepted = self.state.act(caller, policy, id, action).await?;
        Ok(accepted.image_id.filter(|_| kept))
    }

    async fn snapshot(
        &self,
        id: &str,
        body: CreateImage,
        caller: &Caller,
        policy: Policy<'_>,
    ) -> Result<Accepted, Fault> {
        let properties = properties(body.image.metadata);
        let action = ServerAction::CreateImage { name: body.image.name.trim().to_owned(), properties };
        self.state.act(caller, policy, id, action).await
    }
}

/// What a backup answers: its image, if it is kept.
#[derive(Debug)]
enum BackupImage {
    Kept(Written<ImageIdBody<'static>>),
    Dropped(Bare),
}

impl Reply for BackupImage {
    const ANSWER: Answer = Answer::Perhaps(<ImageIdBody<'_> as View>::SCHEMA);

    fn reply(self, call: &Call<'_>) -> Result<Response, Fault> {
        match self {
            Self::Kept(image) => image.reply(call),
            Self::Dropped(bare) => bare.reply(call),
        }
    }
}

fn properties(metadata: Option<Map<String>>) -> Labels {
    metadata.into_iter().flatten().collect()
}

fn rebuild(with: RebuildWith) -> Rebuild {
    Rebuild {
        image_id: with.image_ref,
        name: with.name.map(|name| name.trim().to_owned()),
        description: with.description.map(Nullable::into_option),
        hostname: with.hostname,
        metadata: with.metadata.map(|metadata| metadata.into_iter().collect()),
        auto_disk_config: with.disk_config.map(|config| config == "AUTO"),
        access_ip_v4: with.access_ip_v4,
        access_ip_v6: with.access_ip_v6,
        key_name: with.key_name.map(Nullable::into_option),
        user_data: with.user_data.map(Nullable::into_option),
        trusted_image_certificates: with
            .trusted_image_certificates
            .map(|certificates| certificates.into_option().unwrap_or_default()),
    }
}
