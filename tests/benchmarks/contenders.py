"""What people would use instead, for the same files: each one is measured where it is installed.

They get the files ready made, or one template: nothing of what vpnsync knows of pppd, and none of its
checks. Each plan ("dry run") is one in which there is nothing to do.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Final

from tests.benchmarks.inputs import BODY, body, name, write_bodies
from tests.benchmarks.measure import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Contender = Callable[[Path, int, Mapping[str, str]], Run | None]

_TEMPLATE: Final = BODY.replace("{0}", "{{ peer.number }}").replace("{1}", "1800")


def _found(program: str, environment: Mapping[str, str]) -> str | None:
    return shutil.which(program, path=environment["PATH"])


def dotdrop(folder: Path, count: int, environment: Mapping[str, str]) -> Run | None:
    """Compare ready files with those in place."""
    program = _found("dotdrop", environment)
    if not program:
        return None
    write_bodies(folder / "dotfiles", count)
    write_bodies(folder / "out", count)
    names = [name(index) for index in range(count)]
    dotfiles = {f"f_{one}": {"src": one, "dst": str(folder / "out" / one)} for one in names}
    config = {"backup": False, "create": True, "dotpath": "dotfiles", "template_dotfile_default": False}
    profiles = {"benchmark": {"dotfiles": [*dotfiles]}}
    text = json.dumps({"config": config, "dotfiles": dotfiles, "profiles": profiles}, indent=1)
    (folder / "config.yaml").write_text(text)  # JSON is YAML
    command = [program, "compare", "-b", "-c", str(folder / "config.yaml"), "-p", "benchmark"]
    return Run("dotdrop", command, folder, environment)


def ansible(folder: Path, count: int, environment: Mapping[str, str]) -> Run | None:
    """Write a template in a loop, with --check."""
    program = _found("ansible-playbook", environment)
    if not program:
        return None
    write_bodies(folder / "out", count)
    (folder / "peer.j2").write_text(_TEMPLATE)
    peers = [{"name": name(index), "number": index} for index in range(count)]
    template = {"src": str(folder / "peer.j2"), "dest": f"{folder}/out/{{{{ peer.name }}}}"}
    task = {"template": template, "loop": peers, "loop_control": {"loop_var": "peer", "label": "peer"}}
    play = [{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": [task]}]
    (folder / "play.yml").write_text(json.dumps(play))
    command = [program, "-i", "localhost,", "--check", "--diff", str(folder / "play.yml")]
    return Run("ansible, template loop", command, folder, environment)


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


def cfengine_copy(folder: Path, count: int, environment: Mapping[str, str]) -> Run | None:
    """Copy ready files, with --dry-run."""
    write_bodies(folder / "ready", count)
    write_bodies(folder / "out", count)
    return _cfengine("CFEngine, plain copy", _COPY, folder, environment)


def cfengine_template(folder: Path, count: int, environment: Mapping[str, str]) -> Run | None:
    """Write a template for each peer, with --dry-run."""
    write_bodies(folder / "out", count)
    (folder / "peer.mustache").write_text(_TEMPLATE)
    peers = {name(index): {"peer": {"number": index}} for index in range(count)}
    (folder / "peers.json").write_text(json.dumps(peers))
    if body(0) not in (folder / "out" / name(0)).read_text():
        raise AssertionError(folder)
    return _cfengine("CFEngine, template per peer", _EACH, folder, environment)


def _cfengine(title: str, policy: str, folder: Path, environment: Mapping[str, str]) -> Run | None:
    program = _found("cf-agent", environment)
    if not program:
        return None
    path = folder / "promises.cf"
    path.write_text(policy.format(folder))
    path.chmod(0o600)
    return Run(title, [program, "--no-lock", "--dry-run", "--file", str(path)], folder, environment)


CONTENDERS: Final[dict[str, tuple[Contender, int]]] = {
    "dotdrop": (dotdrop, 1000),
    "ansible, template loop": (ansible, 100),
    "CFEngine, plain copy": (cfengine_copy, 10000),
    "CFEngine, template per peer": (cfengine_template, 1000),
}
"""Each with the most peers that it is asked for: beyond, one run takes longer than anybody waits."""
