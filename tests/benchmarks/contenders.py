"""What people would use instead, for the same files: each one is measured where it is installed.

They get the files ready made, or one template: nothing of what vpnsync knows of pppd, and none of its
checks; none of them fsyncs what it writes.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.benchmarks.inputs import BODY, drift, name, write_bodies
from tests.benchmarks.measure import Run, put_aside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    Contender = Callable[[Path, "Task", Mapping[str, str]], Run | None]

DOTDROP: Final = "dotdrop"
ANSIBLE: Final = "ansible, template loop"
COPY: Final = "CFEngine, plain copy"
TEMPLATE: Final = "CFEngine, template per peer"

_TEMPLATE: Final = BODY.replace("{0}", "{{ peer.number }}").replace("{1}", "1800")


@dataclass(frozen=True)
class Task:
    """What is to be done with `count` files: only looked at (is_dry), or written.

    there: "all", "drifted" (1 % of them have been edited by hand), "none" (as before a first apply).
    """

    count: int
    there: str = "all"
    is_dry: bool = True

    def run(self, title: str, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Run:
        """Put the files there; return the run."""
        out = folder / "out"
        write_bodies(out, self.count)
        if self.there == "drifted":
            drift(out, self.count)

        def before() -> None:
            if self.there == "none":
                put_aside(out)
                out.mkdir()

        status = 1 if title == DOTDROP and self.there == "drifted" else 0
        return Run(title, command, folder, environment, before, status)


def _found(program: str, environment: Mapping[str, str]) -> str | None:
    return shutil.which(program, path=environment["PATH"])


def dotdrop(folder: Path, task: Task, environment: Mapping[str, str]) -> Run | None:
    """Compare ready files with those in place, or install them."""
    program = _found("dotdrop", environment)
    if not program:
        return None
    write_bodies(folder / "dotfiles", task.count)
    names = [name(index) for index in range(task.count)]
    dotfiles = {f"f_{one}": {"src": one, "dst": str(folder / "out" / one)} for one in names}
    config = {"backup": False, "create": True, "dotpath": "dotfiles", "template_dotfile_default": False}
    profiles = {"benchmark": {"dotfiles": [*dotfiles]}}
    text = json.dumps({"config": config, "dotfiles": dotfiles, "profiles": profiles}, indent=1)
    (folder / "config.yaml").write_text(text)  # JSON is YAML
    verb = ["compare"] if task.is_dry else ["install", "--force"]
    command = [program, *verb, "-b", "-c", str(folder / "config.yaml"), "-p", "benchmark"]
    return task.run(DOTDROP, command, folder, environment)


def ansible(folder: Path, task: Task, environment: Mapping[str, str]) -> Run | None:
    """Write a template in a loop, with --check where files are only looked at."""
    program = _found("ansible-playbook", environment)
    if not program:
        return None
    (folder / "peer.j2").write_text(_TEMPLATE)
    peers = [{"name": name(index), "number": index} for index in range(task.count)]
    template = {"src": str(folder / "peer.j2"), "dest": f"{folder}/out/{{{{ peer.name }}}}"}
    loop = {"template": template, "loop": peers, "loop_control": {"loop_var": "peer", "label": "peer"}}
    play = [{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": [loop]}]
    (folder / "play.yml").write_text(json.dumps(play))
    dry = ["--check", "--diff"] if task.is_dry else []
    command = [program, "-i", "localhost,", *dry, str(folder / "play.yml")]
    return task.run(ANSIBLE, command, folder, environment)


_COPY: Final = """\
body copy_from ready {{ source => "{0}/ready"; compare => "digest"; }}
body depth_search all {{ depth => "1"; }}
bundle agent main
{{
  files:
    "{0}/out/." copy_from => ready, depth_search => all;
}}
"""
_EACH: Final = """\
bundle agent main
{{
  vars:
    "peers" data => readjson("{0}/peers.json", "100M");
    "name" slist => getindices("peers");
  files:
    "{0}/out/$(name)"
      create => "true",
      edit_template => "{0}/peer.mustache",
      template_method => "mustache",
      template_data => mergedata("peers[$(name)]");
}}
"""


def cfengine_copy(folder: Path, task: Task, environment: Mapping[str, str]) -> Run | None:
    """Copy ready files."""
    write_bodies(folder / "ready", task.count)
    return _cfengine(COPY, _COPY, folder, task, environment)


def cfengine_template(folder: Path, task: Task, environment: Mapping[str, str]) -> Run | None:
    """Write a template for each peer."""
    (folder / "peer.mustache").write_text(_TEMPLATE)
    peers = {name(index): {"peer": {"number": index}} for index in range(task.count)}
    (folder / "peers.json").write_text(json.dumps(peers))
    return _cfengine(TEMPLATE, _EACH, folder, task, environment)


def _cfengine(
    title: str, policy: str, folder: Path, task: Task, environment: Mapping[str, str]
) -> Run | None:
    program = _found("cf-agent", environment)
    if not program:
        return None
    path = folder / "promises.cf"
    path.write_text(policy.format(folder))
    path.chmod(0o600)
    command = [program, "--no-lock", *(["--dry-run"] if task.is_dry else []), "--file", str(path)]
    return task.run(title, command, folder, environment)


CONTENDERS: Final[dict[str, tuple[Contender, int]]] = {
    DOTDROP: (dotdrop, 1000),
    ANSIBLE: (ansible, 100),
    COPY: (cfengine_copy, 10000),
    TEMPLATE: (cfengine_template, 10000),
}
"""Each with the most peers that it is asked for: beyond, one run takes longer than anybody waits."""


def contenders(folder: Path, task: Task, environment: Mapping[str, str]) -> Iterator[Run]:
    """Yield the run of everybody who is installed, each in a folder of its own."""
    for title, (contender, most) in CONTENDERS.items():
        own = folder / title
        if task.count <= most:
            own.mkdir()
            run = contender(own, task, environment)
            if run:
                yield run
