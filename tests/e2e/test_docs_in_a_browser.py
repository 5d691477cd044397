"""The documentation page of all APIs in a browser: places, search, samples, a phone, and nothing by the network."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import browser
import pytest

pytestmark = pytest.mark.skipif(not browser.PROGRAM, reason="Chromium is not installed")

ROOT = Path(__file__).parents[2]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

# The places that are not at the top of the window, or not drawn, when they were gone to.
MISSED = """
return IDS.filter((id) => {
  location.hash = id;
  const { top, height } = document.getElementById(id).getBoundingClientRect();
  return top < -1 || top > 120 || height < 100;
});
"""
# Guessed heights give way to real ones while frames are drawn. Then: where it is, and what is marked in the contents.
DRAWN = """
return (async () => {
  const gone = new Promise((done) => addEventListener("hashchange", done, { once: true }));
  location.hash = ID;
  await gone;
  for (let frame = 0; frame < 5; frame += 1) await new Promise(requestAnimationFrame);
  const { top } = document.getElementById(ID).getBoundingClientRect();
  return [top >= -1 && top <= 120, document.querySelector("nav [aria-current]").hash.slice(1)];
})();
"""
HIDE = "document.getElementById(ID).hidden = true;"
SEARCH = """
dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true, cancelable: true }));
const field = document.activeElement;
field.value = WORDS;
field.dispatchEvent(new Event("input", { bubbles: true }));
return [...document.querySelectorAll("nav li:not([hidden]) a")].map((each) => each.hash.slice(1));
"""
ENTER = "document.querySelector('.search').requestSubmit(); return location.hash;"
SAMPLE = """
const block = document.getElementById("streamdetails/addChannel").querySelector(".samples");
block.querySelector("[data-kind=sdk]").click();
return [...block.querySelectorAll(".sample")].filter((each) => each.offsetHeight).map((each) => each.dataset.kind);
"""
FIELDS = """
const fold = document.querySelector("[id='streamdetails/addChannel'] details.fields");
fold.open = true;
const names = () => [...fold.querySelectorAll("tbody th code")].map((each) => each.textContent);
return new Promise((done) => setTimeout(() => done(names())));
"""
DECISION = "twitch-kraken/decision/TK-7"
AT = f"return document.getElementById('{DECISION}').getBoundingClientRect().top;"
OVERFLOW = "return document.documentElement.scrollWidth - document.documentElement.clientWidth;"
# All that is folded is opened and all that is not drawn is drawn, so that nothing can hide.
OPEN_ALL = """
for (const each of document.querySelectorAll("main details")) each.open = true;
for (const each of document.querySelectorAll(".operation, .card")) each.style.contentVisibility = "visible";
const wide = [...document.querySelectorAll("main *")].filter((each) => !each.closest("pre, .scroll"));
const isCut = (each) => each.getBoundingClientRect().right > innerWidth + 1;
return wide.filter(isCut).map((each) => each.outerHTML.slice(0, 120));
"""
DRAWER = """
const nav = document.getElementById("navigation");
const shown = () => getComputedStyle(nav).visibility;
const seen = [shown()];
document.querySelector(".menu").click();
seen.push(shown(), document.activeElement.id);
dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
return new Promise((done) => setTimeout(() => done([...seen, shown(), document.activeElement.className]), 400));
"""


def operations() -> list[str]:
    """The place of every operation."""
    documents = {path.stem: json.loads(path.read_text()) for path in (ROOT / "generated/bundles").glob("*.json")}
    return [
        f"{api}/{one['operationId']}"
        for api, document in sorted(documents.items())
        if "." not in api
        for item in document["paths"].values()
        for method, one in item.items()
        if method in METHODS
    ]


def missed(places: list[str]) -> str:
    return MISSED.replace("IDS", json.dumps(places))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    command = [sys.executable, "-m", "stream_specs", "docs", "--out", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder / "index.html"


PLACES = operations()
SPREAD = PLACES[::60]
SEARCHES = {
    "/channel/add post": ["streamdetails/addChannel"],
    "/kraken zebra": [],
    "addchannelrequest": ["streamdetails/addChannel", "streamdetails/schema/AddChannelRequest"],
    "already has on that platform": ["streamdetails/addChannel"],
}
QUESTIONS = {
    "link": AT,
    **{words: SEARCH.replace("WORDS", json.dumps(words)) for words in SEARCHES},
    "enter": ENTER,
    "sample": SAMPLE,
    "fields": FIELDS,
    "missed": missed(PLACES),
    **{place: DRAWN.replace("ID", json.dumps(place)) for place in SPREAD},
    "hidden": HIDE.replace("ID", json.dumps(PLACES[1])) + missed(PLACES[:2]),
}


@pytest.fixture(scope="module")
def seen(page: Path) -> browser.Visit:
    """One visit, since the page is large; its values are those of `QUESTIONS`."""
    return browser.visit(page, *QUESTIONS.values(), fragment=f"#{DECISION}")


def answer(seen: browser.Visit, name: str) -> Any:
    return seen.values[list(QUESTIONS).index(name)]


@pytest.mark.slow
def test_nothing_is_loaded_and_nothing_complained_of(seen: browser.Visit, page: Path) -> None:
    assert seen.requests == [page.as_uri()]
    assert seen.complaints == []


@pytest.mark.slow
def test_every_operation_is_reached_by_its_anchor(seen: browser.Visit) -> None:
    assert len(PLACES) > 400
    assert answer(seen, "missed") == []
    assert [answer(seen, place) for place in SPREAD] == [[True, place] for place in SPREAD]
    assert answer(seen, "hidden") == [PLACES[1]], "a place that is hidden is noticed"


@pytest.mark.slow
def test_a_link_from_elsewhere_opens_the_page_at_its_place(seen: browser.Visit) -> None:
    assert 0 <= answer(seen, "link") <= 120


@pytest.mark.slow
def test_search_looks_through_names_paths_schemas_and_descriptions(seen: browser.Visit) -> None:
    assert {words: answer(seen, words) for words in SEARCHES} == SEARCHES
    assert answer(seen, "enter") == "#streamdetails/addChannel"


@pytest.mark.slow
def test_samples_are_chosen_and_the_fields_of_a_body_shown(seen: browser.Visit) -> None:
    assert answer(seen, "sample") == ["sdk"]
    assert answer(seen, "fields") == ["platform", "channel"]


@pytest.mark.slow
def test_a_phone_scrolls_down_only_and_has_its_contents_in_a_drawer(page: Path) -> None:
    phone = browser.visit(page, OVERFLOW, DRAWER, OPEN_ALL, OVERFLOW, width=375)

    assert phone.values == [0, ["hidden", "visible", "search", "hidden", "menu"], [], 0]
    assert phone.complaints == []
