"""Print the Homebrew formula of a release: `python packaging/homebrew.py HOMEPAGE URL SDIST`.

The formula goes into a tap of one's own. It lets pip choose the libraries, as `pipx install` does;
homebrew-core would want each of them as a resource.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

FORMULA = Path(__file__).with_name("vpnsync.rb.in")


def formula(homepage: str, url: str, sdist: Path) -> str:
    """Return the formula for an sdist, and the address at which it can be had."""
    digest = hashlib.sha256(sdist.read_bytes()).hexdigest()
    text = FORMULA.read_text()
    for name, value in {"HOMEPAGE": homepage, "URL": url, "SHA256": digest}.items():
        text = text.replace(f"@{name}@", value)
    return text


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: python packaging/homebrew.py HOMEPAGE URL SDIST")
    sys.stdout.write(formula(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
