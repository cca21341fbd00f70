"""What follows for clocks from facts of intake: the answer clock."""

from datetime import datetime

from dispatch.kernel.unit_of_work import UnitOfWork
from dispatch.sla.start import StartClock, start_clock, stop_clock
from dispatch.sla.policy_source import PolicySource
