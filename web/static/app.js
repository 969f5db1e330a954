/* Makes pages quicker to work with. Nothing here is needed: every page works without it, and the server checks
   everything again. What it says stands in #words, written by the server in the page's language. */
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const words = document.getElementById("words")?.dataset ?? {};
  const say = (text = "", ...args) => text.replace(/\{(\d)\}/g, (_, i) => args[i] ?? "");
  const make = (tag, props, ...children) => {
    const e = Object.assign(document.createElement(tag), props);
    e.append(...children);
    return e;
  };
  const store = { // storage may be refused or full; then nothing is remembered
    get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* not remembered */ } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* nothing to drop */ } },
  };
  const typing = (e) => e.target.closest?.("input,select,textarea,[contenteditable]");

  /* ---- light and dark: the cookie lets the server write it into the next page, so that nothing flashes */
  const root = document.documentElement;
  for (const button of all("[data-theme-toggle]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme:dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax`;
    });
  }

  /* ---- menus close on Escape and on a click elsewhere */
  document.addEventListener("click", (e) => {
    for (const menu of all("details.menu[open]")) if (!menu.contains(e.target)) menu.open = false;
  });
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape")
      for (const menu of all("details.menu[open]")) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    if (e.key === "/" && !typing(e) && !e.ctrlKey && !e.metaKey && !e.altKey) {
      const box = document.querySelector("[data-list-search]") ?? document.querySelector("[data-slash]");
      if (box) {
        e.preventDefault();
        box.focus();
        box.select();
      }
    }
  });

  /* ---- lists: up, down, Home, End choose a row; Enter opens it; Space ticks it */
  for (const list of all("[data-list]")) {
    const rows = all("table.list tbody tr", list);
    all(".keys", list).forEach((k) => { k.hidden = rows.length === 0; });
    const go = (row) => {
      rows.forEach((r) => { r.removeAttribute("aria-current"); r.tabIndex = -1; });
      row.setAttribute("aria-current", "true");
      row.tabIndex = 0;
      row.focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
    };
    if (rows[0]) rows[0].tabIndex = 0;
    list.addEventListener("keydown", (e) => {
      const row = e.target.closest("tbody tr");
      if (!row || e.ctrlKey || e.metaKey || e.altKey) return;
      const at = rows.indexOf(row);
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[e.key];
      if (to !== undefined && e.target.type !== "text") {
        e.preventDefault();
        if (rows[to]) go(rows[to]);
      } else if (e.key === "Enter" && e.target === row) {
        row.querySelector("a[href]")?.click();
      } else if (e.key === " " && e.target === row) {
        const box = row.querySelector(".pick input");
        if (box) {
          e.preventDefault();
          box.click();
        }
      }
    });

    const bulk = list.querySelector("[data-bulk]");
    if (bulk) {
      const boxes = all("tbody .pick input", list);
      const every = list.querySelector("[data-all]");
      const label = bulk.querySelector("[data-count]");
      const count = () => {
        const n = boxes.filter((b) => b.checked).length;
        bulk.hidden = n === 0;
        label.textContent = say(label.dataset.count, n);
        every.checked = n > 0 && n === boxes.length;
        every.indeterminate = n > 0 && n < boxes.length;
      };
      every.hidden = false;
      every.addEventListener("change", () => {
        boxes.forEach((b) => { b.checked = every.checked; });
        count();
      });
      list.addEventListener("change", (e) => { if (boxes.includes(e.target)) count(); });
      count();
    }

    /* Columns: what was chosen is remembered for this list on this device. */
    const chooser = list.querySelector("[data-columns]");
    if (chooser) {
      const key = `columns:${list.dataset.list}`;
      const here = new URL(location.href);
      const kept = store.get(key);
      if (Array.isArray(kept) && !here.searchParams.has("columns")) {
        const shown = all("input[name=columns]:checked:not(:disabled)", chooser).map((b) => b.value);
        if (kept.join() !== shown.join()) {
          kept.forEach((c) => here.searchParams.append("columns", c));
          location.replace(here);
        }
      }
      chooser.addEventListener("submit", () => {
        store.set(key, all("input[name=columns]:checked:not(:disabled)", chooser).map((b) => b.value));
      });
      const reset = chooser.querySelector("[data-columns-reset]");
      reset.hidden = false;
      reset.addEventListener("click", (e) => {
        e.preventDefault();
        store.drop(key);
        here.searchParams.delete("columns");
        location.assign(here);
      });
    }
  }

  /* ---- checks while typing: the same rules as the server's, said at once */
  const digits = (s) => s.replace(/[.\s\u00a0]/g, "");
  const isDay = (s) => {
    const vn = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(s);
    const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(s);
    if (!vn && !iso) return false;
    const [d, m, y] = (vn ? vn.slice(1) : [iso[3], iso[2], iso[1]]).map(Number);
    const date = new Date(Date.UTC(y, m - 1, d));
    return date.getUTCDate() === d && date.getUTCMonth() === m - 1 && date.getUTCFullYear() === y;
  };
  const checks = {
    day: (s) => isDay(s) || words.day,
    birth: (s) => isDay(s) || /^(0?[1-9]|1[0-2])\/\d{4}$/.test(s) || /^\d{4}$/.test(s) || words.day,
    int: (s) => /^-?\d+$/.test(digits(s)) || words.int,
    money: (s) => /^-?\d+$/.test(digits(s)) || words.int,
  };
  const problem = (input) => {
    const s = input.value.trim();
    if (s === "") return input.required ? words.missing : "";
    const found = checks[input.dataset.check]?.(s);
    if (typeof found === "string") return found;
    const n = Number(digits(s));
    if (input.dataset.min !== undefined && n < Number(input.dataset.min)) return say(words.min, input.dataset.min);
    if (input.dataset.max !== undefined && n > Number(input.dataset.max)) return say(words.max, input.dataset.max);
    return "";
  };
  document.addEventListener("change", (e) => {
    const input = e.target;
    const field = input.closest?.(".field");
    if (!field || !input.name || input.type === "checkbox" || input.type === "radio") return;
    const text = problem(input);
    let hint = field.querySelector(".hint");
    if (text && !hint) field.append(hint = make("p", { className: "hint", role: "status" }));
    if (hint) hint.textContent = text;
    input.toggleAttribute("aria-invalid", false);
    if (text) input.setAttribute("aria-invalid", "true");
    if (!text && input.dataset.check === "money" && input.value.trim() !== "")
      input.value = digits(input.value.trim()).replace(/\B(?=(\d{3})+$)/g, ".");
    if (!text && /^(day|birth)$/.test(input.dataset.check ?? "") && input.value.includes("/"))
      input.value = input.value.trim().split("/").map((p) => p.padStart(2, "0")).join("/");
  });

  /* ---- long drop-downs: a box above that narrows them, without diacritics */
  const fold = (s) => s.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  for (const select of all("select[data-search]")) {
    const options = all("option", select).map((o) => [o, fold(o.textContent)]);
    const box = make("input", { type: "search", placeholder: select.dataset.search });
    box.setAttribute("aria-label", select.dataset.search);
    box.addEventListener("input", () => {
      const wanted = fold(box.value);
      let first = null;
      for (const [option, text] of options) {
        option.hidden = option.value !== "" && !text.includes(wanted);
        if (!option.hidden && option.value !== "") first ??= option;
      }
      if (wanted && first) first.selected = true;
    });
    select.before(box);
  }

  /* ---- drafts: what was typed survives a closed tab or a lost session, on this device */
  const typed = (form) => {
    const data = [];
    for (const [name, value] of new FormData(form))
      if (typeof value === "string" && name !== "csrf" && name !== "version") data.push([name, value]);
    for (const secret of all("input[type=password]", form))
      for (let i = data.length; i-- > 0;) if (data[i][0] === secret.name) data.splice(i, 1);
    return data;
  };
  const clock = (at) => new Date(at).toLocaleString("vi-VN", { hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit" });
  for (const form of all("form[data-draft]")) {
    const key = `draft:${location.pathname}:${form.dataset.draft}`;
    const note = form.querySelector("[data-draft-note]");
    const begin = JSON.stringify(typed(form));
    const kept = store.get(key);
    if (kept && JSON.stringify(kept.data) !== begin && !form.querySelector(".sum")) {
      const use = make("button", { type: "button", className: "btn small", textContent: words.use });
      const discard = make("button", { type: "button", className: "btn small plain", textContent: words.discard });
      const bar = make("div", { className: "notice info wide" },
        make("div", { textContent: say(words.restore, clock(kept.at)) }), use, discard);
      form.prepend(bar);
      use.addEventListener("click", () => {
        for (const field of form.elements)
          if (field.type === "checkbox" || field.type === "radio")
            field.checked = kept.data.some(([n, v]) => n === field.name && v === field.value);
          else if (field.type !== "hidden" && field.type !== "file" && field.type !== "password") {
            const found = kept.data.find(([n]) => n === field.name);
            if (found) field.value = found[1];
          }
        bar.remove();
      });
      discard.addEventListener("click", () => {
        store.drop(key);
        bar.remove();
      });
    }
    let timer = 0;
    const keep = () => {
      const data = typed(form);
      if (JSON.stringify(data) === begin) return;
      const at = Date.now();
      store.set(key, { at, data });
      if (note) note.textContent = say(note.dataset.draftNote, clock(at));
    };
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(keep, 600);
    });
    addEventListener("pagehide", () => { if (!form.dataset.sent) keep(); });
    /* The draft goes only when the next page shows that it was taken: that page is not this form again. */
    form.addEventListener("submit", () => {
      form.dataset.sent = "1";
      clearTimeout(timer);
      store.set("draft:sent", { key, at: Date.now() });
    });
  }
  const sent = store.get("draft:sent");
  if (sent) {
    store.drop("draft:sent");
    if (!document.querySelector(".sum") && !document.querySelector("input[type=password]")) store.drop(sent.key);
  }
  document.querySelector(".sum")?.focus();

  /* ---- the running score of an interview, where the province lets the one who asks see it */
  for (const box of all("[data-score]")) {
    const form = box.closest("form");
    const put = (what, n) => { box.querySelector(`[data-score-${what}]`).textContent = n.toLocaleString("vi-VN"); };
    const count = () => {
      const checked = all("input[type=radio]:checked", form);
      const asked = new Set(all("input[type=radio]", form).map((i) => i.name));
      put("points", checked.reduce((sum, i) => sum + Number(i.dataset.points || 0), 0));
      put("deprived", checked.filter((i) => i.value === "deprived").length);
      put("open", asked.size - checked.filter((i) => i.value !== "not_asked").length);
    };
    box.hidden = false;
    box.setAttribute("role", "status");
    form.addEventListener("change", count);
    count();
  }

  /* ---- asking before what cannot be taken back; sending once */
  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (form.dataset.confirm && !form.dataset.asked && window.HTMLDialogElement) {
      e.preventDefault();
      const button = e.submitter;
      const yes = make("button", { className: "btn main", value: "yes", textContent: words.confirm });
      const no = make("button", { className: "btn", value: "", textContent: words.cancel });
      const dialog = make("dialog", {}, make("form", { method: "dialog" },
        make("p", { textContent: form.dataset.confirm }), make("div", { className: "form-f" }, no, yes)));
      document.body.append(dialog);
      dialog.addEventListener("close", () => {
        const agreed = dialog.returnValue === "yes";
        dialog.remove();
        if (!agreed) return;
        form.dataset.asked = "1";
        form.requestSubmit(button ?? undefined);
      });
      dialog.showModal();
      no.focus();
      return;
    }
    if (form.method === "get") { // addresses that people share should say only what was asked
      const empty = [...form.elements].filter((field) => field.name && field.value === "" && !field.disabled);
      empty.forEach((field) => { field.disabled = true; });
      setTimeout(() => empty.forEach((field) => { field.disabled = false; }));
    }
    if (form.method === "post") {
      if (form.dataset.busy) {
        e.preventDefault();
        return;
      }
      form.dataset.busy = "1";
      setTimeout(() => { delete form.dataset.busy; delete form.dataset.asked; }, 8000);
    }
  });
  addEventListener("pageshow", () => all("form").forEach((f) => { delete f.dataset.busy; delete f.dataset.asked; }));

  /* ---- pages of running work fetch themselves again and swap the part that lives */
  const live = () => {
    const part = document.querySelector("[data-live]");
    if (!part) return;
    setTimeout(async () => {
      try {
        const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
        const next = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
        if (next) part.replaceWith(next);
      } catch { /* the next round tries again */ }
      live();
    }, Number(part.dataset.live) || 2000);
  };
  live();
})();
