//! The compact form as one HTML file that asks nothing of the network.

use super::Only;
use super::holder::{Group, Holder};
use super::outcome::{Shown, Writable};
use super::page::{escape, grouped, marked, page};
use super::summary::{
    Cell, Column, FieldCell, FieldRow, Mark, ResourceSummary, Summary, seconds_in_words,
};
use std::fmt::Write as _;

const GROUPS: [(Group, &str); 5] = [
    (Group::Outside, "outside"),
    (Group::Role, "roles"),
    (Group::Row, "by the row"),
    (Group::Staff, "staff"),
    (Group::Service, "services"),
];

/// The compact form as a page; `name` says which model it is.
pub fn html(summary: &Summary, only: &Only, name: &str) -> String {
    let mut out = String::new();
    let resources = || {
        let all = summary.resources.iter();
        all.filter(|resource| only.resource(&resource.name))
    };
    head(&mut out, summary, name, resources().count());
    bar(&mut out, resources());
    out.push_str("<main>\n");
    for resource in resources() {
        section(&mut out, resource, only);
    }
    out.push_str("</main>\n");
    let revision = summary.revision;
    let about =
        "Each mark was decided by the same code that decides at the edge, in the app and in tests.";
    writeln!(
        out,
        "<footer><p>{about} Revision {revision} of {}.</p></footer>",
        escape(name)
    )
    .unwrap_or_default();
    page(&format!("Who may do what: {name}"), &out)
}

fn head(out: &mut String, summary: &Summary, name: &str, resources: usize) {
    let (all, permitted) = (grouped(summary.combinations), grouped(summary.permitted));
    write!(
        out,
        "<header>\n<h1>Who may do what</h1>\n\
         <p>What <code>{}</code> lets each person and machine do with each kind of data. What is not marked is refused. \
         Point at a mark to read why.</p>\n\
         <ul class=\"facts\"><li><b>{resources}</b>resources</li><li><b>{all}</b>combinations decided</li>\
         <li><b>{permitted}</b>of them permitted</li></ul>\n\
         <ul class=\"key\">\
         <li><span class=\"cell yes\">✓</span>may</li>\
         <li><span class=\"cell some\">◐</span>depends: the number is the note below the table</li>\
         <li><span class=\"cell no\">–</span>may not</li></ul>\n",
        escape(name),
    )
    .unwrap_or_default();
    if !summary.refused.is_empty() {
        let tags = summary.refused.iter();
        let tags = tags.map(|who| format!("<span class=\"tag\">{}</span>", escape(who)));
        let tags: String = tags.collect();
        writeln!(
            out,
            "<p>Refused everywhere, whatever they ask for: {tags}</p>"
        )
        .unwrap_or_default();
    }
    out.push_str("</header>\n");
}

fn bar<'s>(out: &mut String, resources: impl Iterator<Item = &'s ResourceSummary>) {
    out.push_str("<div class=\"bar\"><form hidden>\n<label>Resource <select name=\"resource\"><option value=\"\">all</option>");
    for resource in resources {
        write!(out, "<option>{}</option>", escape(&resource.name)).unwrap_or_default();
    }
    out.push_str("</select></label>\n");
    for (group, words) in GROUPS {
        let group = group.name();
        writeln!(
            out,
            "<label><input type=\"checkbox\" name=\"group\" value=\"{group}\" checked> {words}</label>"
        )
        .unwrap_or_default();
    }
    out.push_str("<label class=\"end\"><input type=\"checkbox\" name=\"fields\"> fields</label>\n<button type=\"reset\">Show all</button>\n</form></div>\n");
}

fn section(out: &mut String, resource: &ResourceSummary, only: &Only) {
    let name = escape(&resource.name);
    write!(
        out,
        "<section data-resource=\"{name}\" id=\"{name}\">\n<div class=\"title\"><h2>{name}</h2><span class=\"soft\">{}</span></div>\n",
        marked(&resource.belongs)
    )
    .unwrap_or_default();
    actions(out, resource, only);
    notes(out, resource);
    fields(out, resource);
    out.push_str("</section>\n");
}

