//! The command line of `replay`: its own options, and those it hands through to `replay.py`.

use std::path::PathBuf;

use lexopt::prelude::*;

/// How nova-lite learns who asks when neither `--keystone` nor `--noauth2` is given.
const AUTH_DEFAULT: Auth = Auth::Keystone;

pub(crate) const USAGE: &str = "usage: replay DIR [option ...] [scenario or prefix ...]   (--help lists the options)";

pub(crate) const HELP: &str = "\
usage: replay DIR [option ...] [scenario or prefix ...]

DIR is a folder with replay.py, nova.conf, world.json and what they need, or a tar archive of one.

  --keystone           check tokens through the keystone pipeline and DIR/token_service.py
  --noauth2            believe every token (`auth_strategy = noauth2`); the default
  --server PATH        run this nova-lite instead of building one
  --server-log FILE    keep what nova-lite writes to stderr
  --check FILE         fail when a scenario matches less than FILE says, and only then
  --bless FILE         write what matched into FILE

Handed through to replay.py:
  --diff  --list  --artifacts  --only status|headers|body  --json FILE  --patience S  --timeout S

Ends with 0 when every case matched (or, with --check, when nothing fell), 1 when not, 2 when nothing could be replayed.
";

#[derive(Debug)]
pub(crate) struct Args {
    pub(crate) recordings: PathBuf,
    pub(crate) auth: Auth,
    pub(crate) server: Option<PathBuf>,
    pub(crate) server_log: Option<PathBuf>,
    pub(crate) check: Option<PathBuf>,
    pub(crate) bless: Option<PathBuf>,
    /// Options of `replay.py`, each value after its option.
    pub(crate) handed_through: Vec<String>,
    /// Names or prefixes; none means all.
    pub(crate) scenarios: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Auth {
    Keystone,
    Noauth2,
}

/// Returns `None` when help was asked for.
pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Option<Args>, lexopt::Error> {
    let mut recordings = None;
    let mut args = Args {
        recordings: PathBuf::new(),
        auth: AUTH_DEFAULT,
        server: None,
        server_log: None,
        check: None,
        bless: None,
        handed_through: Vec::new(),
        scenarios: Vec::new(),
    };
    let mut counts_differently = None;
    while let Some(arg) = parser.next()? {
        match arg {
            Short('h') | Long("help") => return Ok(None),
            Long("keystone") => args.auth = Auth::Keystone,
            Long("noauth2") => args.auth = Auth::Noauth2,
            Long("server") => args.server = Some(parser.value()?.into()),
            Long("server-log") => args.server_log = Some(parser.value()?.into()),
            Long("check") => args.check = Some(parser.value()?.into()),
            Long("bless") => args.bless = Some(parser.value()?.into()),
            Long(flag @ ("diff" | "list" | "artifacts")) => {
                if flag == "artifacts" {
                    counts_differently = Some("--artifacts");
                }
                args.handed_through.push(format!("--{flag}"));
            }
            Long(option @ ("only" | "json" | "patience" | "timeout")) => {
                if option == "only" {
                    counts_differently = Some("--only");
                }
                let option = format!("--{option}");
                let value = parser.value()?.string()?;
                args.handed_through.extend([option, value]);
            }
            Value(value) if recordings.is_none() => recordings = Some(PathBuf::from(value)),
            Value(value) => args.scenarios.push(value.string()?),
            _ => return Err(arg.unexpected()),
        }
    }
    args.recordings = recordings.ok_or("the folder with the recordings is missing")?;
    if args.check.is_some() && args.bless.is_some() {
        return Err("--check and --bless exclude each other".into());
    }
    if let (Some(option), true) = (counts_differently, args.check.is_some() || args.bless.is_some()) {
        return Err(format!("{option} counts something else than the file of --check or --bless; leave one out").into());
    }
    Ok(Some(args))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> Result<Option<Args>, String> {
        parse(lexopt::Parser::from_args(words)).map_err(|e| e.to_string())
    }

    #[test]
    fn options_of_the_script_are_handed_through_with_their_values() {
        let args = parsed(&["rec", "--patience", "3", "01", "--diff", "02_auth"]).unwrap().unwrap();
        assert_eq!(args.recordings, PathBuf::from("rec"));
        assert_eq!(args.handed_through, ["--patience", "3", "--diff"]);
        assert_eq!(args.scenarios, ["01", "02_auth"]);
    }

    #[test]
    fn a_wrong_command_line_is_explained() {
        for (words, message) in [
            (&["--diff"][..], "the folder with the recordings is missing"),
            (&["rec", "--dif"], "invalid option '--dif'"),
            (&["rec", "--check", "a", "--bless", "a"], "--check and --bless exclude each other"),
            (
                &["rec", "--check", "a", "--only", "body"],
                "--only counts something else than the file of --check or --bless; leave one out",
            ),
        ] {
            assert_eq!(parsed(words).unwrap_err(), message, "{words:?}");
        }
    }
}
