//! Walking several tensors of one shape at once, each with strides of its own: broadcasting, slices, permutations.

/// The most axes of a tensor, as in tfjs and one more.
pub const MAX_RANK: usize = 8;

/// A shape and the strides of `N` tensors over it, a stride of 0 repeating the tensor along that axis. Axes that all tensors walk as
/// one are merged, so the last one is as long as can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk<const N: usize> {
    rank: usize,
    sizes: [usize; MAX_RANK],
    strides: [[usize; MAX_RANK]; N],
}

impl<const N: usize> Walk<N> {
    /// `None` where there are too many axes, or strides that do not belong to them.
    pub fn new(sizes: &[usize], strides: [&[usize]; N]) -> Option<Self> {
        if sizes.len() > MAX_RANK || strides.iter().any(|strides| strides.len() != sizes.len()) {
            return None;
        }
        let mut walk = Self { rank: 0, sizes: [1; MAX_RANK], strides: [[0; MAX_RANK]; N] };
        for (axis, &size) in sizes.iter().enumerate() {
            if size != 1 {
                walk.push(size, strides.map(|strides| strides[axis]));
            }
        }
        walk.rank = walk.rank.max(1);
        Some(walk)
    }

    fn push(&mut self, size: usize, strides: [usize; N]) {
        if self.rank > 0 {
            let last = self.rank - 1;
            let merges = (0..N).all(|tensor| strides[tensor].checked_mul(size) == Some(self.strides[tensor][last]));
            if let (true, Some(merged)) = (merges, self.sizes[last].checked_mul(size)) {
                self.sizes[last] = merged;
                (0..N).for_each(|tensor| self.strides[tensor][last] = strides[tensor]);
                return;
            }
        }
        self.sizes[self.rank] = size;
        (0..N).for_each(|tensor| self.strides[tensor][self.rank] = strides[tensor]);
        self.rank += 1;
    }

    pub fn is_empty(&self) -> bool {
        self.sizes.contains(&0)
    }

    /// One more than the largest offset that `tensor` is read or written at; `None` where that overflows.
    pub fn span(&self, tensor: usize) -> Option<usize> {
        if self.is_empty() {
            return Some(0);
        }
        let steps = self.sizes.iter().zip(&self.strides[tensor]);
        steps
            .map(|(&size, &stride)| (size - 1).checked_mul(stride))
            .try_fold(1usize, |sum, step| sum.checked_add(step?))
    }

    /// Whether all places of `tensor` differ: each stride steps over all that the smaller ones reach.
    pub fn is_injective(&self, tensor: usize) -> bool {
        let mut steps: Vec<(usize, usize)> = (0..self.rank)
            .map(|axis| (self.strides[tensor][axis], self.sizes[axis]))
            .filter(|step| step.1 > 1)
            .collect();
        steps.sort_unstable();
        let mut reach = 0usize;
        for (stride, size) in steps {
            match stride.checked_mul(size - 1).and_then(|step| step.checked_add(reach)) {
                Some(next) if stride > reach => reach = next,
                _ => return false,
            }
        }
        true
    }

    /// Length of the last axis.
    pub fn row_length(&self) -> usize {
        self.sizes[self.rank - 1]
    }

    /// Strides of the last axis.
    pub fn row_strides(&self) -> [usize; N] {
        std::array::from_fn(|tensor| self.strides[tensor][self.rank - 1])
    }

    /// The number of rows along the last axis; the product of sizes that `span` has found to fit.
    pub fn rows(&self) -> usize {
        self.sizes[..self.rank - 1].iter().product()
    }

    /// Calls `visit` with the offsets of rows `from` to `to - 1`.
    #[inline(always)]
    pub fn for_rows(&self, from: usize, to: usize, mut visit: impl FnMut(usize, [usize; N])) {
        let axes = self.rank - 1;
        let mut index = [0; MAX_RANK];
        let mut offsets = [0; N];
        let mut rest = from;
        for axis in (0..axes).rev() {
            index[axis] = rest % self.sizes[axis];
            rest /= self.sizes[axis];
            (0..N).for_each(|tensor| offsets[tensor] += index[axis] * self.strides[tensor][axis]);
        }
        for row in from..to {
            visit(row, offsets);
            for axis in (0..axes).rev() {
                index[axis] += 1;
                (0..N).for_each(|tensor| offsets[tensor] += self.strides[tensor][axis]);
                if index[axis] < self.sizes[axis] {
                    break;
                }
                (0..N).for_each(|tensor| offsets[tensor] -= self.sizes[axis] * self.strides[tensor][axis]);
                index[axis] = 0;
            }
        }
    }

