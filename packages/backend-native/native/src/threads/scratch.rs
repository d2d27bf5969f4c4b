//! Working memory of a task, kept by its thread from one task to the next.

use std::cell::RefCell;

thread_local! {
    static SCRATCH: RefCell<Vec<f32>> = const { RefCell::new(Vec::new()) };
}

/// Calls `body` with `count` floats of any contents.
pub fn with_scratch<R>(count: usize, body: impl FnOnce(&mut [f32]) -> R) -> R {
    SCRATCH.with(|cell| match cell.try_borrow_mut() {
        Ok(mut memory) => {
            if memory.len() < count {
                memory.resize(count, 0.0);
            }
            body(&mut memory[..count])
        }
        // Within another call on this thread.
        Err(_) => body(&mut vec![0.0; count]),
    })
}

#[cfg(test)]
mod tests {
    use super::with_scratch;

    #[test]
    fn nested_calls_get_memory_of_their_own() {
        with_scratch(10, |outer| {
            outer.fill(1.0);
            with_scratch(20, |inner| inner.fill(2.0));
            assert_eq!(outer, [1.0; 10]);
        });
        with_scratch(30, |memory| assert_eq!(memory.len(), 30));
    }
}
