"""A whole run: everything is generated into a new folder first, judged, and only then compared or moved in."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from stream_specs.bundle import Bundle, bundle, dump_json, dump_yaml
from stream_specs.downconvert import downconvert
from stream_specs.errors import UserError
from stream_specs.files import write_text
from stream_specs.generate import allowed, job, trees
from stream_specs.generate.allowed import Allowed, Said
from stream_specs.generate.job import Outcome
from stream_specs.generate.plan import BUNDLES, KINDS, Generator, Package, package
from stream_specs.generate.trees import Change

Progress = Callable[[str], None]

_ABOUT = """\
# Generated files

`stream-specs generate` writes everything in this folder from `specs`; nothing here is edited by hand.
`stream-specs generate --check` lists what is stale.

| folder | what |
|---|---|
| `bundles` | one document an API, as YAML and JSON, and its OpenAPI 3.0 twin `<api>.3.0.json` |
| `clients` | one package an API by openapi-python-client: attrs models, plain functions |
| `sdks` | one package an API by datamodel-code-generator: pydantic models, a client object |

## Where a package and the document differ

A choice of required properties (a phone number or an address) would cost the object its type. Both packages take an
object that has none of them; a server refuses it.

A success that is not documented is a plain value: what the JSON holds, the text of `text/...`, the bytes of anything
else, or None without a body. Neither generator can do that, so both packages are adapted.

Neither package has OPTIONS operations, which browsers send on their own. An answer that redirects is a result with
nothing decoded in `clients`, and in `sdks` an `APIStatusError` with its headers, even where it is documented.

Defaults are described but not sent: they are what the server takes when nothing is sent. The credentials of both
packages are arguments of their client object, under the same names. Neither generator can be told about two of our
keys, so both packages are adapted:

- `x-accept`: each call sends it. In `clients` it is the default of the argument `accept`; in `sdks` other
  headers replace it.
- `x-prefix`: the credential is given without it.

## How an SDK is made of a document

What the generator has a setting for is told to it, the rest is changed in its code or added to it:

| in the SDK | from |
|---|---|
| `client.<resource>.<method>`, arguments, credentials | tags, operationIds, parameters, security schemes; `x-sdk-name` where that reads badly |
| docstrings | summary, description, parameters, properties of the body, answers, errors |
| which calls are sent again | `x-effect: read`, whatever the method; all others never are |
| `iter_...` | `x-pagination` |
| `@deprecated` | `deprecated` |
| Basic with the password alone | `x-username` |

The rules for names stand in specs/EXTENSIONS.md, under `x-sdk-name`.
"""
ABOUT_FILE = "README.md"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be generated.

    apis: their folders below `specs`. complete: they are all there are, so that whatever else stands in `generated`
    is surplus. kinds: the folders of `generated` to write.
    """

    apis: tuple[Path, ...]
    complete: bool
    kinds: tuple[str, ...]
    generators: tuple[Generator, ...]
    allowed: tuple[Allowed, ...]


@dataclass(frozen=True, slots=True)
class Fresh:
    """What a run made: units (files and folders) below the folder `root`."""

    root: Path
    units: tuple[str, ...]


def generate(order: Order, work: Path, progress: Progress) -> Fresh:
    """Generate everything into the empty folder `work`.

    Raises UserError when a document has faults, a generator fails or warns of something that no entry of the
    allow-list allows, or an entry allows nothing any more.
    """
    fresh = work / "fresh"
    bundles = {folder.name: bundle(folder) for folder in order.apis}
    units = _write_bundles(bundles, fresh) if BUNDLES in order.kinds else []
    chosen = [generator for generator in order.generators if generator.kind in order.kinds]
    packages = [package(api, one.document, generator) for api, one in bundles.items() for generator in chosen]
    outcomes = _make_all(packages, bundles, work, progress)
    _judge(outcomes, order.allowed)
    return Fresh(fresh, tuple(sorted((*units, *(one.folder for one in packages)))))


def changes(order: Order, fresh: Fresh, generated: Path) -> list[Change]:
    """How the folder `generated` differs from a fresh run."""
    found: list[Change] = []
    for unit in fresh.units:
        found += trees.compare(trees.read(fresh.root, unit), trees.read(generated, unit))
    for unit in surplus(order, fresh, generated):
        found += trees.compare({}, trees.read(generated, unit)) or [Change(unit, trees.SURPLUS)]
    return sorted(found)


def surplus(order: Order, fresh: Fresh, generated: Path) -> list[str]:
    """The units in `generated` that this run would not write: of its APIs, or of APIs that are no more."""
    keys = {folder.name for folder in order.apis}
    units = [
        f"{kind}/{entry.name}"
        for kind in order.kinds
        for entry in (generated / kind).glob("[!.]*")
        if order.complete or entry.name.partition(".")[0] in keys
    ]
    return sorted(set(units) - set(fresh.units))


def write(order: Order, fresh: Fresh, generated: Path, attic: Path) -> list[Change]:
    """Bring `generated` up to date: all units that differ, or none when one cannot be moved (UserError)."""
    found = changes(order, fresh, generated)
    touched = {change.path for change in found}
    differing = [unit for unit in fresh.units if any((path + "/").startswith(unit + "/") for path in touched)]
    trees.replace(generated, fresh.root, attic, differing, surplus(order, fresh, generated))
    return found


def _write_bundles(bundles: dict[str, Bundle], root: Path) -> list[str]:
    texts = {ABOUT_FILE: _ABOUT}
    for api, one in bundles.items():
        texts[f"{BUNDLES}/{api}.yaml"] = dump_yaml(one.document)
        texts[f"{BUNDLES}/{api}.json"] = dump_json(one.document)
        texts[f"{BUNDLES}/{api}.3.0.json"] = dump_json(downconvert(one.document).document)
    for unit, text in texts.items():
        write_text(root / unit, text)
    return list(texts)


def _make_all(packages: Sequence[Package], bundles: dict[str, Bundle], work: Path, progress: Progress) -> list[Outcome]:
    """Make the packages, as many at a time as there are processors. Threads suffice: the work is in child processes."""

    def make(one: Package) -> Outcome:
        scratch = work / "scratch" / one.folder
        scratch.mkdir(parents=True)
        started = time.monotonic()
        outcome = job.make(one, bundles[one.api].document, work / "fresh" / one.folder, scratch)
        progress(f"{one.folder}: generated in {time.monotonic() - started:.1f} s")
        return outcome

    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        futures = [pool.submit(make, one) for one in packages]
        try:
            return [future.result() for future in futures]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _judge(outcomes: Sequence[Outcome], entries: Sequence[Allowed]) -> None:
    """Raise UserError for warnings that no entry allows and for entries that allow nothing."""
    said = [Said(one.package.api, one.package.generator.kind, text) for one in outcomes for text in one.warnings]
    made = [(one.package.api, one.package.generator.kind) for one in outcomes]
    complaints = [f"{one.kind}/{one.api} warns: {one.text}" for one in allowed.unlisted(said, entries)]
    complaints += [
        f"{entry.kind}/{entry.api}: the allowed warning `{entry.pattern}` did not occur"
        for entry in allowed.stale(said, entries, made)
    ]
    if complaints:
        hint = f"mend the document, or the list {allowed.DEFAULT.name}"
        raise UserError("\n".join(complaints), hint=hint)


def chosen_kinds(kinds: Sequence[str]) -> tuple[str, ...]:
    """The chosen kinds in the order of the run; all when none is chosen."""
    return tuple(kind for kind in KINDS if kind in kinds or not kinds)
