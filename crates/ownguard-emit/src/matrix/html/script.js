(() => {
  const form = document.querySelector(".bar form");
  if (!form) return;
  const all = (query) => [...document.querySelectorAll(query)];
  const apply = () => {
    const data = new FormData(form);
    const resource = data.get("resource");
    const groups = new Set(data.getAll("group"));
    for (const section of all("section[data-resource]")) {
      section.classList.toggle("hidden", resource !== "" && section.dataset.resource !== resource);
    }
    for (const element of all("[data-group]")) {
      element.classList.toggle("hidden", !groups.has(element.dataset.group));
    }
    for (const details of all("details.fields")) details.open = data.has("fields");
  };
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  const opened = new Map();
  addEventListener("beforeprint", () => all("details").forEach((one) => { opened.set(one, one.open); one.open = true; }));
  addEventListener("afterprint", () => opened.forEach((open, one) => { one.open = open; }));
})();
