"""Progress of practice lives beside decisions in one store, on both kinds of database."""

from __future__ import annotations

import threading

from advisor.decisions.store import DecisionStore
from advisor.exam.practice.progress import Progress


def test_two_devices_on_one_store_keep_what_each_of_them_did(store_url: str) -> None:
    devices = [Progress(store_url, "ada"), Progress(store_url, "ada")]

    def work(device: Progress) -> None:
        for number in range(20):
            device.did("answered", f"question-{number}", {"choice": 1, "confidence": "sure"})

    threads = [threading.Thread(target=work, args=(each,)) for each in devices]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(devices[0].events()) == len(devices[1].events()) == 40


def test_progress_and_decisions_share_a_store(store_url: str) -> None:
    Progress(store_url, "ada").did("flagged", "question")
    assert list(DecisionStore(store_url).all("main")) == []
    Progress(store_url, "bob").did("flagged", "question")

    assert len(Progress(store_url, "ada").events()) == 1
