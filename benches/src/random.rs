//! Numbers that look random and are the same in every run (`SplitMix64`).

/// A sequence of numbers.
#[derive(Clone, Debug)]
pub struct Sequence(u64);

impl Sequence {
    /// A sequence of its own for each seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// The next number below `bound`, which is not 0.
    pub const fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// Whether something that happens in so many of a hundred cases does.
    pub const fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }

    /// One of several.
    pub fn of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let at = self.below(all.len().max(1) as u64);
        usize::try_from(at).ok().and_then(|at| all.get(at))
    }

    /// A UUID of version 4.
    pub fn uuid(&mut self) -> String {
        let bits = u128::from(self.next()) << 64 | u128::from(self.next());
        let bits = bits & !(0xf << 76 | 0x3 << 62) | 0x4 << 76 | 0x2 << 62;
        let hex = format!("{bits:032x}");
        let mut text = String::with_capacity(36);
        for (at, digit) in hex.chars().enumerate() {
            if [8, 12, 16, 20].contains(&at) {
                text.push('-');
            }
            text.push(digit);
        }
        text
    }
}
