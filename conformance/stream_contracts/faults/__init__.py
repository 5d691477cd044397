"""Faults: ways in which a mock misbehaves on purpose, each in exactly one way.

    fault.py    what a fault is, and where it can be placed    table.py    FAULTS, all of them
    answers.py  bodies, statuses and headers                   inputs.py   bad input that is let in, good that is not
    access.py   authentication                                 states.py   writes and reads
    repeats.py  collections, doing the same twice              lists.py    filters, limits, pages
    relations.py  what holds between calls                     links.py    where answers lead
    views.py    answers that are stale or disagree             dead.py     servers that are no servers
    intermittent.py  one answer in a hundred

    trial.py    one fault on trial: does the suite notice?     excerpt.py  the part of a plan for one operation
    campaign.py all faults on trial, and the clean mock        forked.py   work spread over processes
    kill_table.py  what came out; kill_text, kill_json, kill_page show it
    explanations.py  why a fault survives: survivors.toml      command.py  the command `stream-contracts faults`

A fault replaces parts of a mock (stream_contracts.mock.model.Mock); the mock's own code knows nothing of faults.
To add one: write a `Fault` in the module of its class and name it in that module's tuple (docs/guides/faults.md).
"""
