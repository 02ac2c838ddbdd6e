"""Runs on a Dask cluster: many machines in place of the threads of one."""

import logging
import re
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any

from sim.errors import InputError
from sim.running.compact import engine_version

ANSWER_SECONDS = 10
ADDRESS = re.compile(r"((tcp|tls)://)?[^\s/:]+:\d{1,5}")  # Dask itself takes long to refuse others


class Cluster(Executor):
    """An executor on a Dask cluster. It hands out what follows the same version of the engine, and nothing else.

    Parameters
    ----------
    client : dask.distributed.Client
        Closed by whoever opened it.

    Attributes
    ----------
    threads : int
        Runs that its workers play at a time, as far as they are there now.
    """

    def __init__(self, client: Any) -> None:
        self.threads = sum(client.nthreads().values())
        self._executor = client.get_executor(pure=False)  # the same call may follow another engine one day

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Run a function on one of the workers; on another one if that dies."""
        future: Future[Any] = self._executor.submit(_as_here, engine_version(), fn, *args, **kwargs)
        return future


def _as_here(engine: str, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call a function on a worker, if it gives there what it would have given here."""
    if engine_version() != engine:
        raise InputError("--dask: a worker has another version of the model, of Python, numpy or numba than this one.")
    return fn(*args, **kwargs)


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """A Dask cluster for as long as the block lasts.

    Parameters
    ----------
    address : str
        Of its scheduler, such as "tcp://10.0.0.5:8786".

    Raises
    ------
    InputError
        If Dask is not installed, nobody answers at the address, it has no workers, or their engine is another one.
    """
    if not ADDRESS.fullmatch(address):
        raise InputError(f"--dask = {address}: must be the address of a Dask scheduler, such as tcp://10.0.0.5:8786.")
    try:
        from dask.distributed import Client
    except ImportError:
        raise InputError('--dask: Dask is not installed; `pip install "wage-arrears[dask]"` does that.') from None
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what matters is told here, in a line
    try:
        client = Client(address, timeout=ANSWER_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        why = " ".join(str(error).split())
        raise InputError(f"--dask = {address}: no Dask scheduler answers there ({why}).") from None
    with client:
        try:
            engines = set(client.run(engine_version).values())
        except Exception as error:  # that of a worker which lacks this program comes as a plain Exception
            raise InputError(f"--dask = {address}: its workers cannot run this program ({error}).") from None
        if not engines:
            raise InputError(f"--dask = {address}: has no workers; `dask worker {address}` starts one.")
        if engines != {engine_version()}:
            raise InputError(f"--dask = {address}: its workers have another version of the model than this one.")
        yield Cluster(client)
