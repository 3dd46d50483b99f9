"""The completion of the command, in the shells themselves: a line is typed at a terminal, Tab pressed, and the line read back."""

import os
import pty
import re
import select
import signal
import subprocess
import time

import pytest
from processes import ROOT

SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "source {script}"),
    "zsh": (["zsh", "-f", "-i"], "autoload -Uz compinit; compinit -u -D; source {script}"),
    "fish": (["fish", "--no-config", "-i"], "source {script}"),
}

LINES = [
    ("cdk8s-sentry rev", "cdk8s-sentry review"),
    ("cdk8s-sentry review --for", "cdk8s-sentry review --format"),
    ("cdk8s-sentry review --format mark", "cdk8s-sentry review --format markdown"),
    ("cdk8s-sentry review --fail-on no-eff", "cdk8s-sentry review --fail-on no-effect-yet"),
    ("cdk8s-sentry synth --kus", "cdk8s-sentry synth --kustomization"),
    ("cdk8s-sentry synth --config oth", "cdk8s-sentry synth --config other.yaml"),
    ("cdk8s-sentry release im", "cdk8s-sentry release import"),
    ("cdk8s-sentry release import --out", "cdk8s-sentry release import --output"),
    ("cdk8s-sentry completion fi", "cdk8s-sentry completion fish"),
    ("cdk8s-sentry review oth", "cdk8s-sentry review other.yaml"),
    # Options of another command are none of this one's.
    ("cdk8s-sentry images --fail", "cdk8s-sentry images --fail"),
]


class Terminal:
    def __init__(self, command, folder):
        self.child, self.file = pty.fork()
        if self.child == 0:
            os.chdir(folder)
            environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "vt100", "LANG": "C.UTF-8", "PS1": "$ "}
            os.execvpe(command[0], command, environment)
        self.said = ""

    def type(self, text):
        os.write(self.file, text.encode())

    def wait(self, pattern, seconds=30):
        """What has been said since the last wait, until the pattern is there."""
        deadline = time.monotonic() + seconds
        while (found := re.search(pattern, self.said)) is None:
            assert time.monotonic() < deadline, f"{pattern!r} is not in {self.said!r}"
            if select.select([self.file], [], [], 0.2)[0]:
                self.said += os.read(self.file, 65536).decode(errors="replace")
        self.said = self.said[found.end() :]
        return found

    def quiet(self, seconds=0.4):
        """Reads until nothing has come for a while: the completion is done."""
        while select.select([self.file], [], [], seconds)[0]:
            self.said += os.read(self.file, 65536).decode(errors="replace")

    def end(self):
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        os.close(self.file)


@pytest.fixture(scope="module", params=SHELLS)
def terminal(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    command, setup = SHELLS[request.param]
    script = folder / "completion"
    script.write_text(
        subprocess.run(
            ["node", "tools/run.js", "commands/main.ts", "completion", request.param], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
    )
    (folder / "other.yaml").touch()
    shell = Terminal(command, folder)
    shell.type(f"{setup.format(script=script)}; echo rea''dy\n")
    shell.wait(r"ready\r?\n")
    yield shell
    shell.end()


@pytest.mark.parametrize(("typed", "expected"), LINES)
def test_line(terminal, typed, expected):
    terminal.quiet()
    terminal.type(f"{typed}\t")
    terminal.quiet()
    # To the line's beginning, then the line is an argument: what the shell prints is the line as it stands.
    terminal.type("\x01echo 'the li''ne' \n")
    # Terminals draw, so colours and movements may stand between.
    line = terminal.wait(r"the line (cdk8s-sentry[^\r\n]*)").group(1)
    assert line.strip() == expected
