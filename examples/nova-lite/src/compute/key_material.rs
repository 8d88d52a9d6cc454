//! Keys themselves: making them, and telling by a fingerprint what somebody brought.
//!
//! Fingerprints are for people to compare and guard nothing; their algorithms are Nova's.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use rsa::RsaPrivateKey;
use rsa::pkcs1::{EncodeRsaPrivateKey, LineEnding};
use sha1::Sha1;
use ssh_key::PublicKey;
use ssh_key::public::{KeyData, RsaPublicKey};
use ssh_key::rand_core::OsRng;
use x509_cert::Certificate;
use x509_cert::der::Decode;

use crate::compute::error::ComputeError;

/// Bits of a key that is made here.
pub(super) const RSA_BITS: usize = 2048;
/// What stands behind a key that was made here.
const COMMENT: &str = "Generated-by-Nova";
const MALFORMED_PEM: &str = "Unable to load PEM file. See \
    https://cryptography.io/en/latest/faq/#why-can-t-i-import-my-pem-file for more details. ";

/// A new key pair.
#[derive(Debug)]
pub struct NewKey {
    /// For SSH in PEM, in the form of PKCS #1; of a certificate in base64, in the form of PKCS #12.
    pub private_key: String,
    /// For SSH a line of `authorized_keys`; else a certificate in PEM.
    pub public_key: String,
}

/// Makes an RSA key for SSH. Takes a good part of a second.
///
/// # Errors
/// `Unavailable` when the system has no random numbers to give.
pub async fn generate_ssh() -> Result<NewKey, ComputeError> {
    let made = tokio::task::spawn_blocking(|| {
        let key = RsaPrivateKey::new(&mut OsRng, RSA_BITS).map_err(|e| failed(&e))?;
        let private_key = key.to_pkcs1_pem(LineEnding::LF).map_err(|e| failed(&e))?.to_string();
        let public = RsaPublicKey::try_from(&key.to_public_key()).map_err(|e| failed(&e))?;
        let public_key = PublicKey::new(KeyData::Rsa(public), COMMENT).to_openssh().map_err(|e| failed(&e))?;
        Ok(NewKey { private_key, public_key })
    });
    made.await.map_err(|e| failed(&e))?
}

pub(super) fn failed(error: &dyn std::fmt::Display) -> ComputeError {
    ComputeError::Unavailable(format!("no key could be made: {error}"))
}

/// The MD5 of a public key for SSH, as `1e:2c:…`.
///
/// # Errors
/// `Invalid` for a text that is no such key.
pub fn ssh_fingerprint(public_key: &str) -> Result<String, ComputeError> {
    let wrong = || invalid("failed to generate fingerprint");
    let mut words = public_key.split_whitespace();
    let (algorithm, blob) = words.next().zip(words.next()).ok_or_else(wrong)?;
    PublicKey::from_openssh(&format!("{algorithm} {blob}")).map_err(|_| wrong())?;
    let blob = STANDARD.decode(blob).map_err(|_| wrong())?;
    Ok(colons(&Md5::digest(blob)))
}

/// The SHA-1 of a certificate in PEM, as `1e:2c:…`.
///
/// # Errors
/// `Invalid` for a text that is no certificate.
pub fn x509_fingerprint(pem: &str) -> Result<String, ComputeError> {
    let wrong = |why: &str| invalid(&format!("failed to generate X509 fingerprint. Error message: {why}"));
    let der = certificate_der(pem).map_err(|why| wrong(&why))?;
    Certificate::from_der(&der).map_err(|_| wrong("error parsing asn1 value: ParseError { kind: InvalidValue }"))?;
    Ok(colons(&Sha1::digest(der)))
}

/// The first certificate of a PEM text, or why there is none in the words of the library Nova asks.
fn certificate_der(pem: &str) -> Result<Vec<u8>, String> {
    if !pem.is_empty() && !pem.contains("-----BEGIN ") {
        return Err(format!("{MALFORMED_PEM}MalformedFraming"));
    }
    let no_certificate =
        "Valid PEM but no BEGIN CERTIFICATE/END CERTIFICATE delimiters. Are you sure this is a certificate?";
    let (_, rest) = pem.split_once("-----BEGIN CERTIFICATE-----").ok_or(no_certificate)?;
    let (text, _) = rest.split_once("-----END CERTIFICATE-----").ok_or(format!("{MALFORMED_PEM}MalformedFraming"))?;
    let text: String = text.split_whitespace().collect();
    STANDARD.decode(text).map_err(|_| format!("{MALFORMED_PEM}InvalidData"))
}

fn invalid(reason: &str) -> ComputeError {
    ComputeError::Invalid(format!("Keypair data is invalid: {reason}"))
}

fn colons(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":")
}

#[cfg(test)]
mod tests {
    use super::{generate_ssh, ssh_fingerprint, x509_fingerprint};

    const KEY: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDx8nkQv/zgGgB4rMYmIf+6A4l6Rr+o/6lHBQdW5aYd44bd8JttDCE/F/\
                       pNRr0lRE+PiqSPO8nDPHw0010JeMH9gYgnnFlyY3/OcJ02RhIPyyxYpv9FhY+2YiUkpwFOcLImyrxEsYXpD/0d3ac30bNH6Sw9JD9UZHYcpSxsIbECHw==";

    #[test]
    fn an_ssh_key_is_known_by_its_md5() {
        let expected = Ok("1e:2c:9b:56:79:4b:45:77:f9:ca:7a:98:2c:b0:d5:3c".to_owned());
        assert_eq!(ssh_fingerprint(&format!("{KEY} Generated-by-Nova")), expected);
        assert_eq!(ssh_fingerprint(&format!("{KEY}\n")), expected);
        for text in ["", "x", "ssh-rsa", "ssh-rsa bad", "ssh-rsa AAAA", "ssh-dss AAAAB3NzaC1yc2E="] {
            let refusal = ssh_fingerprint(text).unwrap_err().to_string();
            assert_eq!(refusal, "Keypair data is invalid: failed to generate fingerprint", "{text}");
        }
    }

    #[test]
    fn what_is_no_certificate_is_refused() {
        for (text, end) in [
            (KEY, "MalformedFraming"),
            ("", "Are you sure this is a certificate?"),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "InvalidValue }"),
        ] {
            let refusal = x509_fingerprint(text).unwrap_err().to_string();
            assert!(refusal.starts_with("Keypair data is invalid: failed to generate X509 fingerprint."), "{refusal}");
            assert!(refusal.ends_with(end), "{refusal}");
        }
    }

    #[tokio::test]
    async fn a_new_key_has_a_fingerprint() {
        let key = generate_ssh().await.unwrap();
        assert!(key.private_key.starts_with("-----BEGIN RSA PRIVATE KEY-----\n"));
        assert!(key.public_key.ends_with(" Generated-by-Nova"));
        assert_eq!(ssh_fingerprint(&key.public_key).unwrap().len(), 47);
    }
}
