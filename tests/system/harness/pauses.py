"""When this machine stood still: a virtual machine whose host takes its cores away loses real time, whatever runs on it."""

import multiprocessing
import os
import time

INTERVAL = 0.004
PAUSE = 0.010


def _watch(stop, pauses):
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(60))
    except PermissionError:
        pass
    before = time.monotonic()
    while not stop.is_set():
        time.sleep(INTERVAL)
        now = time.monotonic()
        if now - before - INTERVAL > PAUSE:
            pauses.append(now - before - INTERVAL)
        before = now


class Pauses:
    """With-statement; then seconds() of every pause longer than 10 ms on some core, seen by processes that nothing here comes before."""

    def __enter__(self):
        manager = multiprocessing.Manager()
        self.manager, self.stop, self.pauses, self.watchers = manager, multiprocessing.Event(), manager.list(), []
        for core in sorted(os.sched_getaffinity(0)):
            watcher = multiprocessing.Process(target=_watch, args=(self.stop, self.pauses), daemon=True)
            watcher.start()
            os.sched_setaffinity(watcher.pid, {core})
            self.watchers.append(watcher)
        return self

    def __exit__(self, *_):
        self.stop.set()
        for watcher in self.watchers:
            watcher.join()
        self.list = list(self.pauses)
        self.manager.shutdown()

    def seconds(self):
        return self.list

    def frames(self, rate):
        """How many frames of `rate` a second the pauses may have cost."""
        return sum(int(pause * rate) + 2 for pause in self.list)
