"use strict";
// Optional: the report works without it. Sorts tables, filters the problems, opens the target of a link, and opens everything for print.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  function sort(table, heading, order) {
    const column = heading.cellIndex, sign = order === "ascending" ? 1 : -1, number = heading.dataset.sort === "number";
    const value = row => {
      const cell = row.cells[column];
      return number ? Number(cell.dataset.v) : cell.textContent.trim();
    };
    const compare = number ? (a, b) => a - b : new Intl.Collator(document.documentElement.lang).compare;
    const rows = [...table.tBodies[0].rows].map(row => [value(row), row]);
    rows.sort((a, b) => sign * compare(a[0], b[0]));
    table.tBodies[0].append(...rows.map(([, row]) => row));
    all("thead th[aria-sort]", table).forEach(other => other.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", order);
  }

  for (const table of all("table.sortable")) {
    for (const heading of all("thead th[data-sort]", table)) {
      const button = document.createElement("button");
      button.type = "button";
      button.title = `${table.dataset.sortBy} ${heading.firstChild.textContent.trim()}`;
      button.append(...heading.childNodes);
      heading.append(button);
      if (heading.dataset.sorted) heading.setAttribute("aria-sort", heading.dataset.sorted);
      button.addEventListener("click", () => {
        const now = heading.getAttribute("aria-sort");
        const first = heading.dataset.first ?? (heading.dataset.sort === "number" ? "descending" : "ascending");
        sort(table, heading, now === null ? first : now === "ascending" ? "descending" : "ascending");
      });
    }
  }

  const form = document.querySelector("form.filter");
  if (form) {
    const input = form.querySelector("input"), status = form.querySelector("[role=status]");
    const rules = all("details.rule[data-rule]"), rows = new Map(all("tr[data-rule]").map(row => [row.dataset.rule, row]));
    const texts = new WeakMap();
    const contains = (element, words) => {
      if (!texts.has(element)) texts.set(element, element.textContent.toLowerCase());
      return words.every(word => texts.get(element).includes(word));
    };
    const show = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const rule of rules) {
        const found = contains(rule, words), whole = !words.length || contains(rule.querySelector("h3"), words);
        rule.hidden = !found;
        rows.get(rule.dataset.rule).hidden = !found;
        shown += found;
        // A rule with matching URLs is opened, and closed again when the search ends.
        if (found && !whole && !rule.open) rule.open = rule.dataset.searched = true;
        else if (whole && rule.dataset.searched) {
          rule.open = false;
          delete rule.dataset.searched;
        }
        for (const line of found ? all("details.line", rule) : []) {
          line.hidden = !whole && !contains(line, words);
          if (words.length && !whole) line.open = !line.hidden;
          for (const item of all(":scope > .pages > li", line)) item.hidden = !whole && !contains(item, words);
        }
      }
      status.textContent = words.length
        ? form.dataset.shown.replace("{shown}", shown).replace("{total}", rules.length)
        : "";
    };
    let waiting;
    input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 150); });
    form.addEventListener("submit", event => { event.preventDefault(); show(); });
    form.hidden = false;
  }

  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const closed = target?.closest("details");
    if (closed && !closed.open) {
      closed.open = true;
      target.scrollIntoView();
    }
  }
  addEventListener("hashchange", reveal);
  reveal();

  let expanded = [];
  addEventListener("beforeprint", () => {
    expanded = all("details:not([open], .trend details, .src)");
    expanded.forEach(closed => { closed.open = true; });
  });
  addEventListener("afterprint", () => expanded.forEach(closed => { closed.open = false; }));
})();