fn actions(out: &mut String, resource: &ResourceSummary, only: &Only) {
    let columns = resource.columns.iter().enumerate();
    let columns: Vec<_> = columns
        .filter(|(_, column)| only.action(&column.action))
        .collect();
    out.push_str("<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">who</th>");
    for (_, column) in &columns {
        column_head(out, column);
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    let mut last = None;
    for (holder, cells) in resource.holders.iter().zip(&resource.cells) {
        let first = last.is_some_and(|last| last != holder.group);
        last = Some(holder.group);
        row_head(out, holder, first);
        for (at, column) in &columns {
            if let Some(cell) = cells.get(*at) {
                action_cell(out, cell, holder, column, &resource.notes);
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
}

fn column_head(out: &mut String, column: &Column) {
    let mut asks = column.asks.clone();
    asks.extend(column.audit.then(|| "audited".to_owned()));
    write!(out, "<th scope=\"col\">{}", escape(&column.action)).unwrap_or_default();
    if !asks.is_empty() {
        write!(out, "<small>{}</small>", escape(&asks.join(", "))).unwrap_or_default();
    }
    out.push_str("</th>");
}

fn row_head(out: &mut String, holder: &Holder, first: bool) {
    let class = if first { " class=\"first\"" } else { "" };
    write!(
        out,
        "<tr{class} data-group=\"{}\"><th scope=\"row\" title=\"{}\">{}</th>",
        holder.group.name(),
        escape(&holder.meaning),
        escape(&holder.label)
    )
    .unwrap_or_default();
}

fn action_cell(out: &mut String, cell: &Cell, holder: &Holder, column: &Column, notes: &[String]) {
    let said = note(cell.note, notes);
    let (class, sign, words) = match cell.mark {
        Mark::Yes => ("yes", "✓", "may".to_owned()),
        Mark::Depends => ("some", "◐", format!("may {said}")),
        Mark::No => {
            let why = cell.reason;
            let why = why.map_or(String::new(), |(reason, status)| {
                format!(": {reason}, {status}")
            });
            ("no", "–", format!("may not{why}"))
        }
    };
    let title = escape(&format!("{} · {}: {words}", holder.label, column.action));
    write!(
        out,
        "<td><span class=\"cell {class}\" role=\"img\" aria-label=\"{title}\" title=\"{title}\">{sign}{}</span></td>",
        raised(cell.note)
    )
    .unwrap_or_default();
}

fn notes(out: &mut String, resource: &ResourceSummary) {
    out.push_str("<ul class=\"notes\">\n");
    for (at, note) in resource.notes.iter().enumerate() {
        writeln!(out, "<li><b>{}</b>{}</li>", at + 1, marked(note)).unwrap_or_default();
    }
    let bounds = resource.columns.iter().filter_map(|column| column.max_age);
    if let Some(least) = bounds.clone().min() {
        let most = bounds.max().filter(|most| *most != least);
        let most = most.map_or(String::new(), |most| {
            format!(" to {}", seconds_in_words(most))
        });
        let least = seconds_in_words(least);
        writeln!(out, "<li>Facts about people are asked anew after {least}{most}, depending on the action.</li>")
            .unwrap_or_default();
    }
    let mut line = |words: &str, names: &[String]| {
        if !names.is_empty() {
            writeln!(out, "<li>{words}: {}</li>", escape(&names.join(", "))).unwrap_or_default();
        }
    };
    line("May do nothing here", &resource.without);
    line("Granted to nobody", &resource.unused);
    out.push_str("</ul>\n");
}

fn fields(out: &mut String, resource: &ResourceSummary) {
    out.push_str(
        "<details class=\"fields\"><summary>What each of them sees and may write</summary>\n",
    );
    out.push_str("<ul class=\"key\"><li><span class=\"cell yes\">●</span>sees</li><li><span class=\"cell some\">◐</span>sees masked</li><li><span class=\"cell some\">∅</span>sees null</li><li><span class=\"cell no\">·</span>does not see</li><li><span class=\"pen\">✎</span> may write</li><li><span class=\"pen\">+</span> only when it is made</li><li><span class=\"pen\">…</span> some values</li></ul>\n");
    out.push_str("<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">field</th>");
    for holder in &resource.holders {
        let words: Vec<_> = holder.label.split('.').map(escape).collect();
        let group = holder.group.name();
        let words = words.join(".<wbr>");
        write!(out, "<th scope=\"col\" data-group=\"{group}\">{words}</th>").unwrap_or_default();
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for field in &resource.fields {
        let never = if field.never {
            " <span class=\"tag\">never</span>"
        } else {
            ""
        };
        let column = escape(&field.column);
        write!(
            out,
            "<tr><th scope=\"row\"><code>{column}</code>{never}</th>"
        )
        .unwrap_or_default();
        for (holder, cell) in resource.holders.iter().zip(&field.cells) {
            field_cell(out, cell, holder, field, &resource.notes);
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div></details>\n");
}

fn field_cell(
    out: &mut String,
    cell: &FieldCell,
    holder: &Holder,
    field: &FieldRow,
    notes: &[String],
) {
    let (class, sign, words) = match cell.shown {
        Shown::Plain => ("yes", "●", "sees it".to_owned()),
        Shown::Masked(mask) => ("some", "◐", format!("sees it masked ({})", mask.name())),
        Shown::Null => ("some", "∅", "sees null".to_owned()),
        Shown::Hidden => ("no", "·", "does not see it".to_owned()),
    };
    let sort = if cell.only_new { "+" } else { "✎" };
    let pen = match &cell.write {
        Writable::Any => sort.to_owned(),
        Writable::Values(values) if !values.is_empty() => format!("{sort}…"),
        Writable::No | Writable::Values(_) => String::new(),
    };
    let mut title = format!(
        "{} · {}: {words} {}",
        holder.label,
        field.column,
        note(cell.note, notes)
    );
    if cell.write.is_some() {
        let when = if cell.only_new {
            " when it is made"
        } else {
            ""
        };
        write!(title, ", may write {}{when}", cell.write.words()).unwrap_or_default();
    }
    let title = escape(&title);
    let pen = if pen.is_empty() {
        String::new()
    } else {
        format!("<span class=\"pen\">{pen}</span>")
    };
    write!(
        out,
        "<td data-group=\"{}\" title=\"{title}\"><span class=\"cell {class}\" role=\"img\" aria-label=\"{title}\">{sign}{}</span>{pen}</td>",
        holder.group.name(),
        raised(cell.note)
    )
    .unwrap_or_default();
}

fn note(at: usize, notes: &[String]) -> &str {
    let at = at.checked_sub(1);
    at.and_then(|at| notes.get(at)).map_or("", String::as_str)
}

fn raised(note: usize) -> String {
    if note == 0 {
        String::new()
    } else {
        format!("<sup>{note}</sup>")
    }
}