    /// Moves the axis that `tensor` walks with stride 1, other than the last, behind the others but the last; false where there is none.
    pub fn bring_contiguous_axis(&mut self, tensor: usize) -> bool {
        let Some(axis) = (0..self.rank - 1).find(|&axis| self.strides[tensor][axis] == 1) else {
            return false;
        };
        let target = self.rank - 2;
        self.sizes[axis..=target].rotate_left(1);
        self.strides.iter_mut().for_each(|strides| strides[axis..=target].rotate_left(1));
        true
    }

    /// The walk over all axes but the last two, and the sizes and strides of those.
    pub fn split_planes(&self) -> (Self, [usize; 2], [[usize; 2]; N]) {
        let inner = [self.rank - 2, self.rank - 1];
        let sizes = inner.map(|axis| self.sizes[axis]);
        let strides = std::array::from_fn(|tensor| inner.map(|axis| self.strides[tensor][axis]));
        let mut outer = self.clone();
        // A last axis of one element: a row is then a plane.
        outer.sizes[inner[0]] = 1;
        outer.sizes[inner[1]] = 1;
        outer.rank = self.rank - 1;
        (outer, sizes, strides)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offsets<const N: usize>(walk: &Walk<N>) -> Vec<[usize; N]> {
        let (length, steps) = (walk.row_length(), walk.row_strides());
        let mut all = Vec::new();
        walk.for_rows(0, walk.rows(), |_, start| {
            (0..length).for_each(|i| all.push(std::array::from_fn(|tensor| start[tensor] + i * steps[tensor])));
        });
        all
    }

    #[test]
    fn it_visits_every_place_in_order() {
        let walk = Walk::new(&[2, 3, 1, 4], [&[12, 4, 4, 1], &[0, 4, 9, 1], &[1, 2, 0, 6]]).unwrap();
        let mut wanted = Vec::new();
        for i in 0..2 {
            for j in 0..3 {
                for k in 0..4 {
                    wanted.push([i * 12 + j * 4 + k, j * 4 + k, i + j * 2 + k * 6]);
                }
            }
        }
        assert_eq!(offsets(&walk), wanted);
        assert_eq!(walk.span(0), Some(24));
        assert_eq!(walk.span(2), Some(1 + 1 + 4 + 18));
    }

    #[test]
    fn injective_strides() {
        let injective = |strides: [usize; 2]| Walk::new(&[3, 4], [&strides]).unwrap().is_injective(0);
        assert!(injective([4, 1]) && injective([1, 3]) && injective([5, 1]) && injective([10, 2]));
        assert!(!injective([3, 1]) && !injective([0, 1]) && !injective([1, 1]) && !injective([4, 2]));
        assert!(Walk::new(&[1, 4], [&[0, 1]]).unwrap().is_injective(0));
    }

    #[test]
    fn axes_walked_as_one_are_merged() {
        let walk = Walk::new(&[2, 3, 4], [&[12, 4, 1], &[12, 4, 1]]).unwrap();
        assert_eq!((walk.rows(), walk.row_length()), (1, 24));
        let bias = Walk::new(&[2, 3, 4], [&[12, 4, 1], &[0, 0, 1]]).unwrap();
        assert_eq!((bias.rows(), bias.row_length()), (6, 4));
    }

    #[test]
    fn scalars_and_empty_shapes() {
        let scalar = Walk::new(&[], [&[]]).unwrap();
        assert_eq!(offsets(&scalar), [[0]]);
        let empty = Walk::new(&[3, 0], [&[0, 1]]).unwrap();
        assert!(empty.is_empty() && offsets(&empty).is_empty() && empty.span(0) == Some(0));
        assert!(Walk::new(&[1; 9], [&[0; 9]]).is_none());
        assert!(Walk::new(&[2, 2], [&[1]]).is_none());
        assert_eq!(Walk::new(&[1 << 40, 1 << 40], [&[1 << 40, 1]]).unwrap().span(0), None);
    }

    #[test]
    fn any_range_of_rows_starts_where_the_whole_does() {
        let walk = Walk::new(&[3, 2, 2, 5], [&[20, 5, 10, 1], &[2, 0, 1, 7]]).unwrap();
        let mut all = Vec::new();
        walk.for_rows(0, walk.rows(), |row, offsets| all.push((row, offsets)));
        for from in 0..all.len() {
            let mut tail = Vec::new();
            walk.for_rows(from, all.len(), |row, offsets| tail.push((row, offsets)));
            assert_eq!(tail, all[from..]);
        }
    }
}
