//! Key pairs for Windows: a certificate that logs a user in over WinRM, and its key.
//!
//! The certificate is what Nova asks openssl for: self-signed, ten years, for clients, with the user's principal name. The key is
//! handed out as Nova does, in PKCS #12 without a password and as base64, since that is what Windows imports; what is in it is
//! written here by hand, because it is one fixed shape.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::{EncodePrivateKey, EncodePublicKey};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use ssh_key::rand_core::{OsRng, RngCore};
use x509_cert::Certificate;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::builder::{Builder, CertificateBuilder, Profile};
use x509_cert::der::asn1::{Any, ObjectIdentifier, SetOfVec};
use x509_cert::der::pem::LineEnding;
use x509_cert::der::{Decode, Encode, EncodePem, Tag};
use x509_cert::ext::pkix::name::{GeneralName, OtherName};
use x509_cert::ext::pkix::{ExtendedKeyUsage, SubjectAltName};
use x509_cert::name::{RdnSequence, RelativeDistinguishedName};
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::Validity;

use super::key_material::{NewKey, RSA_BITS, failed};
use crate::compute::error::ComputeError;

const DAYS: u64 = 3650;
/// Bytes of a serial number, and of the salt of the digest.
const RANDOM_BYTES: usize = 16;
/// How often the key of the digest is hashed, which without a password protects nothing.
const ITERATIONS: u16 = 2048;

const COMMON_NAME: &str = "2.5.4.3";
const CLIENT_AUTHENTICATION: &str = "1.3.6.1.5.5.7.3.2";
/// Microsoft's user principal name.
const PRINCIPAL_NAME: &str = "1.3.6.1.4.1.311.20.2.3";
const DATA: &str = "1.2.840.113549.1.7.1";
const SHA_256: &str = "2.16.840.1.101.3.4.2.1";
const KEY_BAG: &str = "1.2.840.113549.1.12.10.1.1";
const CERTIFICATE_BAG: &str = "1.2.840.113549.1.12.10.1.3";
const X509_CERTIFICATE: &str = "1.2.840.113549.1.9.22.1";
const LOCAL_KEY_ID: &str = "1.2.840.113549.1.9.21";

const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const NULL: u8 = 0x05;
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
/// `[0] EXPLICIT`.
const INNER: u8 = 0xa0;

/// Makes a key and its certificate for a user. Takes a good part of a second.
///
/// # Errors
/// `Unavailable` when the system has no random numbers to give, or a name that no certificate can hold.
pub(crate) async fn generate_x509(user: &str) -> Result<NewKey, ComputeError> {
    let user = user.to_owned();
    tokio::task::spawn_blocking(move || generate(&user).map_err(|e| failed(&*e))).await.map_err(|e| failed(&e))?
}

fn generate(user: &str) -> Result<NewKey, Box<dyn std::error::Error>> {
    let key = RsaPrivateKey::new(&mut OsRng, RSA_BITS)?;
    let certificate = certificate(user, &key)?;
    let (der, key_der) = (certificate.to_der()?, key.to_pkcs8_der()?);
    let private_key = STANDARD.encode(pkcs12(&der, key_der.as_bytes()));
    Ok(NewKey { private_key, public_key: certificate.to_pem(LineEnding::LF)? })
}

fn certificate(user: &str, key: &RsaPrivateKey) -> Result<Certificate, Box<dyn std::error::Error>> {
    let public = key.to_public_key().to_public_key_der()?;
    let public = SubjectPublicKeyInfoOwned::from_der(public.as_bytes())?;
    let validity = Validity::from_now(Duration::from_secs(DAYS * 24 * 60 * 60))?;
    // The top bit makes a number negative, and none of these may be.
    let mut serial = random();
    serial[0] &= 0x7f;
    let signer = SigningKey::<Sha256>::new(key.clone());
    let profile = Profile::Manual { issuer: None };
    let mut builder =
        CertificateBuilder::new(profile, SerialNumber::new(&serial)?, validity, name(user)?, public, &signer)?;
    builder.add_extension(&ExtendedKeyUsage(vec![ObjectIdentifier::new(CLIENT_AUTHENTICATION)?]))?;
    let principal = OtherName {
        type_id: ObjectIdentifier::new(PRINCIPAL_NAME)?,
        value: Any::new(Tag::Utf8String, format!("{user}@localhost").into_bytes())?,
    };
    builder.add_extension(&SubjectAltName(vec![GeneralName::OtherName(principal)]))?;
    // With random numbers, so that the time it takes says nothing about the key.
    Ok(builder.build_with_rng::<rsa::pkcs1v15::Signature>(&mut OsRng)?)
}

fn name(user: &str) -> Result<RdnSequence, Box<dyn std::error::Error>> {
    let value = Any::new(Tag::Utf8String, user.as_bytes())?;
    let common_name = AttributeTypeAndValue { oid: ObjectIdentifier::new(COMMON_NAME)?, value };
    Ok(RdnSequence(vec![RelativeDistinguishedName(SetOfVec::try_from(vec![common_name])?)]))
}

fn random() -> [u8; RANDOM_BYTES] {
    let mut bytes = [0; RANDOM_BYTES];
    OsRng.fill_bytes(&mut bytes);
    bytes
}

