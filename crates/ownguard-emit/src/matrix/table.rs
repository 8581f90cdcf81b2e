//! The compact form for a terminal.

use super::Only;
use super::outcome::Shown;
use super::summary::{Cell, FieldCell, Mark, ResourceSummary, Summary, seconds_in_words};
use std::fmt::Write as _;

/// How a terminal shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Columns of the terminal; what does not fit is broken into several tables.
    pub width: usize,
    /// Whether it knows colours.
    pub color: bool,
    /// Whether fields are shown too.
    pub fields: bool,
}

/// The compact form as text.
pub fn table(summary: &Summary, only: &Only, look: Look) -> String {
    let mut out = String::new();
    for resource in summary
        .resources
        .iter()
        .filter(|resource| only.resource(&resource.name))
    {
        one(&mut out, resource, only, look);
    }
    let (all, permitted) = (summary.combinations, summary.permitted);
    out.push_str("✓ may   ◐ depends, see the note   – may not\n");
    if look.fields {
        out.push_str("● sees   ◐ sees masked   ∅ sees null   · does not see   ✎ writes   + only when it is made   … some values\n");
    }
    wrapped(
        &mut out,
        &format!("refused everywhere: {}", summary.refused.join(", ")),
        "",
        look,
    );
    writeln!(out, "{all} combinations decided, {permitted} permitted").unwrap_or_default();
    out
}

fn one(out: &mut String, resource: &ResourceSummary, only: &Only, look: Look) {
    let paint = Paint(look.color);
    writeln!(
        out,
        "{}  {}",
        paint.bold(&resource.name),
        paint.dim(&resource.belongs.replace('`', ""))
    )
    .unwrap_or_default();
    let columns = resource.columns.iter().enumerate();
    let columns: Vec<_> = columns
        .filter(|(_, column)| only.action(&column.action))
        .collect();
    let heads = columns.iter().map(|(_, column)| column.action.clone());
    let labels = || resource.holders.iter().map(|holder| holder.label.clone());
    let rows = labels().zip(&resource.cells).map(|(label, cells)| {
        let cells = columns.iter().filter_map(|(at, _)| cells.get(*at));
        (label, cells.map(|cell| paint.cell(cell)).collect())
    });
    grid(
        out,
        &heads.collect::<Vec<_>>(),
        &rows.collect::<Vec<_>>(),
        look,
    );
    if look.fields {
        out.push('\n');
        let rows = resource.fields.iter().map(|field| {
            let cells = field.cells.iter().map(|cell| paint.field(cell));
            (field.column.clone(), cells.collect())
        });
        grid(
            out,
            &labels().collect::<Vec<_>>(),
            &rows.collect::<Vec<_>>(),
            look,
        );
    }
    for (at, note) in resource.notes.iter().enumerate() {
        let used = |cell: &Cell| cell.note == at + 1;
        let by_cells = resource.cells.iter().flatten().any(used);
        if by_cells || look.fields {
            wrapped(
                out,
                &format!("{} {}", raised(at + 1), note.replace('`', "")),
                "  ",
                look,
            );
        }
    }
    for (_, column) in &columns {
        let mut asks = column.asks.clone();
        asks.extend(column.audit.then(|| "audited".to_owned()));
        if !asks.is_empty() {
            let line = format!("{} asks: {}", column.action, asks.join(", "));
            wrapped(out, &line, "  ", look);
        }
    }
    let bounds = columns.iter().filter_map(|(_, column)| column.max_age);
    if let Some(least) = bounds.clone().min() {
        let (least, most) = (seconds_in_words(least), bounds.max().map(seconds_in_words));
        let most = most.filter(|most| *most != least);
        let most = most.map_or(String::new(), |most| format!(" to {most}"));
        wrapped(
            out,
            &format!("facts are asked anew after {least}{most}"),
            "  ",
            look,
        );
    }
    if !resource.without.is_empty() {
        let line = format!("nothing here: {}", resource.without.join(", "));
        wrapped(out, &line, "  ", look);
    }
    if !resource.unused.is_empty() {
        let line = format!("granted to nobody: {}", resource.unused.join(", "));
        wrapped(out, &line, "  ", look);
    }
    out.push('\n');
}

