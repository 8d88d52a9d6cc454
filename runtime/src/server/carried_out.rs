//! Work that is carried out to its end, whoever waits for it.
//!
//! hyper drops the future of a request whose client is gone, and with it what was still to be done. Work in here then goes on in
//! a task of its own. One from the start would be simpler, and costs a request that is waited for two switches between tasks.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::runtime::Handle;

/// A future that does not end before its work does.
pub(super) struct CarriedOut<F: Future<Output: Send> + Send + 'static>(Option<Pin<Box<F>>>);

impl<F: Future<Output: Send> + Send + 'static> CarriedOut<F> {
    pub(super) fn new(work: F) -> Self {
        Self(Some(Box::pin(work)))
    }
}

impl<F: Future<Output: Send> + Send + 'static> Future for CarriedOut<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        // Work that panics is not kept: it cannot go on.
        let mut work = self.0.take().expect("a future that is ready is not asked again");
        let polled = work.as_mut().poll(cx);
        if polled.is_pending() {
            self.0 = Some(work);
        }
        polled
    }
}

impl<F: Future<Output: Send> + Send + 'static> Drop for CarriedOut<F> {
    fn drop(&mut self) {
        // Without a runtime nothing could be awaited any more.
        if let (Some(work), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            runtime.spawn(work);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn work_goes_on_when_nobody_waits_for_it() {
        let (gate, done) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let work = |gate: Arc<Notify>, done: Arc<Notify>| async move {
            gate.notified().await;
            done.notify_one();
        };
        let mut left = Box::pin(CarriedOut::new(work(gate.clone(), done.clone())));
        assert!(left.as_mut().poll(&mut Context::from_waker(std::task::Waker::noop())).is_pending());
        drop(left);
        gate.notify_one();
        tokio::time::timeout(std::time::Duration::from_secs(60), done.notified()).await.expect("it is carried out");
    }

    #[tokio::test]
    async fn work_that_is_done_or_panicked_is_not_begun_again() {
        assert_eq!(CarriedOut::new(async { 7 }).await, 7);
        let panics = tokio::spawn(CarriedOut::new(async { panic!("on purpose") }));
        assert!(panics.await.expect_err("it panics").is_panic());
    }
}
