//! A folder of recordings: found or unpacked, its world written into a database, its `nova.conf` made to fit this run.

use std::fs;
use std::path::{Path, PathBuf};

use nova_lite::store::Store;
use nova_lite::world::World;

use crate::{Failure, python};
use starmap_tests::temp::TempDir;

/// Without these there is nothing to replay.
const FILES: [&str; 5] = ["replay.py", "corpus.jsonl", "world.json", "nova.conf", "token_service.py"];

#[derive(Debug)]
pub(crate) struct Recordings {
    folder: PathBuf,
}

impl Recordings {
    /// Takes a folder as it is; unpacks an archive into `temp`.
    pub(crate) async fn open(path: &Path, temp: &TempDir) -> Result<Recordings, Failure> {
        let folder = if path.is_file() { unpack(path, temp).await? } else { path.to_owned() };
        match FILES.iter().find(|file| !folder.join(file).is_file()) {
            Some(missing) => Err(format!("{} holds no recordings: {missing} is missing", path.display())),
            None => Ok(Recordings { folder }),
        }
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes what existed when the recording began into a fresh database, and closes it.
    pub(crate) async fn fill_world(&self, database_url: &str) -> Result<(), Failure> {
        let world = World::parse(self.read("world.json")?.as_bytes()).map_err(|e| format!("world.json: {e}"))?;
        let store = Store::open(database_url).map_err(|e| format!("failed to open {database_url}: {e}"))?;
        let filled = store.write(move |tx| world.fill(tx)).await;
        store.close().await;
        filled.map_err(|e| format!("failed to fill {database_url} from world.json: {e}"))
    }

    /// Returns the recorded `nova.conf` with the token service's address in it, or, without one, with noauth2.
    pub(crate) fn config(&self, token_service: Option<&str>) -> Result<String, Failure> {
        let recorded = self.read("nova.conf")?;
        Ok(match token_service {
            Some(url) => with_option(&recorded, "keystone_authtoken", "auth_url", url),
            None => with_option(&recorded, "api", "auth_strategy", "noauth2"),
        })
    }

    fn read(&self, name: &str) -> Result<String, Failure> {
        let path = self.file(name);
        fs::read_to_string(&path).map_err(|e| format!("failed to read {}: {e}", path.display()))
    }
}

async fn unpack(archive: &Path, temp: &TempDir) -> Result<PathBuf, Failure> {
    let folder = temp.path().join("recordings");
    // Python is needed for the replay anyway and reads every compression; tar would want xz installed beside it.
    let status = python().args(["-m", "tarfile", "-e"]).arg(archive).arg(&folder).status().await;
    match status {
        Ok(status) if status.success() => Ok(folder),
        Ok(status) => Err(format!("unpacking {} ended with {status}", archive.display())),
        Err(e) => Err(format!("failed to start python3 to unpack {}: {e}", archive.display())),
    }
}

/// Sets one option of an ini text: in place, else at the top of its section, else in a new section at the end.
fn with_option(ini: &str, section: &str, key: &str, value: &str) -> String {
    let header = format!("[{section}]");
    let option = format!("{key} = {value}");
    let mut lines: Vec<&str> = ini.lines().collect();
    let Some(start) = lines.iter().position(|line| line.trim() == header) else {
        lines.extend([header.as_str(), &option]);
        return lines.join("\n") + "\n";
    };
    let body = start + 1;
    let end = lines[body..].iter().position(|line| line.starts_with('[')).map_or(lines.len(), |n| body + n);
    let sets_key = |line: &&str| line.split(['=', ':']).next().is_some_and(|name| name.trim() == key);
    match lines[body..end].iter().position(sets_key) {
        Some(n) => lines[body + n] = &option,
        None => lines.insert(body, &option),
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::with_option;

    #[test]
    fn an_option_is_set_where_it_belongs() {
        for (ini, expected) in [
            ("[api]\nauth_strategy = keystone\n", "[api]\nauth_strategy = noauth2\n"),
            ("[api]\nauth_strategy: keystone\n[b]\n", "[api]\nauth_strategy = noauth2\n[b]\n"),
            (
                "[b]\nauth_strategy = x\n[api]\nk = v\n",
                "[b]\nauth_strategy = x\n[api]\nauth_strategy = noauth2\nk = v\n",
            ),
            ("[b]\nk = v\n", "[b]\nk = v\n[api]\nauth_strategy = noauth2\n"),
            ("", "[api]\nauth_strategy = noauth2\n"),
        ] {
            assert_eq!(with_option(ini, "api", "auth_strategy", "noauth2"), expected, "{ini:?}");
        }
    }
}
