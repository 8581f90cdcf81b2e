//! What a command may know of where it runs: colours, width and time, all given to it.

use std::fmt;

/// Where a command runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terminal {
    /// Whether colours are understood and wanted.
    pub color: bool,
    /// Columns, where they are known.
    pub width: Option<usize>,
    /// Unix time in seconds.
    pub now: i64,
}

/// A day of the Gregorian calendar, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Days since 1970-01-01.
    days: i64,
}

const DAY: i64 = 86_400;

impl Terminal {
    /// Today, in UTC.
    pub const fn today(&self) -> Date {
        Date {
            days: self.now.div_euclid(DAY),
        }
    }

    /// The present as `20261121164300`, in UTC.
    pub fn stamp(&self) -> String {
        let date = self.today().to_string().replace('-', "");
        let second = self.now.rem_euclid(DAY);
        let (hour, minute) = (second / 3600, second / 60 % 60);
        format!("{date}{hour:02}{minute:02}{:02}", second % 60)
    }

    /// Columns to fill: those of the terminal, between 60 and 120; 100 where nothing is known.
    pub fn columns(&self) -> usize {
        self.width.map_or(100, |width| width.clamp(60, 120))
    }
}

impl Date {
    /// Reads `2027-03-31`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-').map(|part| part.parse::<i64>().ok());
        let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
        ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| Self {
            days: days(year, month, day),
        })
    }

    /// How many days from this one to the other; negative where it lies before.
    pub const fn until(self, other: Self) -> i64 {
        other.days - self.days
    }
}

/// The number of a day, by Howard Hinnant's `days_from_civil`
/// (<https://howardhinnant.github.io/date_algorithms.html>).
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// As `2027-03-31`, by the same author's `civil_from_days`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shifted = self.days + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted - era * 146_097;
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 {
            from_march + 3
        } else {
            from_march - 9
        };
        let year = year + era * 400 + i64::from(month <= 2);
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_written_alike() {
        for (text, number) in [
            ("1970-01-01", 0),
            ("2000-02-29", 11_016),
            ("2026-11-21", 20_778),
            ("2027-03-31", 20_908),
        ] {
            let date = Date::parse(text).unwrap();
            assert_eq!((date.days, date.to_string().as_str()), (number, text));
        }
        assert_eq!(Date::parse("2027-13-01"), None);
    }

    #[test]
    fn a_stamp_sorts_as_time_does() {
        let at = |now| {
            Terminal {
                now,
                ..Terminal::default()
            }
            .stamp()
        };
        assert_eq!(at(0), "19700101000000");
        assert_eq!(at(1_795_219_200 + 45_296), "20261121123456");
    }

    #[test]
    fn a_day_holds_its_seconds() {
        let at = |now| {
            Terminal {
                now,
                ..Terminal::default()
            }
            .today()
            .to_string()
        };
        assert_eq!(
            [at(0), at(86_399), at(86_400), at(-1)],
            ["1970-01-01", "1970-01-01", "1970-01-02", "1969-12-31"]
        );
    }
}
