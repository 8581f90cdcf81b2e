//! A stopwatch for two things done in turn, so that what disturbs the machine
//! disturbs both. For the check in CI; the full run uses criterion.

use std::time::Instant;

/// Nanoseconds that one thing takes, and another beside it.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// The median of the first.
    pub one: f64,
    /// The median of the second.
    pub two: f64,
    /// The median over the rounds of the first through the second.
    pub ratio: f64,
}

/// Does both in turn for so many rounds. Each call does its thing `times` times.
pub fn side_by_side(
    rounds: usize,
    times: usize,
    mut one: impl FnMut(),
    mut two: impl FnMut(),
) -> Pair {
    let mut took: [Vec<f64>; 3] = std::array::from_fn(|_| Vec::with_capacity(rounds));
    one();
    two();
    for _ in 0..rounds {
        let [first, second] = [timed(times, &mut one), timed(times, &mut two)];
        for (list, value) in took.iter_mut().zip([first, second, first / second]) {
            list.push(value);
        }
    }
    let [one, two, ratio] = took.map(median);
    Pair { one, two, ratio }
}

#[expect(clippy::cast_precision_loss, reason = "a count far below 2^52")]
fn timed(times: usize, work: &mut impl FnMut()) -> f64 {
    let started = Instant::now();
    work();
    started.elapsed().as_secs_f64() * 1e9 / times as f64
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
