//! A log file that can be opened anew, after it was moved away.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arc_swap::ArcSwap;
use tracing_subscriber::fmt::MakeWriter;

/// A file that is appended to; clones write to the same.
#[derive(Clone, Debug)]
pub struct LogFile {
    path: Arc<Path>,
    file: Arc<ArcSwap<File>>,
}

impl LogFile {
    /// Opens the file, and makes it where it is not.
    ///
    /// # Errors
    ///
    /// The operating system's.
    pub fn open(path: PathBuf) -> io::Result<Self> {
        let file = Arc::new(ArcSwap::from_pointee(open(&path)?));
        Ok(Self { path: path.into(), file })
    }

    /// Opens the file at the path anew. What was written to goes on being written to if that fails.
    ///
    /// # Errors
    ///
    /// As [`LogFile::open`].
    pub fn reopen(&self) -> io::Result<()> {
        self.file.store(Arc::new(open(&self.path)?));
        Ok(())
    }
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

/// The file as it was when a line began.
#[derive(Debug)]
pub struct Writing(Arc<File>);

impl Write for Writing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (&*self.0).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        (&*self.0).flush()
    }
}

impl<'w> MakeWriter<'w> for LogFile {
    type Writer = Writing;

    fn make_writer(&'w self) -> Writing {
        Writing(self.file.load_full())
    }
}
