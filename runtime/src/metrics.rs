//! Counters of a service, with labels that are known before the first request.
//!
//! A label is a row of the mapper, never anything a client sends, so there are as many series as there are routes. Requests
//! that no row answered are one series.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::StatusCode;

use crate::mapper::{Mapper, Row};
use crate::route::Route;

/// The upper bounds of the duration histogram, in microseconds.
const BUCKETS: [u64; 12] =
    [100, 500, 1_000, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000, 5_000_000, 10_000_000, 60_000_000];

/// The media type of [`Metrics::render`].
pub const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The counters of one router.
#[derive(Debug)]
pub struct Metrics {
    routes: Vec<Route>,
    /// Where each controller's rows begin in `routes`.
    offsets: Vec<usize>,
    /// One series a route, and the last for what no row answered.
    series: Vec<Series>,
    panics: AtomicU64,
    in_flight: AtomicU64,
}

#[derive(Debug, Default)]
struct Series {
    /// By the hundreds of the status: 1xx to 5xx.
    by_class: [AtomicU64; 5],
    buckets: [AtomicU64; BUCKETS.len()],
    micros: AtomicU64,
}

impl Metrics {
    /// Counters for the rows of a mapper.
    pub fn new(mapper: Mapper<'_>) -> Self {
        let mut rows: Vec<&Row> = mapper.rows().iter().collect();
        rows.sort_by_key(|row| (row.controller, row.action));
        let controllers = rows.last().map_or(0, |row| usize::from(row.controller) + 1);
        let offsets = (0..controllers)
            .map(|controller| rows.partition_point(|row| usize::from(row.controller) < controller))
            .collect();
        let series = (0..=rows.len()).map(|_| Series::default()).collect();
        Self {
            routes: rows.iter().map(|row| row.route).collect(),
            offsets,
            series,
            panics: AtomicU64::new(0),
            in_flight: AtomicU64::new(0),
        }
    }

    /// The series of a row; without one, that of unmatched requests.
    pub(crate) fn index(&self, row: Option<&Row>) -> usize {
        let of_row = row.and_then(|row| Some(self.offsets.get(usize::from(row.controller))? + usize::from(row.action)));
        of_row.unwrap_or(self.routes.len())
    }

    pub(crate) fn begin(&self) {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn end(&self, index: usize, status: StatusCode, took: Duration) {
        self.in_flight.fetch_sub(1, Ordering::Relaxed);
        let Some(series) = self.series.get(index) else { return };
        let class = usize::from(status.as_u16() / 100).clamp(1, 5) - 1;
        series.by_class[class].fetch_add(1, Ordering::Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        series.micros.fetch_add(micros, Ordering::Relaxed);
        if let Some(bucket) = BUCKETS.iter().position(|bound| micros <= *bound) {
            series.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Counts a panic that was made an error.
    pub fn count_panic(&self) {
        self.panics.fetch_add(1, Ordering::Relaxed);
    }

    /// The counters in Prometheus' text format; series without a request are left out.
    pub fn render(&self) -> String {
        let mut out = String::new();
        // Writing to a string does not fail.
        let _ = self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "# TYPE http_requests_in_flight gauge")?;
        writeln!(out, "http_requests_in_flight {}", self.in_flight.load(Ordering::Relaxed))?;
        writeln!(out, "# TYPE http_panics_total counter")?;
        writeln!(out, "http_panics_total {}", self.panics.load(Ordering::Relaxed))?;
        writeln!(out, "# TYPE http_requests_total counter")?;
        for (index, series) in self.series.iter().enumerate() {
            let label = self.label(index);
            for (class, count) in series.by_class.iter().enumerate() {
                let count = count.load(Ordering::Relaxed);
                if count > 0 {
                    writeln!(out, "http_requests_total{{{label},code=\"{}xx\"}} {count}", class + 1)?;
                }
            }
        }
        writeln!(out, "# TYPE http_request_duration_seconds histogram")?;
        for (index, series) in self.series.iter().enumerate() {
            self.write_histogram(out, &self.label(index), series)?;
        }
        Ok(())
    }

    fn write_histogram(&self, out: &mut String, label: &str, series: &Series) -> std::fmt::Result {
        let total: u64 = series.by_class.iter().map(|count| count.load(Ordering::Relaxed)).sum();
        if total == 0 {
            return Ok(());
        }
        let mut below = 0;
        for (bound, count) in BUCKETS.iter().zip(&series.buckets) {
            below += count.load(Ordering::Relaxed);
            let seconds = *bound as f64 / 1e6;
            writeln!(out, "http_request_duration_seconds_bucket{{{label},le=\"{seconds}\"}} {below}")?;
        }
        writeln!(out, "http_request_duration_seconds_bucket{{{label},le=\"+Inf\"}} {total}")?;
        let seconds = series.micros.load(Ordering::Relaxed) as f64 / 1e6;
        writeln!(out, "http_request_duration_seconds_sum{{{label}}} {seconds}")?;
        writeln!(out, "http_request_duration_seconds_count{{{label}}} {total}")
    }

    /// Labels hold what the source of the service says, so there is nothing to escape in them.
    fn label(&self, index: usize) -> String {
        match self.routes.get(index) {
            Some(route) => {
                let action = route.body.unwrap_or("");
                format!("method=\"{}\",route=\"{}\",action=\"{action}\"", route.method.as_str(), route.template)
            }
            None => "method=\"\",route=\"unmatched\",action=\"\"".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapper::{Options, build_at_run_time};

    #[test]
    fn what_no_row_answered_is_one_series() {
        let built = build_at_run_time(&[], Options::PLAIN).expect("no row clashes with none");
        let metrics = Metrics::new(built.mapper());
        for _ in 0..2 {
            metrics.begin();
            metrics.end(metrics.index(None), StatusCode::NOT_FOUND, Duration::from_micros(300));
        }
        let text = metrics.render();
        assert!(text.contains("route=\"unmatched\",action=\"\",code=\"4xx\"} 2"), "{text}");
        assert!(text.contains("le=\"0.0005\"} 2"), "{text}");
        assert!(text.contains("http_requests_in_flight 0"), "{text}");
    }
}
