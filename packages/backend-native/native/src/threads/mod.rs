//! Fixed partitions of work over a fork-join pool. Which thread runs a task changes nothing in its result, and the
//! partition depends only on shapes and on the number of threads, so results repeat bit by bit.

mod pool;
mod processors;
mod scratch;

use pool::{MAX_TASKS, Pool};
pub use processors::default_threads;
pub use scratch::with_scratch;
use std::ops::Range;
use std::sync::{Arc, OnceLock, RwLock};

static POOL: OnceLock<RwLock<Arc<Pool>>> = OnceLock::new();

fn pool() -> Arc<Pool> {
    let lock = POOL.get_or_init(|| RwLock::new(Arc::new(Pool::new(default_threads()))));
    Arc::clone(&lock.read().unwrap_or_else(|poisoned| poisoned.into_inner()))
}

/// The number of threads that kernels use.
pub fn threads() -> usize {
    pool().threads()
}

/// Replaces the pool by one of `threads` threads.
pub fn set_threads(threads: usize) {
    let lock = POOL.get_or_init(|| RwLock::new(Arc::new(Pool::new(threads))));
    *lock.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = Arc::new(Pool::new(threads));
}

/// Calls `task` for 0 to `tasks - 1`, in parallel.
pub fn parallel(tasks: usize, task: impl Fn(usize) + Sync) {
    if tasks <= 1 {
        return (0..tasks).for_each(task);
    }
    let group = tasks.div_ceil(MAX_TASKS);
    pool().run(tasks.div_ceil(group), &|index| (index * group..((index + 1) * group).min(tasks)).for_each(&task));
}

/// Calls `task` for the ranges of `chunk` numbers that cover `0..count`, in parallel.
pub fn parallel_ranges(count: usize, chunk: usize, task: impl Fn(Range<usize>) + Sync) {
    let chunk = chunk.max(1).max(count.div_ceil(MAX_TASKS));
    parallel(count.div_ceil(chunk), |index| task(index * chunk..((index + 1) * chunk).min(count)));
}

/// A length for [`parallel_ranges`] that gives each thread a few tasks, each with at least `least` items. A multiple of 64
/// where there is more than one task, so that float32 tasks do not write into each other's cache lines.
pub fn chunk_for(count: usize, least: usize) -> usize {
    let threads = threads();
    if threads == 1 || count <= least {
        return count.max(1);
    }
    count.div_ceil(threads * 4).max(least).next_multiple_of(64)
}

/// Rows a task for [`parallel_ranges`], where a row costs as much as `cost` items of elementwise work.
pub fn rows_for(rows: usize, cost: usize) -> usize {
    let threads = threads();
    let least = (LEAST_ITEMS / cost.max(1)).max(1);
    if threads == 1 || rows <= least {
        return rows.max(1);
    }
    rows.div_ceil(threads * 4).max(least)
}

/// Elementwise items that take about as long as handing a task to another thread is worth: a few microseconds.
pub const LEAST_ITEMS: usize = 8192;

/// A mutable slice that tasks write in parallel, each its own part.
pub struct Parts<'a, T> {
    pointer: *mut T,
    length: usize,
    marker: std::marker::PhantomData<&'a mut [T]>,
}

// SAFETY: a part is handed out only through `part`, whose caller promises that parts in use do not overlap.
unsafe impl<T: Send> Send for Parts<'_, T> {}
unsafe impl<T: Send> Sync for Parts<'_, T> {}

impl<'a, T> Parts<'a, T> {
    pub fn new(slice: &'a mut [T]) -> Self {
        Self { pointer: slice.as_mut_ptr(), length: slice.len(), marker: std::marker::PhantomData }
    }

    /// The number of elements.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.length
    }

    /// The first element of `range`; panics when that reaches beyond the slice.
    pub fn pointer(&self, range: Range<usize>) -> *mut T {
        assert!(range.start <= range.end && range.end <= self.length, "part {range:?} of {}", self.length);
        self.pointer.wrapping_add(range.start)
    }

    /// The elements of `range`; panics when it reaches beyond the slice.
    ///
    /// # Safety
    /// Parts that are in use at the same time must not overlap.
    #[allow(clippy::mut_from_ref)]
    pub unsafe fn part(&self, range: Range<usize>) -> &mut [T] {
        let length = range.end.wrapping_sub(range.start);
        // SAFETY: within the slice by the check of `pointer`, not aliased by the caller's promise.
        unsafe { std::slice::from_raw_parts_mut(self.pointer(range), length) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_cover_everything_once() {
        for count in [0usize, 1, 5, 64, 1000, 200_000] {
            for chunk in [0usize, 1, 7, 64, 1 << 20] {
                let mut seen = vec![0u8; count];
                let parts = Parts::new(&mut seen);
                parallel_ranges(count, chunk, |range| {
                    // SAFETY: ranges of one call do not overlap.
                    unsafe { parts.part(range) }.iter_mut().for_each(|times| *times += 1);
                });
                assert!(seen.iter().all(|&times| times == 1));
            }
        }
    }

    #[test]
    #[should_panic]
    fn a_part_beyond_the_slice_panics() {
        let mut values = [0f32; 4];
        // SAFETY: the only part.
        unsafe { Parts::new(&mut values).part(2..5) };
    }
}
