"use strict";
(() => {
  const root = document.documentElement;
  const nav = document.getElementById("navigation");
  const form = nav.querySelector(".search");
  const field = form.elements.text;
  const said = form.querySelector("output");
  const menu = document.querySelector(".menu");
  const shade = document.querySelector(".shade");
  const links = [...nav.querySelectorAll("a[data-find]")];
  const folds = [...nav.querySelectorAll("details")];
  const byHash = new Map(links.map((link) => [link.hash.slice(1), link]));
  const texts = new Map();
  let openBefore = null;
  let found = [];
  let chosen = -1;

  root.classList.add("js");
  for (const each of document.querySelectorAll(".search, .menu, .keys, .bar")) each.hidden = false;

  // Contents: a drawer on narrow screens.
  const isDrawer = () => getComputedStyle(nav).position === "fixed";
  const setDrawer = (open) => {
    nav.classList.toggle("open", open);
    if (open) requestAnimationFrame(() => nav.classList.add("used"));
    shade.hidden = !open;
    for (const each of document.querySelectorAll("main, footer")) each.inert = open;
    menu.setAttribute("aria-expanded", String(open));
  };
  const closeDrawer = (back) => {
    if (!nav.classList.contains("open")) return;
    setDrawer(false);
    if (back) menu.focus();
  };
  menu.addEventListener("click", () => {
    setDrawer(!nav.classList.contains("open"));
    if (nav.classList.contains("open")) field.focus();
  });
  shade.addEventListener("click", () => closeDrawer(true));

  // Search: in names, paths, summaries, tags and names of schemas, then in the description. Texts are gathered when first asked for.
  const textOf = (link) => {
    if (!texts.has(link)) {
      const place = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      const about = place && place.querySelector(".text");
      texts.set(link, `${link.dataset.find} ${about ? about.textContent : ""}`.toLowerCase());
    }
    return texts.get(link);
  };
  const choose = (index) => {
    if (found[chosen]) found[chosen].classList.remove("chosen");
    chosen = found.length ? (index + found.length) % found.length : -1;
    if (!found[chosen]) return;
    found[chosen].classList.add("chosen");
    found[chosen].scrollIntoView({ block: "nearest" });
  };
  const search = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length && !openBefore) openBefore = new Map(folds.map((fold) => [fold, fold.open]));
    choose(-1);
    const matches = words.length ? links.filter((link) => words.every((word) => textOf(link).includes(word))) : links;
    const shown = new Set(matches);
    for (const link of links) link.parentElement.hidden = !shown.has(link);
    for (const fold of [...folds].reverse()) {
      fold.hidden = !fold.querySelector("li:not([hidden])");
      if (words.length) fold.open = !fold.hidden;
      else if (openBefore) fold.open = openBefore.get(fold);
    }
    if (!words.length) openBefore = null;
    found = words.length ? matches : [];
    const first = found.findIndex((link) => words.every((word) => link.dataset.find.toLowerCase().includes(word)));
    choose(Math.max(first, 0));
    said.textContent = words.length ? (found.length ? `${found.length} found` : "Nothing found") : "";
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (found[chosen]) found[chosen].click();
  });
  field.addEventListener("input", search);
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    }
  });
  addEventListener("keydown", (event) => {
    const typing = event.target.closest && event.target.closest("input, textarea, select");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      if (isDrawer()) setDrawer(true);
      field.focus();
      field.select();
    } else if (event.key === "Escape") {
      if (field.value) {
        field.value = "";
        search();
      } else closeDrawer(true);
    }
  });

  // The place that is read is marked in the contents, and shown there when it was gone to.
  const mark = (link, show) => {
    const old = nav.querySelector("[aria-current]");
    if (old) old.removeAttribute("aria-current");
    if (!link) return;
    link.setAttribute("aria-current", "true");
    if (!show) return;
    for (let fold = link.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    link.scrollIntoView({ block: "nearest" });
  };
  const visible = new Set();
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) visible[entry.isIntersecting ? "add" : "delete"](entry.target);
    const top = [...visible].sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)[0];
    if (top) mark(byHash.get(top.id), false);
  }, { rootMargin: "-10% 0px -70% 0px" });
  for (const place of document.querySelectorAll(".operation, .schema")) watcher.observe(place);

  // Where a link leads is opened and shown.
  const named = () => {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return "";
    }
  };
  const arrive = () => {
    const id = named();
    const target = id && document.getElementById(id);
    if (!target) return;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    closeDrawer(false);
    mark(byHash.get(id), true);
    // Heights above the place are guesses until it has been drawn; a second look corrects them.
    target.scrollIntoView();
    requestAnimationFrame(() => target.scrollIntoView());
  };
  addEventListener("hashchange", arrive);
  nav.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link && link.hash === location.hash) arrive();
  });

  // One choice of language for all samples.
  const buttons = [...document.querySelectorAll(".kinds button")];
  const setKind = (kind) => {
    document.body.dataset.kind = kind;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.kind === kind));
  };
  setKind("curl");

  const copy = async (button) => {
    const block = button.closest(".samples");
    const pre = [...block.querySelectorAll(".sample")].find((each) => getComputedStyle(each).display !== "none").querySelector("pre");
    try {
      await navigator.clipboard.writeText(pre.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(pre);
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches(".kinds button")) {
      // What is above changes its height too: the block that was clicked stays where it is.
      const before = button.getBoundingClientRect().top;
      setKind(button.dataset.kind);
      scrollBy(0, button.getBoundingClientRect().top - before);
    } else if (button.matches(".copy")) copy(button);
  });

  // The fields of a schema stand once in the page; where it is used, a copy is made when it is asked for.
  const fill = (fold) => {
    const table = document.getElementById(fold.dataset.schema).querySelector(".scroll");
    if (table) fold.append(table.cloneNode(true));
    else fold.insertAdjacentText("beforeend", "It has no properties of its own.");
  };
  document.addEventListener("toggle", (event) => {
    const fold = event.target;
    if (fold.matches("details.fields") && fold.open && fold.children.length === 1) fill(fold);
  }, true);

  arrive();
})();
