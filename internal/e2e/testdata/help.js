// What a person does with their eyes: find a field by its label, a button or a
// link by its words. Each answer is a selector, or "!" and what went wrong.
var help = (() => {
  const clean = (s) => (s || "").replace(/\s+/g, " ").trim();
  const shown = (e) => !e.closest("[aria-hidden=true]") && e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden";
  let n = 0;
  const mark = (e) => {
    document.querySelectorAll("[data-e2e]").forEach((x) => { if (x !== e) x.removeAttribute("data-e2e"); });
    e.setAttribute("data-e2e", "m" + ++n);
    return `[data-e2e="m${n}"]`;
  };
  // The smallest part of the page that is called so and is there.
  const part = (name) => {
    if (!name) return document;
    const heads = [...document.querySelectorAll("h1,h2,h3,h4,legend,summary,caption,th[scope=row],td:first-child,dt,b,strong,.k-title")]
      .filter((h) => clean(h.innerText || h.textContent).includes(name));
    for (const h of heads) {
      const box = h.closest("tr,fieldset,details,section,form,.card,article,li");
      if (box) { if (box.tagName === "DETAILS") box.open = true; return box; }
    }
    return null;
  };
  const labelOf = (e) => {
    const say = [e.getAttribute("aria-label") || ""];
    for (const l of e.labels || []) say.push(clean(l.innerText || l.textContent));
    for (const id of (e.getAttribute("aria-labelledby") || "").split(/\s+/)) {
      const l = id && document.getElementById(id);
      if (l) say.push(clean(l.innerText || l.textContent));
    }
    return say.filter(Boolean);
  };
  const best = (all, name, words) => {
    const exact = all.filter((e) => words(e).some((w) => w === name));
    if (exact.length) return exact;
    const begin = all.filter((e) => words(e).some((w) => w.startsWith(name)));
    if (begin.length) return begin;
    return all.filter((e) => words(e).some((w) => w.includes(name)));
  };
  const list = (all, words) => all.map((e) => words(e)[0]).filter(Boolean).slice(0, 40).join(" | ");
  const open = (e) => { for (let d = e.closest("details"); d; d = d.parentElement.closest("details")) d.open = true; return e; };
  const find = (within, name, what, selector, words, prefer) => {
    const root = part(within);
    if (!root) return [null, `no part of the page is called “${within}”`];
    const all = [...root.querySelectorAll(selector)].filter((e) => !e.disabled && !e.closest("[aria-hidden=true]") && (shown(e) || e.closest("details:not([open])") || e.type === "radio" || e.type === "checkbox"));
    const hits = best(all, name, words);
    if (!hits.length) return [null, `no ${what} “${name}”; there are: ${list(all, words)}`];
    return [open((prefer && hits.find(prefer)) || hits.find(shown) || hits[0]), ""];
  };
  const fields = "input:not([type=hidden]):not([type=radio]):not([type=checkbox]):not([type=submit]),select,textarea";
  const say = ([e, why]) => (e ? mark(e) : "!" + why);
  const text = (e) => [clean(e.innerText || e.textContent), clean(e.getAttribute("aria-label"))].filter(Boolean);
  const field = (within, name) => find(within, name, "field", fields, labelOf, (e) => e.tagName !== "SELECT" && e.value === "" && shown(e));
  return {
    field: (within, name) => say(field(within, name)),
    kind: (sel) => {
      const e = document.querySelector(sel);
      return e.tagName === "SELECT" ? "select" : e.type === "file" ? "file" : "text";
    },
    empty: () => { const e = document.activeElement; if (e.select) e.select(); return "body"; },
    choose: (within, name, value) => {
      const [e, why] = field(within, name);
      if (!e) return "!" + why;
      const all = [...e.options], words = (o) => [clean(o.textContent), o.value];
      const o = best(all, value, words)[0];
      if (!o) return `!“${name}” has no choice “${value}”; there are: ${list(all, words)}`;
      e.value = o.value;
      e.dispatchEvent(new Event("input", { bubbles: true }));
      e.dispatchEvent(new Event("change", { bubbles: true }));
      return mark(e);
    },
    box: (within, name) => {
      const [e, why] = find(within, name, "box", "input[type=radio],input[type=checkbox]", labelOf);
      if (!e) return "!" + why;
      return mark(shown(e) ? e : e.labels[0]);
    },
    button: (within, name) => say(find(within, name, "button", "button:not([type=button]),input[type=submit]", text)),
    send: () => {
      const all = [...document.querySelectorAll("main form button:not([type=button])")].filter(shown);
      return all.length ? mark(all[all.length - 1]) : "!no button to send a form with";
    },
    link: (within, name) => say(find(within, name, "link", "a[href]", text)),
  };
})()
