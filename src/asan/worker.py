"""The worker process: takes jobs from the queue, two at a time, until it is told to stop."""

import logging
import os
import signal
import threading
import time

from huey.consumer import Consumer

from asan import upkeep
from asan.kit.jobs.queue import mark_interrupted, queue
from asan.kit.migrate import upgrade
from asan.parts import load_jobs


def run(parent_pid: int | None = None) -> None:
    """Work until SIGINT or SIGTERM, or until the process ``parent_pid`` (the server that started this one) is gone."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    upgrade()
    load_jobs()
    mark_interrupted()
    upkeep.start()
    if parent_pid is not None:
        threading.Thread(target=_end_with, args=(parent_pid,), daemon=True).start()
    Consumer(queue().huey, workers=2, max_delay=0.5, periodic=False, graceful_signal="TERM").run()


def _end_with(parent_pid: int) -> None:
    # A worker left behind by a killed server would go on taking jobs beside the next server's worker.
    while os.getppid() == parent_pid:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
