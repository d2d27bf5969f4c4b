//! A fork-join pool for kernels that last microseconds.
//!
//! A general work-stealing pool puts idle threads to sleep at once, and waking one costs more than many kernels take: two
//! tasks of 20 µs took 41 to 60 µs with rayon and 21 µs here. The caller works too, helpers spin for a short while before
//! they sleep, and one atomic word hands out task numbers.

use std::any::Any;
use std::cell::UnsafeCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// How long an idle helper spins before it sleeps: longer than the JavaScript between two kernels of a training step.
const SPIN: Duration = Duration::from_micros(60);

/// The most tasks of one job: the ticket keeps 16 bits for a task number.
pub const MAX_TASKS: usize = 0xffff;

type Task<'a> = dyn Fn(usize) + Sync + 'a;

/// `epoch << 32 | next task << 16 | number of tasks`. The epoch makes a claim of an old job fail.
struct Ticket(AtomicU64);

impl Ticket {
    fn next(word: u64) -> usize {
        (word >> 16 & 0xffff) as usize
    }

    fn tasks(word: u64) -> usize {
        (word & 0xffff) as usize
    }

    fn has_work(&self) -> bool {
        let word = self.0.load(Ordering::SeqCst);
        Self::next(word) < Self::tasks(word)
    }

    /// Takes the next task number of the current job, if one is left.
    fn claim(&self) -> Option<usize> {
        let mut word = self.0.load(Ordering::Acquire);
        while Self::next(word) < Self::tasks(word) {
            match self.0.compare_exchange_weak(word, word + (1 << 16), Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return Some(Self::next(word)),
                Err(current) => word = current,
            }
        }
        None
    }

    fn publish(&self, tasks: usize) {
        let epoch = (self.0.load(Ordering::Relaxed) >> 32).wrapping_add(1);
        self.0.store(epoch << 32 | tasks as u64, Ordering::SeqCst);
    }
}

struct Shared {
    ticket: Ticket,
    /// Valid from `publish` until `completed` reaches the number of tasks: `run` does not return before.
    task: UnsafeCell<Option<*const Task<'static>>>,
    completed: AtomicUsize,
    panic: Mutex<Option<Box<dyn Any + Send>>>,
    sleeping: AtomicUsize,
    sleep: Mutex<()>,
    wake: Condvar,
    closed: AtomicBool,
}

// SAFETY: `task` is written only by the thread that holds `Pool::running`, while no task is claimed, and read only after a
// successful claim, which happens after the write (release store and acquire load of the ticket).
unsafe impl Send for Shared {}
unsafe impl Sync for Shared {}

impl Shared {
    /// Runs tasks of the current job until none is left to claim.
    fn work(&self) {
        while let Some(index) = self.ticket.claim() {
            // SAFETY: the claim succeeded, so the job's owner waits for this task and the pointer is valid.
            let task = unsafe { &*(*self.task.get()).expect("a claimed job has a task") };
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| task(index))) {
                self.panic.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).get_or_insert(panic);
            }
            self.completed.fetch_add(1, Ordering::Release);
        }
    }

    fn sleep_until_work(&self) {
        let mut guard = self.sleep.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        self.sleeping.fetch_add(1, Ordering::SeqCst);
        while !self.ticket.has_work() && !self.closed.load(Ordering::SeqCst) {
            guard = self.wake.wait(guard).unwrap_or_else(|poisoned| poisoned.into_inner());
        }
        self.sleeping.fetch_sub(1, Ordering::SeqCst);
    }

    fn help(&self) {
        while !self.closed.load(Ordering::SeqCst) {
            self.work();
            let idle_since = Instant::now();
            while !self.ticket.has_work() {
                for _ in 0..32 {
                    std::hint::spin_loop();
                }
                if idle_since.elapsed() > SPIN {
                    self.sleep_until_work();
                    break;
                }
            }
        }
    }
}

/// `threads - 1` helper threads and the thread that calls [`Pool::run`].
pub struct Pool {
    shared: Arc<Shared>,
    running: Mutex<()>,
    threads: usize,
}

