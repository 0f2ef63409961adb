"""A PostgreSQL server in a folder of its own, to be started, stopped and killed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import quote


def programs() -> Path | None:
    """Where `initdb` is: Debian keeps it off the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda at: int(at.parent.name))
    return next((at for at in reversed(folders) if (at / "initdb").exists()), None)


class Server:
    """A PostgreSQL server in a folder of its own. As root it runs as `postgres`, since it refuses to run as root."""

    def __init__(self, folder: Path, bin_: Path) -> None:
        self.folder, self.bin, self.data = folder, bin_, folder / "data"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._as: list[str] = []
        folder.mkdir(parents=True)
        if os.name == "posix" and os.getuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
            self._as = ["runuser", "-u", "postgres", "--"]
        secret = folder / "password"
        secret.write_text("root")
        secret.chmod(0o644)
        more = (
            "--auth=scram-sha-256",
            "--username=root",
            f"--pwfile={secret}",
            "--encoding=UTF8",
            "--no-sync",
        )
        self._do("initdb", f"--pgdata={self.data}", "--locale=C", *more)

    def _do(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*self._as, str(self.bin / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout

    def start(self, *options: str) -> None:
        words = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off "
        log = ("--log", str(self.folder / "log"))
        self._do("pg_ctl", "start", "-w", "-D", str(self.data), *log, "-o", words + " ".join(options))

    def stop(self, mode: str = "immediate") -> None:
        self._do("pg_ctl", "stop", "-w", "-D", str(self.data), "-m", mode)

    def kill(self) -> None:
        """`kill -9` of the server and of all its processes."""
        postmaster = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        for pid in (postmaster, *_children(postmaster)):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.2)
        # A dead process whose parent has not looked yet would count as a server that runs.
        (self.data / "postmaster.pid").unlink()

    @property
    def running(self) -> bool:
        return (self.data / "postmaster.pid").exists()

    def url(self, user: str = "root", password: str | None = "root", database: str = "digitgame") -> str:
        secret = "" if password is None else f":{quote(password, safe='')}"
        return f"postgresql://{user}{secret}@127.0.0.1:{self.port}/{database}"


def _children(pid: int) -> list[int]:
    """The processes that a process has started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    if listed.exists():
        return list(map(int, listed.read_text("ascii").split()))
    done = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return list(map(int, done.stdout.split()))