/// A certificate and its key in PKCS #12 (RFC 7292), unencrypted, with the digest that importers insist on.
fn pkcs12(certificate: &[u8], key: &[u8]) -> Vec<u8> {
    let id = sequence(&[&oid(LOCAL_KEY_ID), &tlv(SET, &tlv(OCTET_STRING, &Sha1::digest(certificate)))]);
    let bag = |kind: &str, value: &[u8]| sequence(&[&oid(kind), &tlv(INNER, value), &tlv(SET, &id)]);
    let certificate = sequence(&[&oid(X509_CERTIFICATE), &tlv(INNER, &tlv(OCTET_STRING, certificate))]);
    let contents = sequence(&[&bag(CERTIFICATE_BAG, &certificate), &bag(KEY_BAG, key)]);
    let safe = sequence(&[&data(&contents)]);
    let salt = random();
    let algorithm = sequence(&[&oid(SHA_256), &tlv(NULL, &[])]);
    let digest = sequence(&[&algorithm, &tlv(OCTET_STRING, &hmac(&mac_key(&salt), &safe))]);
    let mac = sequence(&[&digest, &tlv(OCTET_STRING, &salt), &tlv(INTEGER, &ITERATIONS.to_be_bytes())]);
    sequence(&[&tlv(INTEGER, &[3]), &data(&safe), &mac])
}

fn data(content: &[u8]) -> Vec<u8> {
    sequence(&[&oid(DATA), &tlv(INNER, &tlv(OCTET_STRING, content))])
}

/// The key of the digest, made from the empty password as RFC 7292, appendix B, says: two zero bytes end it.
fn mac_key(salt: &[u8; RANDOM_BYTES]) -> [u8; 32] {
    const BLOCK: usize = 64;
    const FOR_A_DIGEST: u8 = 3;
    let mut hash = Sha256::new();
    hash.update([FOR_A_DIGEST; BLOCK]);
    hash.update(salt.repeat(BLOCK / RANDOM_BYTES));
    hash.update([0; BLOCK]);
    let mut key: [u8; 32] = hash.finalize().into();
    for _ in 1..ITERATIONS {
        key = Sha256::digest(key).into();
    }
    key
}

/// HMAC with SHA-256 (RFC 2104).
fn hmac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    let pad = |byte: u8| {
        let mut block = [byte; 64];
        block.iter_mut().zip(key).for_each(|(block, key)| *block ^= key);
        block
    };
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().into()
}

fn oid(text: &str) -> Vec<u8> {
    tlv(OBJECT_IDENTIFIER, ObjectIdentifier::new_unwrap(text).as_bytes())
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(SEQUENCE, &parts.concat())
}

/// A value in DER, behind its tag and length.
fn tlv(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = value.len().to_be_bytes();
    let length = &length[length.iter().take_while(|byte| **byte == 0).count()..];
    let mut written = vec![tag];
    match value.len() {
        short @ 0..=0x7f => written.push(short as u8),
        _ => {
            written.push(0x80 | length.len() as u8);
            written.extend(length);
        }
    }
    written.extend(value);
    written
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    use super::*;
    use crate::compute::key_material::x509_fingerprint;

    #[test]
    fn hmac_is_that_of_rfc_4231() {
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        let digest = hmac(&key, b"what do ya want for nothing?");
        assert_eq!(digest[..4], [0x5b, 0xdc, 0xc1, 0x46]);
    }

    #[test]
    fn lengths_are_as_short_as_can_be() {
        for (length, head) in [(0, &[4, 0][..]), (127, &[4, 127]), (128, &[4, 0x81, 128]), (256, &[4, 0x82, 1, 0])] {
            assert_eq!(tlv(OCTET_STRING, &vec![7; length])[..head.len()], *head, "{length}");
        }
    }

    #[tokio::test]
    async fn a_certificate_names_its_user_and_signs_itself() {
        let made = generate_x509("a,user=é").await.expect("a key");
        assert_eq!(x509_fingerprint(&made.public_key).expect("a fingerprint").len(), 59);
        let certificate =
            <Certificate as x509_cert::der::DecodePem>::from_pem(&made.public_key).expect("a certificate");
        let told = &certificate.tbs_certificate;
        assert_eq!(told.subject, told.issuer);
        assert_eq!(told.subject.0[0].0.as_slice()[0].value.value(), "a,user=é".as_bytes());
        assert_eq!(told.extensions.as_ref().map(Vec::len), Some(2));
    }

    /// openssl is what Nova makes these with; where it is not installed there is nothing to compare with.
    #[tokio::test]
    async fn openssl_reads_what_is_made() {
        let made = generate_x509("somebody").await.expect("a key");
        let pfx = STANDARD.decode(&made.private_key).expect("base64");
        let Some(read) = openssl(&["pkcs12", "-nodes", "-passin", "pass:"], &pfx) else { return };
        assert!(read.contains("BEGIN PRIVATE KEY"), "{read}");
        let shown = openssl(&["x509", "-noout", "-text"], made.public_key.as_bytes()).expect("it is there");
        for part in ["Issuer: CN = somebody", "TLS Web Client Authentication", "sha256WithRSAEncryption"] {
            assert!(shown.replace("CN=", "CN = ").contains(part), "no {part} in {shown}");
        }
    }

    fn openssl(words: &[&str], input: &[u8]) -> Option<String> {
        let mut command = Command::new("openssl");
        let child = command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = child.ok()?;
        child.stdin.take().expect("piped").write_all(input).expect("openssl reads");
        let done = child.wait_with_output().expect("openssl ends");
        assert!(done.status.success(), "openssl {words:?}: {}", String::from_utf8_lossy(&done.stderr));
        Some(String::from_utf8_lossy(&done.stdout).into_owned())
    }
}
