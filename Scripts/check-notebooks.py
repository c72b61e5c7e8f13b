#!/usr/bin/env python3
"""Checks that notebooks are as they are committed: check-notebooks.py [--write] NOTEBOOK...

No outputs, no execution counts, no metadata but the kernel's name, indent 1, a newline at the end.
--write makes them so.
"""

import json
import sys
from pathlib import Path

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def tidy(text):
    """The notebook as it should be."""
    notebook = json.loads(text)
    notebook["metadata"] = METADATA
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        if cell["cell_type"] == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def main(arguments):
    writes = arguments[:1] == ["--write"]
    untidy = 0
    for path in map(Path, arguments[writes:]):
        text = path.read_text(encoding="utf-8")
        try:
            wanted = tidy(text)
        except (ValueError, KeyError) as error:
            print(f"{path}: is no notebook: {error}", file=sys.stderr)
            return 1
        if text == wanted:
            continue
        if writes:
            path.write_text(wanted, encoding="utf-8")
        else:
            untidy += 1
            print(f"{path}: holds outputs or another layout; mend it with --write", file=sys.stderr)
    return 1 if untidy else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
