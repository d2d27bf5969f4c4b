//! Arguments from JavaScript, checked before a kernel sees them.

use napi::bindgen_prelude::{FromNapiValue, TypeName, ValidateNapiValue};
use napi::{Error, Result, Status, ValueType, sys};
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;

/// An element type of a JavaScript typed array.
pub trait Element: Copy {
    const TYPE: sys::napi_typedarray_type;
    const NAME: &'static str;
}

impl Element for f32 {
    const TYPE: sys::napi_typedarray_type = sys::TypedarrayType::float32_array;
    const NAME: &'static str = "Float32Array";
}

impl Element for i32 {
    const TYPE: sys::napi_typedarray_type = sys::TypedarrayType::int32_array;
    const NAME: &'static str = "Int32Array";
}

impl Element for u8 {
    const TYPE: sys::napi_typedarray_type = sys::TypedarrayType::uint8_array;
    const NAME: &'static str = "Uint8Array";
}

/// A typed array of the caller, without a copy. Its memory is looked up when it is borrowed, not before: converting a later argument may
/// run JavaScript (a getter, a proxy) that takes it away. From then on it stays valid for the call, since JavaScript does not run.
pub struct Array<T> {
    env: sys::napi_env,
    value: sys::napi_value,
    element: PhantomData<T>,
}

impl<T: Element> TypeName for Array<T> {
    fn type_name() -> &'static str {
        T::NAME
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl<T: Element> ValidateNapiValue for Array<T> {}

impl<T: Element> FromNapiValue for Array<T> {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        Ok(Self { env, value, element: PhantomData })
    }
}

impl<T: Element> Array<T> {
    fn memory(&self, name: &str) -> Result<Memory<T>> {
        let mut is_typed_array = false;
        // SAFETY: `env` and `value` are those of the running call, and the other pointers are to locals.
        let status = unsafe { sys::napi_is_typedarray(self.env, self.value, &mut is_typed_array) };
        if status != sys::Status::napi_ok || !is_typed_array {
            return invalid(format!("{name} is not a {}", T::NAME));
        }
        let (mut kind, mut length, mut data) = (0, 0, std::ptr::null_mut());
        let none = std::ptr::null_mut();
        // SAFETY: as above, and `value` is a typed array.
        let status = unsafe {
            let (env, value, offset) = (self.env, self.value, std::ptr::null_mut());
            sys::napi_get_typedarray_info(env, value, &mut kind, &mut length, &mut data, none, offset)
        };
        if status != sys::Status::napi_ok || kind != T::TYPE {
            return invalid(format!("{name} is not a {}", T::NAME));
        }
        // The pointer of an empty or detached array may be null.
        let length = if data.is_null() { 0 } else { length };
        let pointer = if length == 0 { NonNull::dangling().as_ptr() } else { data.cast() };
        Ok(Memory { pointer, length })
    }
}

/// The memory of an array.
struct Memory<T> {
    pointer: *mut T,
    length: usize,
}

/// A whole number from 0 to 2^53 - 1.
#[derive(Clone, Copy)]
pub struct Size(pub usize);

impl TypeName for Size {
    fn type_name() -> &'static str {
        "number"
    }

    fn value_type() -> ValueType {
        ValueType::Number
    }
}

impl ValidateNapiValue for Size {}

impl FromNapiValue for Size {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: by the trait's contract.
        let number = unsafe { f64::from_napi_value(env, value) }?;
        if (0.0..=9_007_199_254_740_991.0).contains(&number) && number.fract() == 0.0 {
            return Ok(Self(number as usize));
        }
        Err(Error::new(Status::InvalidArg, format!("expected a size from 0 to 2^53 - 1, got {number}")))
    }
}

/// A short name; of a longer string the beginning. napi's own conversion would print a whole list or object into its error.
pub struct Name(pub String);

impl TypeName for Name {
    fn type_name() -> &'static str {
        "string"
    }

    fn value_type() -> ValueType {
        ValueType::String
    }
}

impl ValidateNapiValue for Name {}

impl FromNapiValue for Name {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        let (mut bytes, mut length) = ([0u8; 32], 0);
        // SAFETY: `env` and `value` are those of the running call, and at most all of `bytes` is written.
        let status =
            unsafe { sys::napi_get_value_string_utf8(env, value, bytes.as_mut_ptr().cast(), bytes.len(), &mut length) };
        if status != sys::Status::napi_ok {
            return Err(Error::new(Status::StringExpected, "expected a string".to_owned()));
        }
        Ok(Self(String::from_utf8_lossy(&bytes[..length]).into_owned()))
    }
}

/// The arrays of one call. It gives out slices and refuses an array that overlaps one that is written.
#[derive(Default)]
pub struct Borrows {
    /// First and last addresses of arrays that are read.
    read: Vec<(usize, usize)>,
    /// Those of arrays that are written.
    written: Vec<(usize, usize)>,
}

