"""The file by which a folder says of itself that a program made it."""

import zipfile
from pathlib import Path, PurePosixPath

LABEL = "SYNTHETIC.txt"


def is_labelled(source: Path) -> bool:
    """Whether the folder or zip ``source`` holds the label; False for what cannot be read as either."""
    if source.is_dir():
        return (source / LABEL).is_file()
    try:
        with zipfile.ZipFile(source) as packed:
            return any(PurePosixPath(name).name == LABEL for name in packed.namelist())
    except (OSError, zipfile.BadZipFile):
        return False
