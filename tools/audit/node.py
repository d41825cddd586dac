"""Programs that are not Python's: fetched once into a folder git ignores, in the versions named here."""

from __future__ import annotations

import shutil
import subprocess

from tools.audit.stage import ROOT

CACHE = ROOT / ".audit"
LIGHTHOUSE, NU = "lighthouse@12.8.2", "vnu-jar@26.9.27"  # Lighthouse 13 needs Node 22
LIGHTHOUSE_JS = CACHE / "node_modules" / "lighthouse" / "cli" / "index.js"
NU_JAR = CACHE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


class ToolMissing(Exception):
    """A program is not on this machine; the words say how to get it."""


def need(program: str, package: str) -> str:
    """Where a program is.

    Raises:
        ToolMissing: with the exact command for Debian and Ubuntu.
    """
    found = shutil.which(program)
    if not found:
        raise ToolMissing(f"`{program}` is missing. Type: sudo apt-get install --yes --no-install-recommends {package}")
    return found


def fetch() -> None:
    """Bring Lighthouse and the Nu checker; takes no time when they are here.

    Raises:
        ToolMissing: Node or npm is not here, or the registry cannot be reached.
    """
    CACHE.mkdir(exist_ok=True)
    (CACHE / ".gitignore").write_text("*\n")
    stamp = CACHE / "versions"
    wanted = f"{LIGHTHOUSE} {NU}\n"
    if stamp.exists() and stamp.read_text() == wanted and LIGHTHOUSE_JS.exists() and NU_JAR.exists():
        return
    npm = need("npm", "nodejs npm")
    # --ignore-scripts: neither needs any to be installed, and a script of a package is a stranger's program
    command = [npm, "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(CACHE)]
    done = subprocess.run([*command, LIGHTHOUSE, NU], cwd=CACHE, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ToolMissing(f"npm could not fetch {LIGHTHOUSE} and {NU}: {done.stderr.strip()[-400:]}")
    stamp.write_text(wanted)