/// A text and how many columns it takes.
struct Painted {
    text: String,
    width: usize,
}

fn grid(out: &mut String, heads: &[String], rows: &[(String, Vec<Painted>)], look: Look) {
    let label = rows
        .iter()
        .map(|(label, _)| width(label))
        .max()
        .unwrap_or(0);
    let paint = Paint(look.color);
    let whole: usize = heads.iter().map(|head| width(head) + 2).sum();
    let close = label + 2 + whole > look.width && label + 2 + whole - heads.len() <= look.width;
    let gap = if close { 1 } else { 2 };
    let mut from = 0;
    while from < heads.len() {
        let mut used = label + 2;
        let fitting = heads.iter().skip(from).take_while(|head| {
            used += width(head) + gap;
            used <= look.width
        });
        let to = from + fitting.count().max(1);
        let shown = || heads.iter().skip(from).take(to - from);
        write!(out, "  {:label$}", "").unwrap_or_default();
        for head in shown() {
            write!(out, "{:gap$}{}", "", paint.dim(head)).unwrap_or_default();
        }
        out.push('\n');
        for (name, cells) in rows {
            let mut line = format!("  {name}{}", " ".repeat(label - width(name)));
            for (head, cell) in shown().zip(cells.iter().skip(from)) {
                let room = width(head).saturating_sub(cell.width);
                let before = room / 2;
                line.push_str(&" ".repeat(before + gap));
                line.push_str(&cell.text);
                line.push_str(&" ".repeat(room - before));
            }
            writeln!(out, "{}", line.trim_end()).unwrap_or_default();
        }
        from = to;
    }
}

/// Breaks at spaces, and indents what follows by two more.
pub(crate) fn wrapped(out: &mut String, text: &str, indent: &str, look: Look) {
    let mut used = width(indent);
    out.push_str(indent);
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 && used + 1 + width(word) > look.width {
            write!(out, "\n{indent}  {word}").unwrap_or_default();
            used = width(indent) + 2 + width(word);
        } else {
            if at > 0 {
                out.push(' ');
                used += 1;
            }
            out.push_str(word);
            used += width(word);
        }
    }
    out.push('\n');
}

/// Every sign that is written takes one column.
fn width(text: &str) -> usize {
    text.chars().count()
}

/// A number in raised digits.
pub(crate) fn raised(number: usize) -> String {
    let digit = |digit: char| match digit {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        _ => '⁹',
    };
    number.to_string().chars().map(digit).collect()
}

struct Paint(bool);

impl Paint {
    fn with(&self, code: &str, text: &str) -> String {
        if self.0 {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    fn bold(&self, text: &str) -> String {
        self.with("1", text)
    }

    fn dim(&self, text: &str) -> String {
        self.with("2", text)
    }

    fn cell(&self, cell: &Cell) -> Painted {
        let (sign, code) = match cell.mark {
            Mark::Yes => ("✓", "32"),
            Mark::Depends => ("◐", "33"),
            Mark::No => ("–", "2"),
        };
        self.noted(sign, code, cell.note)
    }

    fn field(&self, cell: &FieldCell) -> Painted {
        let (sign, code) = match cell.shown {
            Shown::Plain => ("●", "32"),
            Shown::Masked(_) => ("◐", "33"),
            Shown::Null => ("∅", "33"),
            Shown::Hidden => ("·", "2"),
        };
        let mut painted = self.noted(sign, code, cell.note);
        if cell.write.is_some() {
            let any = cell.write == super::outcome::Writable::Any;
            let pen = match (any, cell.only_new) {
                (true, false) => "✎",
                (false, false) => "✎…",
                (true, true) => "+",
                (false, true) => "+…",
            };
            painted.text.push_str(&self.with("36", pen));
            painted.width += width(pen);
        }
        painted
    }

    fn noted(&self, sign: &str, code: &str, note: usize) -> Painted {
        let note = if note == 0 {
            String::new()
        } else {
            raised(note)
        };
        Painted {
            width: 1 + width(&note),
            text: self.with(code, &format!("{sign}{note}")),
        }
    }
}
