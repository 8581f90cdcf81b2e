//! Aligned tables for people. The last column is wrapped where the width is known to be too small.

use crate::paint::{Paint, Style};

/// A table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    head: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

/// One cell.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    text: String,
    style: Style,
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self {
            text: text.into(),
            style: Style::Plain,
        }
    }
}

impl Cell {
    pub(crate) fn styled(style: Style, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            style,
        }
    }
}

impl Table {
    /// With a line of headings; empty ones leave it out.
    pub(crate) fn new(head: &[&str]) -> Self {
        Self {
            head: head.iter().map(|name| (*name).to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table, each line behind `indent` blanks; no line ends with blanks.
    pub(crate) fn render(&self, indent: usize, columns: usize, paint: Paint) -> String {
        let head: Vec<Cell> = self
            .head
            .iter()
            .map(|name| Cell::styled(Style::Dim, name.as_str()))
            .collect();
        let lines = || {
            std::iter::once(&head)
                .filter(|head| !head.is_empty())
                .chain(&self.rows)
        };
        let count = lines().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..count)
            .map(|at| {
                let cells = lines().filter_map(|line| line.get(at));
                cells.map(|cell| width(&cell.text)).max().unwrap_or(0)
            })
            .collect();
        let before = widths
            .iter()
            .take(count.saturating_sub(1))
            .map(|width| width + 2);
        let before = indent + before.sum::<usize>();
        let room = columns.saturating_sub(before).max(24);
        let mut text = String::new();
        for line in lines() {
            write_line(&mut text, line, &widths, (indent, before, room), paint);
        }
        text
    }
}

fn write_line(
    text: &mut String,
    line: &[Cell],
    widths: &[usize],
    (indent, before, room): (usize, usize, usize),
    paint: Paint,
) {
    let mut written = " ".repeat(indent);
    for (at, cell) in line.iter().enumerate() {
        if at + 1 == widths.len() {
            for (nth, part) in wrapped(&cell.text, room).iter().enumerate() {
                if nth > 0 {
                    text.push_str(written.trim_end());
                    text.push('\n');
                    written = " ".repeat(before);
                }
                written.push_str(&paint.of(cell.style, part));
            }
        } else {
            written.push_str(&paint.of(cell.style, &cell.text));
            let wide = widths.get(at).copied().unwrap_or(0);
            written.push_str(&" ".repeat(wide.saturating_sub(width(&cell.text)) + 2));
        }
    }
    text.push_str(written.trim_end());
    text.push('\n');
}

/// Lines of at most so many characters, broken at blanks where there are any, each behind the blanks
/// that the text begins with.
pub(crate) fn wrapped(text: &str, room: usize) -> Vec<String> {
    let words = text.trim_start_matches(' ');
    let indent = text.len() - words.len();
    let lines = broken(words, room.saturating_sub(indent));
    let indented = lines.into_iter().map(|line| " ".repeat(indent) + &line);
    indented.collect()
}

fn broken(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && width(&line) + 1 + width(word) > room {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other_and_the_last_one_wraps() {
        let mut table = Table::new(&["who", "what"]);
        table.row([
            "owner".into(),
            "reads and writes everything there is to say".into(),
        ]);
        table.row(["workspace.viewer".into(), "".into()]);
        let text = table.render(2, 45, Paint { color: false });
        let lines = [
            "  who               what",
            "  owner             reads and writes",
            "                    everything there is to",
            "                    say",
            "  workspace.viewer",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), lines);
    }

    #[test]
    fn wrapped_lines_keep_the_blanks_they_begin_with() {
        assert_eq!(wrapped("  one two", 6), ["  one", "  two"]);
    }

    #[test]
    fn colours_do_not_count_as_width() {
        let mut table = Table::new(&[]);
        table.row([Cell::styled(Style::Red, "no"), "x".into()]);
        table.row(["yes".into(), "y".into()]);
        let text = table.render(0, 80, Paint { color: true });
        assert_eq!(text, "\u{1b}[31mno\u{1b}[0m   x\nyes  y\n");
    }
}
