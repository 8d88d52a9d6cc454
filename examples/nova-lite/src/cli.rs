//! The command line: words to a [`Command`]. What a command does is elsewhere.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::*;

/// What `--help` prints.
pub const HELP: &str = "\
nova-lite: the OpenStack compute API in one binary

Usage: nova-lite [serve] [options]

Options:
  --listen ADDR:PORT       where to listen; port 0 takes a free one [default: 127.0.0.1:8774]
  --database URL           sqlite:////absolute/path, sqlite:///relative/path, a plain path, or sqlite:// for one in memory
                           [default: nova-lite/nova.sqlite3 in the XDG state directory]
  --config-file FILE       a nova.conf; may be given again, later files win
  --config-dir DIR         a directory of *.conf files, read after the files
  --paste-config FILE      an api-paste.ini in place of the embedded one
  --insecure-noauth        let anybody in from other machines too, when there is no configuration file
  --help                   print this
  --version                print the version

Without a configuration file anybody is let in, from this machine alone. With one, Keystone decides, unless it says
`[api] auth_strategy = noauth2`.

Exit codes: 0 after an orderly stop, 64 for wrong words on the command line, 69 when the address cannot be listened on,
74 when the database cannot be used, 78 for a mistake in a configuration file.
";

/// What to do.
#[derive(Debug)]
pub enum Command {
    /// Print [`HELP`].
    Help,
    /// Print the version.
    Version,
    /// Serve the API.
    Serve(Options),
}

/// The options that decide what is served.
#[derive(Debug, Default)]
pub struct Options {
    /// `--listen`, cut in host and port.
    pub listen: Option<(String, String)>,
    /// `--database`, as a URL.
    pub database: Option<String>,
    /// `--config-file`, in order.
    pub config_files: Vec<PathBuf>,
    /// `--config-dir`, in order.
    pub config_dirs: Vec<PathBuf>,
    /// `--paste-config`.
    pub paste_config: Option<PathBuf>,
    /// `--insecure-noauth`.
    pub insecure_noauth: bool,
}

/// Reads the words after the program's name.
///
/// # Errors
///
/// A sentence that names the wrong word.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Command, lexopt::Error> {
    let mut parser = lexopt::Parser::from_args(words);
    let mut options = Options::default();
    let mut command = None;
    while let Some(word) = parser.next()? {
        match word {
            Long("help") | Short('h') => return Ok(Command::Help),
            Long("version") | Short('V') => return Ok(Command::Version),
            Long("listen") => options.listen = Some(listen(&parser.value()?.string()?)?),
            Long("database") => options.database = Some(database_url(&parser.value()?.string()?)),
            Long("config-file") => options.config_files.push(parser.value()?.into()),
            Long("config-dir") => options.config_dirs.push(parser.value()?.into()),
            Long("paste-config") => options.paste_config = Some(parser.value()?.into()),
            Long("insecure-noauth") => options.insecure_noauth = true,
            Value(name) if command.is_none() && name == "serve" => command = Some(name),
            Value(name) => {
                let text = format!("unknown command `{}`; expected `serve`", name.to_string_lossy());
                return Err(text.into());
            }
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Serve(options))
}

fn listen(text: &str) -> Result<(String, String), String> {
    let (host, port) = text.rsplit_once(':').ok_or_else(|| wrong_listen(text))?;
    if host.is_empty() || port.parse::<u16>().is_err() {
        return Err(wrong_listen(text));
    }
    Ok((host.to_owned(), port.to_owned()))
}

fn wrong_listen(text: &str) -> String {
    format!("`--listen {text}` is not ADDR:PORT, such as 127.0.0.1:8774 or [::1]:0")
}

/// A plain path is a database file.
fn database_url(text: &str) -> String {
    if text.contains("://") {
        text.to_owned()
    } else if text == ":memory:" {
        "sqlite://".to_owned()
    } else {
        format!("sqlite:///{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn serve(words: &[&str]) -> Result<Options, String> {
        match parse(words.iter().map(OsString::from)) {
            Ok(Command::Serve(options)) => Ok(options),
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn words_become_options() {
        let options =
            serve(&["serve", "--listen", "[::1]:0", "--database", "/tmp/x", "--config-file=a", "--config-file", "b"]);
        let options = options.expect("the words are right");
        assert_eq!(options.listen, Some(("[::1]".to_owned(), "0".to_owned())));
        assert_eq!(options.database.as_deref(), Some("sqlite:////tmp/x"));
        assert_eq!(options.config_files, ["a", "b"].map(PathBuf::from));
    }

    #[test]
    fn a_wrong_word_is_named() {
        for (words, named) in [
            (&["--listen", "8774"][..], "8774"),
            (&["--listen", "h:99999"], "h:99999"),
            (&["server"], "server"),
            (&["--prot", "1"], "--prot"),
            (&["serve", "serve"], "serve"),
            (&["--listen"], "--listen"),
        ] {
            let error = serve(words).expect_err("the words are wrong");
            assert!(error.contains(named), "{error}");
        }
    }
}
