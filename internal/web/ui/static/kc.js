// Khuyến công: small helps on top of pages that work without any script.
(() => {
  "use strict";
  const $$ = (sel, root = document) => [...root.querySelectorAll(sel)];

  // The error summary takes the focus where the browser does not see to it.
  const errors = document.querySelector(".errsum");
  if (errors && !("autofocus" in HTMLElement.prototype)) errors.focus();

  // Money: dots between thousands, on leaving the field, never while typing.
  const group = (s) => s.replace(/\B(?=(\d{3})+(?!\d))/g, ".");
  document.addEventListener("change", (e) => {
    const el = e.target;
    if (!(el instanceof HTMLInputElement) || !("money" in el.dataset)) return;
    const plain = el.value.replace(/(vnđ|vnd|đồng|đ|₫)/gi, "").replace(/\s/g, "");
    const ok = /^\d+$/.test(plain) || /^\d{1,3}(\.\d{3})+$/.test(plain) || /^\d{1,3}(,\d{3})+$/.test(plain);
    if (ok) el.value = group(plain.replace(/\D/g, "").replace(/^0+(?=\d)/, ""));
  });

  // A question before a deed that cannot be taken back.
  const ask = (question, label, danger) => new Promise((done) => {
    const d = document.createElement("dialog");
    d.className = "ask";
    d.setAttribute("aria-labelledby", "kc-ask");
    const p = document.createElement("p");
    p.id = "kc-ask";
    p.textContent = question;
    const row = document.createElement("div");
    row.className = "row";
    const button = (text, cls, value) => {
      const b = document.createElement("button");
      b.type = "button";
      b.className = "btn " + cls;
      b.textContent = text;
      b.addEventListener("click", () => d.close(value));
      row.append(b);
      return b;
    };
    const no = button("Thôi", "alt", "");
    button(label, danger ? "danger" : "", "yes");
    d.append(p, row);
    d.addEventListener("close", () => { d.remove(); done(d.returnValue === "yes"); });
    document.body.append(d);
    d.showModal();
    no.focus();
  });

  // One submission per form: a second click does nothing.
  const sent = new WeakSet();
  document.addEventListener("submit", async (e) => {
    const form = e.target, by = e.submitter;
    if (sent.has(form)) { e.preventDefault(); return; }
    const question = (by && by.dataset.confirm) || form.dataset.confirm;
    if (question && form.dataset.confirmed !== "1") {
      e.preventDefault();
      const label = by ? by.firstChild.textContent.trim() : "Đồng ý";
      if (await ask(question, label, by && by.classList.contains("danger"))) {
        form.dataset.confirmed = "1";
        form.requestSubmit(by);
      } else if (by) by.focus();
      return;
    }
    delete form.dataset.confirmed;
    if (form.method !== "post" || e.defaultPrevented) return;
    sent.add(form);
    form.setAttribute("aria-busy", "true");
    // Not `disabled`: that would drop the button's own name and value.
    $$("button", form).forEach((b) => b.setAttribute("aria-disabled", "true"));
    // An answer that is a download leaves this page open: allow another try.
    setTimeout(() => release(form), 8000);
  });
  const release = (form) => {
    sent.delete(form);
    form.removeAttribute("aria-busy");
    $$("button", form).forEach((b) => b.removeAttribute("aria-disabled"));
  };
  window.addEventListener("pageshow", (e) => { if (e.persisted) $$("form").forEach(release); });

  // Rows of tables: cozy or compact, remembered on this device.
  const store = {
    get: () => { try { return localStorage.getItem("kc-density"); } catch { return null; } },
    set: (v) => { try { localStorage.setItem("kc-density", v); } catch { /* private window */ } },
  };
  const setDensity = (v) => {
    document.body.dataset.density = v;
    $$("[data-density-toggle]").forEach((b) => b.setAttribute("aria-pressed", String(v === "cozy")));
  };
  $$("[data-density-item]").forEach((el) => { el.hidden = false; });
  setDensity(store.get() === "cozy" ? "cozy" : "compact");
  document.addEventListener("click", (e) => {
    if (!e.target.closest("[data-density-toggle]")) return;
    const v = document.body.dataset.density === "cozy" ? "compact" : "cozy";
    setDensity(v);
    store.set(v);
  });

  // Ticked rows: tick all, and say how many.
  const rows = (table) => $$("tbody .cb", table);
  const count = (table) => {
    const all = table.querySelector("[data-all]"), boxes = rows(table), n = boxes.filter((b) => b.checked).length;
    if (all) { all.checked = n > 0 && n === boxes.length; all.indeterminate = n > 0 && n < boxes.length; }
    const said = (table.closest("form") || document).querySelector("[data-ticked]");
    if (said) said.textContent = "Đã chọn " + n + " dòng";
  };
  $$("[data-all]").forEach((all) => {
    const table = all.closest("table");
    all.hidden = false;
    count(table);
    table.addEventListener("change", (e) => {
      if (e.target === all) rows(table).forEach((b) => { b.checked = all.checked; });
      if (e.target.classList.contains("cb")) count(table);
    });
  });

  // The menu of the user closes on Escape and on a click elsewhere.
  const user = document.querySelector("details.user");
  if (user) {
    document.addEventListener("click", (e) => { if (!user.contains(e.target)) user.open = false; });
    user.addEventListener("keydown", (e) => {
      if (e.key === "Escape" && user.open) { user.open = false; user.querySelector("summary").focus(); }
    });
  }

  // On a phone the menu and tabs scroll: begin at the current entry.
  $$(".mainnav ul, .tabs").forEach((bar) => {
    const here = bar.querySelector("[aria-current]");
    if (here && bar.scrollWidth > bar.clientWidth) bar.scrollLeft = here.offsetLeft - bar.offsetLeft - 24;
  });

  // Print buttons appear only when they can work.
  $$("[data-print]").forEach((b) => { b.hidden = false; b.addEventListener("click", () => window.print()); });
})();
