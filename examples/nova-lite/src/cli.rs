//! The command line: words to a [`Command`]. What a command does is elsewhere.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::*;
use starmap::explain::Question;
use starmap::microversion::Microversion;

use crate::api::versions::COMPUTE;

/// What `--help` prints.
pub const HELP: &str = "\
nova-lite: the OpenStack compute API in one binary

Usage: nova-lite [serve] [options]
       nova-lite routes [--microversion V] [--json] [--diff A..B]
       nova-lite explain METHOD URL [-H 'NAME: VALUE']... [-d BODY] [options]
       nova-lite check-config [--strict] [options]
       nova-lite openapi [--microversion V]
       nova-lite policy-sample

serve         serve the API (the default)
routes        list the routes: of one microversion, as JSON, or what changes between two
explain       tell the way of a request: mount, pipeline, filters, route, policy, controller; for a miss the nearest routes
check-config  check every file, and tell what would be served with which values
openapi       print the API at one microversion, by default the highest, as OpenAPI 3.1
policy-sample print a policy.yaml with every rule and its default

Options of serve, explain and check-config:
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
    /// List the routes.
    Routes(Routes),
    /// Tell the way of a request.
    Explain(Question, Options),
    /// Check the configuration and tell what it means.
    CheckConfig(Options),
    /// Print the API as OpenAPI.
    OpenApi(Microversion),
    /// Print every policy rule.
    PolicySample,
}

/// What `routes` lists.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Routes {
    /// Only what exists at this microversion.
    pub version: Option<Microversion>,
    /// As JSON.
    pub json: bool,
    /// What changes between two microversions.
    pub diff: Option<(Microversion, Microversion)>,
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
    /// `--strict`: an option that nobody knows is an error.
    pub strict: bool,
}

/// Reads the words after the program's name.
///
/// # Errors
///
/// A sentence that names the wrong word.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Command, lexopt::Error> {
    let mut parser = lexopt::Parser::from_args(words);
    let mut given = Words::default();
    while let Some(word) = parser.next()? {
        match word {
            Long("help") | Short('h') => return Ok(Command::Help),
            Long("version") | Short('V') => return Ok(Command::Version),
            Value(name) if given.command.is_none() => given.command = Some(command(&name.string()?)?),
            Value(value) => given.values.push(value.string()?),
            other => {
                // The word borrows the parser, which has to be asked for the value.
                let name = match other {
                    Long(name) => format!("--{name}"),
                    Short(name) => format!("-{name}"),
                    Value(_) => unreachable!("values were matched above"),
                };
                given.option(&name, &mut parser)?;
            }
        }
    }
    given.into_command()
}

/// What the words said, before it is known whether they fit together.
#[derive(Default)]
struct Words {
    command: Option<&'static str>,
    values: Vec<String>,
    options: Options,
    routes: Routes,
    question: Question,
    /// The options used, to refuse those that the command does not have.
    used: Vec<String>,
}

const COMMANDS: [&str; 6] = ["serve", "routes", "explain", "check-config", "openapi", "policy-sample"];

fn command(name: &str) -> Result<&'static str, String> {
    let known = COMMANDS.into_iter().find(|known| *known == name);
    known.ok_or_else(|| format!("unknown command `{name}`; expected one of {}", COMMANDS.join(", ")))
}

impl Words {
    fn option(&mut self, name: &str, parser: &mut lexopt::Parser) -> Result<(), lexopt::Error> {
        self.used.push(name.to_owned());
        let options = &mut self.options;
        match name {
            "--listen" => options.listen = Some(listen(&parser.value()?.string()?)?),
            "--database" => options.database = Some(database_url(&parser.value()?.string()?)),
            "--config-file" => options.config_files.push(parser.value()?.into()),
            "--config-dir" => options.config_dirs.push(parser.value()?.into()),
            "--paste-config" => options.paste_config = Some(parser.value()?.into()),
            "--insecure-noauth" => options.insecure_noauth = true,
            "--strict" => options.strict = true,
            "--json" => self.routes.json = true,
            "--microversion" => self.routes.version = Some(microversion(&parser.value()?.string()?)?),
            "--diff" => self.routes.diff = Some(diff(&parser.value()?.string()?)?),
            "-H" => self.question.headers.push(header(&parser.value()?.string()?)?),
            "-d" => self.question.body = Some(parser.value()?.string()?),
            _ => return Err(format!("unknown option `{name}`").into()),
        }
        Ok(())
    }

    fn into_command(mut self) -> Result<Command, lexopt::Error> {
        let command = self.command.unwrap_or("serve");
        self.check_options(command)?;
        if command == "explain" {
            let [method, url] = <[String; 2]>::try_from(std::mem::take(&mut self.values))
                .map_err(|_| "explain takes a method and a URL, such as `explain GET /v2.1/servers`")?;
            let question = Question { method: method.to_uppercase(), url, ..self.question };
            return Ok(Command::Explain(question, self.options));
        }
        if let Some(value) = self.values.first() {
            return Err(format!("`{value}` has no meaning after `{command}`").into());
        }
        Ok(match command {
            "routes" => Command::Routes(self.routes),
            "check-config" => Command::CheckConfig(self.options),
            "openapi" => Command::OpenApi(self.routes.version.unwrap_or(COMPUTE.max)),
            "policy-sample" => Command::PolicySample,
            _ => Command::Serve(self.options),
        })
    }

    fn check_options(&self, command: &str) -> Result<(), String> {
        const SERVE: [&str; 6] =
            ["--listen", "--database", "--config-file", "--config-dir", "--paste-config", "--insecure-noauth"];
        let own: &[&str] = match command {
            "routes" => &["--json", "--microversion", "--diff"],
            "openapi" => &["--microversion"],
            "explain" => &["-H", "-d"],
            "check-config" => &["--strict"],
            _ => &[],
        };
        let composed = ["serve", "explain", "check-config"].contains(&command);
        let fits = |name: &str| own.contains(&name) || composed && SERVE.contains(&name);
        match self.used.iter().find(|name| !fits(name)) {
            Some(name) => Err(format!("`{name}` has no meaning for `{command}`")),
            None => Ok(()),
        }
    }
}

fn microversion(text: &str) -> Result<Microversion, String> {
    if text == "latest" {
        return Ok(COMPUTE.max);
    }
    let Some(version) = Microversion::parse(text) else {
        return Err(format!("`{text}` is not a microversion, such as 2.53 or latest"));
    };
    // The legacy API is 2.0, which no client can ask for but an operator may want to see.
    if version > COMPUTE.max || version < Microversion::new(2, 0) {
        return Err(format!("`{text}` is no microversion of this API, which has 2.0 to {}", COMPUTE.max));
    }
    Ok(version)
}

fn diff(text: &str) -> Result<(Microversion, Microversion), String> {
    let (from, to) = text.split_once("..").ok_or_else(|| format!("`--diff {text}` is not A..B, such as 2.50..2.61"))?;
    Ok((microversion(from)?, microversion(to)?))
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or_else(|| format!("`-H {text}` is not NAME: VALUE"))?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
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
            (&["serve", "--json"], "--json"),
            (&["routes", "--diff", "2.1"], "2.1"),
            (&["routes", "--microversion", "2"], "2"),
            (&["routes", "--microversion", "2.999"], "2.0 to 2.104"),
            (&["routes", "--diff", "1.9..2.1"], "`1.9`"),
            (&["explain", "GET"], "explain"),
            (&["--listen"], "--listen"),
        ] {
            let error = serve(words).expect_err("the words are wrong");
            assert!(error.contains(named), "{error}");
        }
    }
}
