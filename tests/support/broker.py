"""A real MQTT broker: mosquitto when the machine has it, else amqtt."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.paths import ROOT
from tests.support.processes import end, free_port, wait_for_port


def mosquitto() -> str | None:
    """Find mosquitto, which Debian puts where only root looks."""
    return shutil.which("mosquitto", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


@contextmanager
def broker(folder: Path, program: str | None) -> Iterator[str]:
    """Run mosquitto (amqtt when `program` is none) on the loopback address; yield its address."""
    port = free_port()
    if program:
        config = folder / "mosquitto.conf"
        config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n")
        command = [program, "-c", str(config)]
    else:
        command = [sys.executable, "-m", "tests.support.amqtt_broker", str(port)]
    with (folder / "broker.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            wait_for_port(port)
            yield f"mqtt://127.0.0.1:{port}"
        finally:
            end(process)
