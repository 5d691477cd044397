"use strict";
(() => {
  const form = document.querySelector(".filters");
  if (!form) return;
  const items = [...document.querySelectorAll(".requirement")];
  const groups = [...document.querySelectorAll(".group")];
  const chips = [...form.querySelectorAll(".chip")];
  const texts = new Map();
  const openAtFirst = new Map(groups.map((group) => [group, group.open]));

  // The text of a requirement includes its closed parts; it is gathered when a search first needs it.
  const textOf = (item) => {
    if (!texts.has(item)) texts.set(item, `${item.textContent} ${item.closest(".group").querySelector("h3").textContent}`.toLowerCase());
    return texts.get(item);
  };
  const valueOf = (name) => (form.elements[name] ? form.elements[name].value : "");
  const pressed = (chip) => chip.getAttribute("aria-pressed") === "true";

  const filter = () => {
    const verdicts = new Set(chips.filter(pressed).map((chip) => chip.dataset.verdict));
    const level = valueOf("level");
    const tag = valueOf("tag");
    const change = valueOf("change");
    const words = valueOf("text").toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of items) {
      const { dataset } = item;
      const match = verdicts.has(dataset.verdict) && (!level || dataset.level === level)
        && (!change || dataset.change === change) && (!tag || JSON.parse(dataset.tags).includes(tag)) && words.every((word) => textOf(item).includes(word));
      item.hidden = !match;
      shown += match;
    }
    const all = shown === items.length;
    for (const group of groups) {
      group.hidden = !group.querySelector(".requirement:not([hidden])");
      group.open = all ? openAtFirst.get(group) : !group.hidden;
    }
    document.querySelector(".nothing").hidden = shown > 0;
    form.querySelector("output").textContent = all ? "" : `${shown} of ${items.length} shown`;
  };

  // A press on one of several chips that are all pressed means "only this one".
  const press = (chip) => {
    const only = chips.every(pressed) && chips.length > 1;
    for (const each of chips) {
      if (only) each.setAttribute("aria-pressed", String(each === chip));
    }
    if (!only) chip.setAttribute("aria-pressed", String(!pressed(chip)));
    if (!chips.some(pressed)) chips.forEach((each) => each.setAttribute("aria-pressed", "true"));
    filter();
  };

  const setOpen = (open) => [...groups, ...items].filter((each) => !each.hidden).forEach((each) => { each.open = open; });

  const openTarget = () => {
    const fragment = location.hash.slice(1);
    const target = document.getElementById(fragment);
    const group = target && target.closest(".group");
    if (!group) return;
    if (target.hidden || group.hidden) {
      form.reset();
      chips.forEach((each) => each.setAttribute("aria-pressed", "true"));
      filter();
    }
    group.open = true;
    target.open = true;
    target.scrollIntoView();
  };

  const copy = async (button) => {
    const pre = button.parentElement.querySelector("pre");
    try {
      await navigator.clipboard.writeText(pre.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(pre);
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  };

  for (const chip of chips) chip.addEventListener("click", () => press(chip));
  for (const button of document.querySelectorAll(".copy")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.elements.expand.addEventListener("click", () => setOpen(true));
  form.elements.collapse.addEventListener("click", () => setOpen(false));
  addEventListener("hashchange", openTarget);
  form.hidden = false;
  openTarget();
})();
