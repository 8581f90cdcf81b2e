// HTML in which nothing is markup but what stands in the template: every value is escaped, unless it is HTML already.

class Html {
  constructor(text) {
    this.text = text;
  }
  toString() {
    return this.text;
  }
}

const signs = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as HTML shows it. Control characters, and those that turn the direction of text, are made visible. */
export function escape(value) {
  const visible = String(value).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return visible.replace(/[&<>"']/g, (c) => signs[c]);
}

/** A template tag: `html\`<b>${name}</b>\``. Arrays are joined; null, undefined and false are nothing. */
export function html(parts, ...values) {
  return new Html(parts.reduce((text, part, i) => text + inserted(values[i - 1]) + part));
}

/** Text that is trusted as it stands: the demo's own script and style. */
export const trusted = (text) => new Html(text);

function inserted(value) {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(inserted).join("");
  return value === null || value === undefined || value === false ? "" : escape(value);
}

/** JSON set out over lines, with the members at `pointers` marked. */
export function markedJson(value, pointers) {
  const marks = new Set(pointers);
  const mark = (pointer, inside) => (marks.has(pointer) ? html`<mark>${inside}</mark>` : inside);
  const draw = (item, pointer, indent) => {
    if (item === null || typeof item !== "object") return html`${JSON.stringify(item)}`;
    const [open, close] = Array.isArray(item) ? "[]" : "{}";
    const entries = Object.entries(item);
    if (entries.length === 0) return html`${open}${close}`;
    const inner = `${indent}  `;
    const lines = entries.map(([name, child], i) => {
      const key = Array.isArray(item) ? "" : `${JSON.stringify(name)}: `;
      const comma = i < entries.length - 1 ? "," : "";
      return html`${inner}${mark(`${pointer}/${name}`, html`${key}${draw(child, `${pointer}/${name}`, inner)}`)}${comma}\n`;
    });
    return html`${open}\n${lines}${indent}${close}`;
  };
  return mark("", draw(value, "", ""));
}

/** Text with every occurrence of `words` marked. */
export function markedText(text, words) {
  const wanted = words.filter(Boolean).sort((a, b) => b.length - a.length);
  if (wanted.length === 0) return html`${text}`;
  const pattern = new RegExp(`(${wanted.map((w) => w.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "g");
  return html`${text.split(pattern).map((part, i) => (i % 2 === 1 ? html`<mark>${part}</mark>` : part))}`;
}
