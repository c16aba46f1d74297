//! Chance, in the forms that a generator asks for.

use model::base::rng::Rng;

/// A stream of chance.
pub struct Draw {
    rng: Rng,
}

impl Draw {
    /// The stream of that name under that seed.
    pub fn new(seed: u64, name: &str) -> Draw {
        Draw { rng: Rng::stream(seed, name) }
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.rng.below(bound as u64) as usize
    }

    /// A number from `low` to `high`, both among them.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.rng.below((high - low) as u64 + 1) as i64
    }

    /// True so many times in a hundred.
    pub fn per_cent(&mut self, share: u64) -> bool {
        self.rng.below(100) < share
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// One of several, each as often as its weight says.
    pub fn weighted<T: Copy>(&mut self, items: &[(u64, T)]) -> T {
        let mut left = self.rng.below(items.iter().map(|(weight, _)| weight).sum());
        for (weight, item) in items {
            match left.checked_sub(*weight) {
                Some(rest) => left = rest,
                None => return *item,
            }
        }
        unreachable!("what is left is below the sum of the weights")
    }

    /// Some of several, in their order.
    pub fn some<T: Clone>(&mut self, items: &[T], count: usize) -> Vec<T> {
        let mut left: Vec<usize> = (0..items.len()).collect();
        while left.len() > count {
            left.remove(self.below(left.len()));
        }
        left.into_iter().map(|at| items[at].clone()).collect()
    }
}
