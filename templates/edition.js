// Helps to find one's way on the page of all documents; without it everything can be read.
"use strict";
(() => {
  const narrow = matchMedia("(max-width: 1000px)");
  const menu = document.querySelector(".menu");
  const box = document.querySelector(".search");
  const field = document.getElementById("search");
  const told = document.getElementById("found");
  const hits = document.getElementById("hits");
  const BLOCKS = "tr, p, li, h1, h2, h3, figcaption, svg text";
  const MOST = 100; // hits that are listed
  const AROUND = 50; // characters before and after a hit
  let index = null;

  // search

  const words = (place) => (place.cells ? [...place.cells] : [place]).map((each) => each.textContent.trim())
    .filter(Boolean).join(" · ").replace(/\s+/g, " ");

  const read = () => {
    index = [...document.querySelectorAll("main article")].flatMap((article) =>
      [...article.querySelectorAll(BLOCKS)].map((place) => {
        const text = words(place);
        return { place, text, low: text.toLowerCase(), title: article.dataset.title };
      }));
  };

  const named = (word) => [...document.querySelectorAll("main [data-name]")]
    .filter((place) => place.dataset.name.toLowerCase() === word)
    .map((place) => {
      const text = words(place.querySelector("h2"));
      return { place, text, low: text.toLowerCase(), title: place.closest("article").dataset.title };
    });

  const element = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };

  const jump = (place) => {
    if (narrow.matches) menu.open = false;
    document.querySelectorAll("main .hit").forEach((each) => each.classList.remove("hit"));
    place.classList.add("hit");
    place.scrollIntoView({ block: "center" });
  };

  const listed = (hit, word) => {
    const at = hit.low.indexOf(word);
    const item = document.createElement("li");
    const button = document.createElement("button");
    const start = Math.max(0, at - AROUND), end = at + word.length;
    button.append(element("small", hit.title), (start ? "…" : "") + hit.text.slice(start, at),
      element("mark", hit.text.slice(at, end)), hit.text.slice(end, end + AROUND));
    button.addEventListener("click", () => jump(hit.place));
    item.append(button);
    return item;
  };

  const highlight = (found, word) => {
    if (!window.Highlight || !CSS.highlights) return;
    const ranges = [];
    for (const { place } of found) {
      const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const low = walker.currentNode.data.toLowerCase();
        for (let at = low.indexOf(word); at >= 0; at = low.indexOf(word, at + word.length)) {
          const range = new Range();
          range.setStart(walker.currentNode, at);
          range.setEnd(walker.currentNode, Math.min(at + word.length, walker.currentNode.length));
          ranges.push(range);
        }
      }
    }
    CSS.highlights.set("found", new Highlight(...ranges.slice(0, 5000)));
  };

  const search = () => {
    const word = field.value.replace(/\s+/g, " ").trim().toLowerCase();
    if (index === null) read();
    const found = word.length < 2 ? [] : [...named(word), ...index.filter(({ low }) => low.includes(word))];
    hits.replaceChildren(...found.slice(0, MOST).map((hit) => listed(hit, word)));
    told.textContent = word.length < 2 ? "" : told.dataset.told.replace("#", found.length);
    highlight(found, word);
  };

  let waiting = 0;
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 150); });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && hits.firstChild) hits.querySelector("button").click();
  });
  box.hidden = false;
  new ResizeObserver(([{ target }]) => document.documentElement.style.setProperty("--top", `${target.offsetHeight}px`))
    .observe(document.querySelector("header"));

  // where one is

  const links = new Map([...document.querySelectorAll(".documents a")].map((each) => [each.hash.slice(1), each]));
  const places = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  let current = null;
  const mark = () => {
    const here = places.findLast((each) => each.getBoundingClientRect().top < 160);
    const link = here ? links.get(here.id) : null;
    if (link === current) return;
    current?.removeAttribute("aria-current");
    link?.setAttribute("aria-current", "location");
    const group = link?.closest("details:not(.menu)");
    if (group) group.open = true;
    if (link && !narrow.matches) link.scrollIntoView({ block: "nearest" });
    current = link;
  };
  let asked = 0;
  addEventListener("scroll", () => { cancelAnimationFrame(asked); asked = requestAnimationFrame(mark); }, { passive: true });
  if (narrow.matches) menu.open = false;
  document.querySelector(".documents").addEventListener("click", (event) => {
    if (narrow.matches && event.target.closest("a")) menu.open = false;
  });
  mark();
})();
