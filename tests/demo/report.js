// Shows one person's column or all, and the cell that the address names.
const table = document.querySelector("#matrix");
const buttons = [...document.querySelectorAll("[data-show]")];

function show(key) {
  for (const cell of table.querySelectorAll("[data-person]")) cell.hidden = key !== "all" && cell.dataset.person !== key;
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.show === key));
  table.classList.toggle("single", key !== "all");
  for (const head of table.querySelectorAll("[colspan]")) head.colSpan = key === "all" ? buttons.length : 2;
}

function open() {
  const wanted = document.getElementById(location.hash.slice(1));
  for (const dialog of document.querySelectorAll("dialog[open]")) if (dialog !== wanted) dialog.close();
  if (wanted instanceof HTMLDialogElement && !wanted.open) wanted.showModal();
}

function step(from, by) {
  const shown = [...table.querySelectorAll("td:not([hidden]) a")].map((link) => link.hash);
  const at = shown.indexOf(`#${from.id}`);
  const next = shown[(at + by + shown.length) % shown.length];
  if (next) location.replace(next);
}

for (const button of buttons) button.addEventListener("click", () => show(button.dataset.show));
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("close", () => {
    if (location.hash === `#${dialog.id}`) history.replaceState(null, "", location.pathname + location.search);
  });
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog || target.closest("[data-close]")) dialog.close();
    const button = target.closest("[data-step]");
    if (button) step(dialog, Number(button.dataset.step));
  });
  dialog.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowLeft") step(dialog, -1);
    if (key === "ArrowRight") step(dialog, 1);
  });
}
addEventListener("hashchange", open);
open();