impl Borrows {
    /// An input with exactly the elements of `shape`.
    pub fn read<'a, T: Element>(&mut self, name: &str, array: &'a Array<T>, shape: &[usize]) -> Result<&'a [T]> {
        let memory = array.memory(name)?;
        check_length(name, memory.length, shape)?;
        self.share(name, memory)
    }

    /// An input of any length.
    pub fn read_any<'a, T: Element>(&mut self, name: &str, array: &'a Array<T>) -> Result<&'a [T]> {
        self.share(name, array.memory(name)?)
    }

    pub fn read_optional<'a, T: Element>(
        &mut self,
        name: &str,
        array: &'a Option<Array<T>>,
        shape: &[usize],
    ) -> Result<Option<&'a [T]>> {
        array.as_ref().map(|array| self.read(name, array, shape)).transpose()
    }

    /// An output with exactly the elements of `shape`.
    #[allow(clippy::mut_from_ref)]
    pub fn write<'a, T: Element>(&mut self, name: &str, array: &'a Array<T>, shape: &[usize]) -> Result<&'a mut [T]> {
        let memory = array.memory(name)?;
        check_length(name, memory.length, shape)?;
        self.claim(name, memory)
    }

    /// An output of any length.
    #[allow(clippy::mut_from_ref)]
    pub fn write_any<'a, T: Element>(&mut self, name: &str, array: &'a Array<T>) -> Result<&'a mut [T]> {
        self.claim(name, array.memory(name)?)
    }

    #[allow(clippy::mut_from_ref)]
    pub fn write_optional<'a, T: Element>(
        &mut self,
        name: &str,
        array: &'a Option<Array<T>>,
        shape: &[usize],
    ) -> Result<Option<&'a mut [T]>> {
        array.as_ref().map(|array| self.write(name, array, shape)).transpose()
    }

    fn share<'a, T>(&mut self, name: &str, memory: Memory<T>) -> Result<&'a [T]> {
        self.take(name, &memory, false)?;
        // SAFETY: the memory belongs to a live typed array, and no slice given out for writing overlaps it.
        Ok(unsafe { std::slice::from_raw_parts(memory.pointer, memory.length) })
    }

    fn claim<'a, T>(&mut self, name: &str, memory: Memory<T>) -> Result<&'a mut [T]> {
        self.take(name, &memory, true)?;
        // SAFETY: the memory belongs to a live typed array, and no other slice given out overlaps it.
        Ok(unsafe { std::slice::from_raw_parts_mut(memory.pointer, memory.length) })
    }

    fn take<T>(&mut self, name: &str, memory: &Memory<T>, write: bool) -> Result<()> {
        let start = memory.pointer as usize;
        let end = start + memory.length * size_of::<T>();
        if start < end {
            let clash = |&(other_start, other_end): &(usize, usize)| start < other_end && other_start < end;
            if self.written.iter().any(clash) || (write && self.read.iter().any(clash)) {
                return invalid(format!("{name} overlaps an array that this call writes"));
            }
            if write { &mut self.written } else { &mut self.read }.push((start, end));
        }
        Ok(())
    }
}

/// The number of elements of a shape.
pub fn elements(shape: &[usize]) -> Result<usize> {
    let product = shape.iter().try_fold(1usize, |product, &size| product.checked_mul(size));
    // A shape with a 0 is empty however large its other sizes are.
    match product {
        Some(count) => Ok(count),
        None if shape.contains(&0) => Ok(0),
        None => invalid(format!("shape {shape:?} has too many elements")),
    }
}

fn check_length(name: &str, length: usize, shape: &[usize]) -> Result<()> {
    let wanted = elements(shape)?;
    if length == wanted {
        return Ok(());
    }
    invalid(format!("{name} has {length} elements, its shape {shape:?} wants {wanted}"))
}

pub fn invalid<T>(message: impl Into<String>) -> Result<T> {
    Err(Error::new(Status::InvalidArg, message.into()))
}

/// `Ok` where `condition` holds, else an error with `message`.
pub fn require(condition: bool, message: impl FnOnce() -> String) -> Result<()> {
    if condition { Ok(()) } else { invalid(message()) }
}

/// Runs an export's body. A panic becomes an error: unwinding into Node would abort the process.
pub fn guard<T>(body: impl FnOnce(&mut Borrows) -> Result<T>) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(|| body(&mut Borrows::default()))) {
        Ok(result) => result,
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("unknown");
            Err(Error::new(Status::GenericFailure, format!("a native kernel panicked: {text}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ops::Range;

    fn memory(values: &mut [f32], range: Range<usize>) -> Memory<f32> {
        let values = &mut values[range];
        Memory { pointer: values.as_mut_ptr(), length: values.len() }
    }

    #[test]
    fn an_output_must_not_overlap_anything() {
        let mut values = [0.0; 8];
        let mut borrows = Borrows::default();
        assert!(borrows.share("a", memory(&mut values, 0..4)).is_ok());
        assert!(borrows.share("b", memory(&mut values, 2..6)).is_ok());
        let error = borrows.claim("c", memory(&mut values, 4..8)).unwrap_err();
        assert_eq!(error.reason, "c overlaps an array that this call writes");
        let mut borrows = Borrows::default();
        assert!(borrows.claim("c", memory(&mut values, 4..8)).is_ok());
        assert!(borrows.share("a", memory(&mut values, 0..4)).is_ok());
        assert!(borrows.share("b", memory(&mut values, 2..6)).is_err());
    }

    #[test]
    fn lengths_must_fit_shapes() {
        let error = check_length("x", 8, &[3, 2]).unwrap_err();
        assert_eq!(error.reason, "x has 8 elements, its shape [3, 2] wants 6");
        assert!(elements(&[usize::MAX, 2]).is_err());
        assert_eq!(elements(&[usize::MAX, 2, 0]).unwrap(), 0);
    }

    #[test]
    fn a_panic_becomes_an_error() {
        let error = guard::<()>(|_| panic!("no {}", 1)).unwrap_err();
        assert_eq!(error.reason, "a native kernel panicked: no 1");
    }
}
