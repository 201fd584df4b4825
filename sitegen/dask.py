"""An executor on a Dask cluster, for jobs that bring all they need along.

The scheduler runs a job again elsewhere when its worker is lost. What a cluster may not do is let a build wait for
ever: no workers for a while, or no scheduler, and the build stops with words; what was done is in the cache by then.
A scheduler is trusted: its messages are pickles, and it runs code on its workers.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from sitegen.errors import SitegenError

if TYPE_CHECKING:
    from distributed import Client
    from distributed import Future as Task

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

CONNECT_SECONDS = 5.0
WORKERLESS_SECONDS = 30.0
_LOOK_SECONDS = 2.0


@contextmanager
def dask_executor(scheduler: str, workerless_seconds: float = WORKERLESS_SECONDS) -> Iterator[DaskExecutor]:
    """Yield an executor on the cluster of the scheduler at `tcp://host:port` or `tls://host:port`.

    The connection is made for the first job: a build that has nothing to encode needs no cluster.
    Leaving lets go of what has not been done.
    """
    executor = DaskExecutor(scheduler, workerless_seconds)
    try:
        yield executor
    finally:
        executor.shutdown()


class DaskExecutor(Executor):
    """Runs jobs on the workers of a cluster; each is pickled with its one argument.

    Asking for `workers` or submitting raises SitegenError when there is no cluster, or it has no workers.
    """

    is_elsewhere = True
    """The workers may have another disk: a job brings its bytes along."""

    def __init__(self, scheduler: str, workerless_seconds: float = WORKERLESS_SECONDS) -> None:
        self._scheduler = scheduler
        self._patience = workerless_seconds
        self._tasks: dict[Future[Any], Task[Any]] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()

    @property
    def workers(self) -> int:
        """The number of threads of all workers."""
        return max(1, _threads_of(self._client))

    def submit(
        self, fn: Callable[Parameters, Result], /, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> Future[Result]:
        """Run `fn` of one positional argument: Dask would keep some keyword arguments for itself."""
        if kwargs or len(args) != 1:
            raise TypeError("a job on a cluster is one positional argument")
        future: Future[Result] = Future()
        client = self._client
        try:
            task = client.submit(fn, args[0], pure=False)
        except Exception as failure:
            future.set_exception(self._let_go(failure))
            return future
        with self._lock:
            self._tasks[future] = task
        future.add_done_callback(self._forget)
        task.add_done_callback(partial(self._settle, future))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:
        """Let go of the cluster, and of all that it has not done."""
        self._over.set()
        if "_client" not in self.__dict__:
            return
        with self._lock:
            tasks = list(self._tasks.values())
        with _quiet(), contextlib.suppress(Exception):
            self._client.cancel(tasks)
        with _quiet(), contextlib.suppress(Exception):
            self._client.close(timeout=CONNECT_SECONDS)

    @cached_property
    def _client(self) -> Client:
        client = _connect(self._scheduler)
        try:
            client.wait_for_workers(1, timeout=self._patience)
        except Exception as failure:
            client.close()
            raise self._workerless() from failure
        threading.Thread(target=self._look_out, args=(client,), daemon=True, name="dask-watch").start()
        return client

    def _settle(self, future: Future[Any], task: Task[Any]) -> None:
        """Pass on what became of a task. Runs in a thread of the client."""
        if self._over.is_set():
            return
        try:
            result = task.result(timeout=CONNECT_SECONDS * 12)
        except Exception as failure:
            _end(future, self._in_words(failure))
        else:
            _end(future, None, result)

    def _forget(self, future: Future[Any]) -> None:
        with self._lock:
            task = self._tasks.pop(future, None)
        if task is not None and future.cancelled():
            with contextlib.suppress(Exception):
                task.cancel()

    def _look_out(self, client: Client) -> None:
        """End the wait of every job when the cluster has had no workers for too long."""
        workerless = 0.0
        while not self._over.wait(_LOOK_SECONDS):
            workerless = 0.0 if _threads_of(client) else workerless + _LOOK_SECONDS
            if workerless >= self._patience:
                with self._lock:
                    waiting = list(self._tasks)
                for future in waiting:
                    _end(future, self._workerless())

    def _in_words(self, failure: Exception) -> Exception:
        kinds = {kind.__name__ for kind in type(failure).__mro__}
        if "KilledWorker" in kinds:
            return BrokenExecutor("the job has killed every worker that tried it")
        if kinds & {"CancelledError", "FutureCancelledError", "CommClosedError", "OSError", "TimeoutError"}:
            return self._let_go(failure)
        return SitegenError(
            f"a worker of {self._scheduler} cannot run our jobs ({type(failure).__name__})",
            "install the same version of sitegen there, and start the workers again",
        )

    def _let_go(self, failure: Exception) -> SitegenError:
        return SitegenError(
            f"the scheduler {self._scheduler} was lost ({type(failure).__name__})",
            "build again: pictures that were encoded are in the cache; or build with --executor local",
        )

    def _workerless(self) -> SitegenError:
        return SitegenError(
            f"the cluster of {self._scheduler} has no workers",
            f"start one with: dask worker {self._scheduler}; or build with --executor local",
        )


def _connect(scheduler: str) -> Client:
    try:
        import dask
        from distributed import Client
    except ImportError as failure:
        raise SitegenError(
            "the package for Dask clusters is not installed", 'install it with: pip install "sitegen[dask]"'
        ) from failure
    # a job is as large as its picture
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"})
    try:
        with _quiet():
            return Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False, name="sitegen")
    except Exception as failure:
        raise SitegenError(
            f"no Dask scheduler answers at {scheduler}",
            "start one with: dask scheduler; or build with --executor local",
        ) from failure


def _threads_of(client: Client) -> int:
    """Return the number of threads of all workers: 0 when there are none, or no scheduler answers."""
    with contextlib.suppress(Exception):
        return sum(client.nthreads().values())
    return 0


def _end(future: Future[Any], failure: Exception | None, result: object = None) -> None:
    """End a future, unless it has ended or was cancelled meanwhile."""
    with contextlib.suppress(Exception):
        if failure is None:
            future.set_result(result)
        else:
            future.set_exception(failure)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep tracebacks of a lost connection out of the log; what matters is said by an exception."""
    log = logging.getLogger("distributed")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)