impl Pool {
    pub fn new(threads: usize) -> Self {
        let shared = Arc::new(Shared {
            ticket: Ticket(AtomicU64::new(0)),
            task: UnsafeCell::new(None),
            completed: AtomicUsize::new(0),
            panic: Mutex::new(None),
            sleeping: AtomicUsize::new(0),
            sleep: Mutex::new(()),
            wake: Condvar::new(),
            closed: AtomicBool::new(false),
        });
        for index in 1..threads {
            let shared = Arc::clone(&shared);
            let helper = std::thread::Builder::new().name(format!("cloze-{index}"));
            // A system that grants fewer threads still computes: the others take their tasks.
            let _ = helper.spawn(move || shared.help());
        }
        Self { shared, running: Mutex::new(()), threads: threads.max(1) }
    }

    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Calls `task(0)` to `task(tasks - 1)`, each once, on any thread, and returns when all are done. A task that panics
    /// makes this call panic after the others have ended. Called from within a task, or while another thread runs a job,
    /// the tasks run one after the other on the calling thread.
    pub fn run(&self, tasks: usize, task: &Task<'_>) {
        assert!(tasks <= MAX_TASKS, "{tasks} tasks are more than {MAX_TASKS}");
        let running = if self.threads > 1 && tasks > 1 { self.running.try_lock().ok() } else { None };
        if running.is_none() {
            (0..tasks).for_each(task);
            return;
        }
        let shared = &*self.shared;
        // SAFETY: only the lifetime is changed; this call waits below until no thread uses the reference any more.
        let erased: *const Task<'static> =
            unsafe { std::mem::transmute::<*const Task<'_>, *const Task<'static>>(task) };
        // SAFETY: all tasks of the job before are completed, so no other thread reads the cell.
        unsafe { *shared.task.get() = Some(erased) };
        shared.completed.store(0, Ordering::Relaxed);
        shared.ticket.publish(tasks);
        if shared.sleeping.load(Ordering::SeqCst) > 0 {
            let _guard = shared.sleep.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            shared.wake.notify_all();
        }
        shared.work();
        let mut spins = 0u32;
        while shared.completed.load(Ordering::Acquire) < tasks {
            spins += 1;
            if spins.is_multiple_of(4096) { std::thread::yield_now() } else { std::hint::spin_loop() }
        }
        let panic = shared.panic.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take();
        drop(running);
        if let Some(panic) = panic {
            resume_unwind(panic);
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::SeqCst);
        let _guard = self.shared.sleep.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        self.shared.wake.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_runs_once() {
        for threads in [1, 2, 3, 8] {
            let pool = Pool::new(threads);
            for tasks in [0, 1, 2, 7, 100, 5000] {
                let counts: Vec<AtomicUsize> = (0..tasks).map(|_| AtomicUsize::new(0)).collect();
                pool.run(tasks, &|index| {
                    counts[index].fetch_add(1, Ordering::Relaxed);
                });
                assert!(counts.iter().all(|count| count.load(Ordering::Relaxed) == 1));
            }
        }
    }

    #[test]
    fn helpers_wake_from_sleep() {
        let pool = Pool::new(4);
        for _ in 0..20 {
            std::thread::sleep(SPIN * 3);
            let sum = AtomicUsize::new(0);
            pool.run(64, &|index| {
                sum.fetch_add(index, Ordering::Relaxed);
            });
            assert_eq!(sum.into_inner(), 64 * 63 / 2);
        }
    }

    #[test]
    fn a_panic_reaches_the_caller_and_leaves_the_pool_usable() {
        let pool = Pool::new(2);
        let caught = catch_unwind(AssertUnwindSafe(|| pool.run(16, &|index| assert!(index != 5, "task five"))));
        assert!(caught.is_err());
        let done = AtomicUsize::new(0);
        pool.run(16, &|_| {
            done.fetch_add(1, Ordering::Relaxed);
        });
        assert_eq!(done.into_inner(), 16);
    }

    #[test]
    fn nested_and_concurrent_jobs_finish() {
        let pool = Pool::new(3);
        let total = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        pool.run(4, &|_| {
                            pool.run(3, &|_| {
                                total.fetch_add(1, Ordering::Relaxed);
                            })
                        });
                    }
                });
            }
        });
        assert_eq!(total.into_inner(), 3 * 50 * 4 * 3);
    }
}
