//! What a connection to Keystone runs over: TCP, or TLS on it for `https`, as keystonemiddleware's `cafile`, `certfile`, `keyfile` and
//! `insecure` say.
//!
//! Without the feature `tls` an `https` address is refused when it is read; nothing here is reached then.

use tokio::net::TcpStream;

/// The options for `https`, as they stand in `[keystone_authtoken]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransportSettings {
    /// The authorities that Keystone's certificate has to be signed by, PEM; those of the system when unset.
    pub cafile: Option<String>,
    /// The certificate that this service shows, PEM.
    pub certfile: Option<String>,
    /// Its key, PEM; when unset it is looked for in `certfile`.
    pub keyfile: Option<String>,
    /// Believes any certificate.
    pub insecure: bool,
}

/// A stream in both directions.
pub(super) trait Stream: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin {}

impl<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin> Stream for S {}

/// Opens connections to one Keystone.
#[derive(Default)]
pub(super) struct Transport {
    #[cfg(feature = "tls")]
    settings: TransportSettings,
    #[cfg(feature = "tls")]
    connector: std::sync::OnceLock<Result<tokio_rustls::TlsConnector, String>>,
}

impl Transport {
    /// Opens a connection.
    ///
    /// # Errors
    ///
    /// Why there is none.
    pub(super) async fn open(&self, host: &str, port: u16, secure: bool) -> Result<Box<dyn Stream>, String> {
        let stream = TcpStream::connect((host, port)).await.map_err(|error| error.to_string())?;
        let _ = stream.set_nodelay(true);
        if secure { self.secure(host, stream).await } else { Ok(Box::new(stream)) }
    }
}

#[cfg(not(feature = "tls"))]
impl Transport {
    pub(super) fn new(_: &TransportSettings) -> Self {
        Self {}
    }

    async fn secure(&self, _: &str, _: TcpStream) -> Result<Box<dyn Stream>, String> {
        Err(WITHOUT_TLS.to_owned())
    }
}

/// What an `https` address is refused with by a build that cannot speak it.
#[cfg(not(feature = "tls"))]
pub(super) const WITHOUT_TLS: &str = "uses https, which a build without the feature `tls` cannot speak; use the http address \
                                      of Keystone, or a local proxy that speaks TLS to it";

#[cfg(feature = "tls")]
mod tls {
    use std::path::Path;
    use std::sync::{Arc, OnceLock};

    use tokio::net::TcpStream;
    use tokio_rustls::TlsConnector;
    use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
    use tokio_rustls::rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
    use tokio_rustls::rustls::pki_types::pem::PemObject;
    use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
    use tokio_rustls::rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

    use super::{Stream, Transport, TransportSettings};

    /// Where systems keep the authorities they trust, when `SSL_CERT_FILE` does not say.
    const SYSTEM_AUTHORITIES: [&str; 4] = [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ];

    impl Transport {
        /// Reads no file before the first `https` connection, or [`Self::check`].
        pub(in super::super) fn new(settings: &TransportSettings) -> Self {
            Self { settings: settings.clone(), connector: OnceLock::new() }
        }

        /// Reads the files, so that a mistake in them is found at start and not at the first request.
        ///
        /// # Errors
        ///
        /// The option and the file that cannot be used.
        pub(in super::super) fn check(&self) -> Result<(), String> {
            self.connector().map(drop)
        }

        fn connector(&self) -> Result<&TlsConnector, String> {
            let made = self.connector.get_or_init(|| config(&self.settings).map(|c| TlsConnector::from(Arc::new(c))));
            made.as_ref().map_err(Clone::clone)
        }

        pub(super) async fn secure(&self, host: &str, stream: TcpStream) -> Result<Box<dyn Stream>, String> {
            let name = ServerName::try_from(host.to_owned()).map_err(|error| format!("`{host}`: {error}"))?;
            let stream = self.connector()?.connect(name, stream).await.map_err(|error| format!("TLS: {error}"))?;
            Ok(Box::new(stream))
        }
    }

    fn config(settings: &TransportSettings) -> Result<ClientConfig, String> {
        let provider = Arc::new(ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?;
        let builder = if settings.insecure {
            tracing::warn!("[keystone_authtoken] insecure is set: whoever answers in Keystone's place is believed");
            builder.dangerous().with_custom_certificate_verifier(Arc::new(BelieveAll(provider)))
        } else {
            builder.with_root_certificates(roots(settings.cafile.as_deref())?)
        };
        let mut config = match (&settings.certfile, &settings.keyfile) {
            (None, None) => builder.with_no_client_auth(),
            (None, Some(_)) => return Err("[keystone_authtoken] keyfile is set without certfile; set both".to_owned()),
            (Some(certificate), key) => {
                let file = key.as_ref().unwrap_or(certificate);
                let key = PrivateKeyDer::from_pem_file(file)
                    .map_err(|error| wrong(if key.is_some() { "keyfile" } else { "certfile" }, file, &error))?;
                builder
                    .with_client_auth_cert(certificates("certfile", certificate)?, key)
                    .map_err(|error| wrong("certfile", certificate, &error))?
            }
        };
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }

    fn roots(cafile: Option<&str>) -> Result<RootCertStore, String> {
        let mut roots = RootCertStore::empty();
        if let Some(file) = cafile {
            for certificate in certificates("cafile", file)? {
                roots.add(certificate).map_err(|error| wrong("cafile", file, &error))?;
            }
            return Ok(roots);
        }
        let named = std::env::var("SSL_CERT_FILE").ok();
        let file = named.as_deref().or_else(|| SYSTEM_AUTHORITIES.into_iter().find(|file| Path::new(file).is_file()));
        let file =
            file.ok_or("[keystone_authtoken] cafile is not set, and no file of trusted authorities was found; set it")?;
        // A system's file may hold a certificate that is no authority's; the others count.
        roots.add_parsable_certificates(certificates("cafile", file)?);
        Ok(roots)
    }

    fn certificates(option: &str, file: &str) -> Result<Vec<CertificateDer<'static>>, String> {
        let read = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let certificates = read.map_err(|error| wrong(option, file, &error))?;
        if certificates.is_empty() {
            return Err(format!("[keystone_authtoken] {option}: there is no certificate in {file}"));
        }
        Ok(certificates)
    }

    fn wrong(option: &str, file: &str, error: &dyn std::fmt::Display) -> String {
        format!("[keystone_authtoken] {option}: {file} cannot be used: {error}")
    }

    /// `insecure`: any certificate is believed, but whoever shows it has to have its key.
    #[derive(Debug)]
    struct BelieveAll(Arc<CryptoProvider>);

    impl ServerCertVerifier for BelieveAll {
        fn verify_server_cert(
            &self,
            _: &CertificateDer<'_>,
            _: &[CertificateDer<'_>],
            _: &ServerName<'_>,
            _: &[u8],
            _: UnixTime,
        ) -> Result<ServerCertVerified, Error> {
            Ok(ServerCertVerified::assertion())
        }

        fn verify_tls12_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signature: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
        }

        fn verify_tls13_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signature: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            self.0.signature_verification_algorithms.supported_schemes()
        }
    }
}
