"""Engine module: what we owe the agencies leaves the building here.

Rows are claimed in one transaction, sent outside any, and recorded in another. Sending goes on in
the background, so one slow agency holds neither the module nor another agency back: each has its
own few places. A crash between sending and recording sends again when the claim has run out, with
the same `X-Tanggap-Delivery`, by which the agency knows it for the same.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Final

from prometheus_client import Counter as CountMetric
from prometheus_client import Histogram

from agencies.catalogue.channels import open_senders
from agencies.channels.base import Address, DeliveryFailed, Receipt, Sender
from agencies.delivery.due import Capacity, Job, claim_jobs, settle_page_only
from agencies.delivery.record import Result, record, result_of
from dispatch.kernel.clock import Clock
from dispatch.kernel.errors import Conflict
from dispatch.kernel.host.settings import Settings
from dispatch.kernel.store.unit_of_work import Units
from routing.value_object import value_object

ACTOR: Final = "system:deliver"
TRIES = CountMetric(
    "tanggap_delivery_tries_total", "Tries to tell an agency", ["channel", "outcome"]
)
SECONDS = Histogram("tanggap_delivery_seconds", "Duration of a try to tell an agency", ["channel"])
_LEASE_MARGIN_S: Final = 20.0
_RECORD_PAUSES_S: Final = (0.05, 0.2, 1.0)
_log = logging.getLogger(__name__)


@value_object(kw_only=True)
class Limits:
    """How many deliveries are under way at a time.

    `lease_s` is longer than a channel's time limit, so a leased row is not sent twice.
    """

    at_once: int = 64
    per_agency: int = 8
    batch: int = 200
    page_batch: int = 2000
    lease_s: float = 30.0


class Deliver:
    """The engine module that delivers orders and recalls by the channels of each agency."""

    name = "deliver"
    every_s = 1.0
    time_limit_s = 10.0
    woken = True

    def __init__(
        self,
        settings: Settings,
        *,
        senders: Mapping[str, Sender] | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Send through `senders`, by channel (all we have without them).

        Links in a notice begin with the public address.
        """
        self._senders = open_senders(settings) if senders is None else senders
        self._base_url = (settings.public_url or "").rstrip("/")
        self._limits = limits or Limits(lease_s=settings.outbox_timeout_s + _LEASE_MARGIN_S)
        self._running: dict[asyncio.Task[None], Job] = {}

    async def run_once(self, units: Units, now: datetime) -> int:
        """Lease what is due and start sending it; return how many rows were moved on."""
        del now  # the unit of work has its own
        async with units.begin(ACTOR) as uow:
            settled = await settle_page_only(uow, self._limits.page_batch)
            jobs, looked_at = await claim_jobs(
                uow,
                self._capacity(),
                batch=self._limits.batch,
                lease_s=self._limits.lease_s,
                base_url=self._base_url,
            )
        for job in jobs:
            task = asyncio.create_task(self._deliver(units, job), name=f"deliver-{job.owed.id}")
            self._running[task] = job
            task.add_done_callback(partial(self._finished, units))
        return settled + looked_at

    async def idle(self) -> None:
        """Wait until no delivery is under way."""
        while self._running:
            await asyncio.wait(self._running)

    async def close(self) -> None:
        """Stop sending and close the channels.

        What is under way stays leased, and is sent again once the lease is over.
        """
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        for sender in self._senders.values():
            await sender.close()

    def _capacity(self) -> Capacity:
        jobs = list(self._running.values())
        return Capacity(
            total=self._limits.at_once - len(jobs),
            per_agency=self._limits.per_agency,
            busy=Counter(job.notice.agency_id for job in jobs),
            tasks=frozenset(job.notice.task_id for job in jobs),
        )

    def _finished(self, units: Units, task: asyncio.Task[None]) -> None:
        self._running.pop(task, None)
        if not task.cancelled() and task.exception() is not None:
            _log.error(
                "a delivery could not be recorded and will be sent again", exc_info=task.exception()
            )
        # A place is free again: look for the next row without waiting for the poll.
        units.wake.signal(0)

    async def _deliver(self, units: Units, job: Job) -> None:
        result = await self._try(units.clock, job)
        TRIES.labels(job.channel.kind, result.outcome).inc()
        SECONDS.labels(job.channel.kind).observe(result.duration_ms / 1000)
        await _record(units, job, result)

    async def _try(self, clock: Clock, job: Job) -> Result:
        at, started = clock.now(), time.monotonic()
        end: Receipt | DeliveryFailed
        try:
            end = await self._send(job)
        except DeliveryFailed as failed:
            end = failed
        except Exception as fault:  # noqa: BLE001 - a fault in one channel's code must not take the row out of the world
            _log.exception("channel %s failed in itself", job.channel.kind)
            end = DeliveryFailed(f"fault: {type(fault).__name__}")
        return result_of(
            end, at=at, ended_at=clock.now(), duration_ms=round((time.monotonic() - started) * 1000)
        )

    async def _send(self, job: Job) -> Receipt:
        sender = self._senders.get(job.channel.kind)
        if sender is None:
            raise DeliveryFailed("no_adapter", permanent=True)
        return await sender.send(
            job.notice, Address(address=job.channel.address, secret=job.channel.secret)
        )


async def _record(units: Units, job: Job, result: Result) -> None:
    for pause_s in (*_RECORD_PAUSES_S, None):
        try:
            async with units.begin(ACTOR) as uow:
                await record(uow, job, result)
        except Conflict:
            # Somebody answered the task at the same moment. Sending again because of that would be
            # a pity.
            if pause_s is None:
                raise
            await asyncio.sleep(pause_s)
        else:
            return
