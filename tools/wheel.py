"""Writes a wheel of files that need no build, so that pip installs them without a network."""

import base64
import hashlib
import io
import zipfile

EPOCH = (2026, 1, 1, 0, 0, 0)  # one fixed time, so that the same files give the same bytes


def wheel(
    name: str, version: str, python: str, requires: list[str], files: dict[str, bytes]
) -> tuple[str, bytes]:
    """The file name and the bytes of a wheel that puts `files` into site-packages.

    Its version ends in a digest of the files: pip leaves an installed version as it is.
    """
    told = repr([sorted(files.items()), requires]).encode()
    version = f"{version}+{hashlib.sha256(told).hexdigest()[:8]}"
    info = f"{name}-{version}.dist-info"
    metadata = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    metadata += [f"Requires-Python: {python}", *(f"Requires-Dist: {one}" for one in requires)]
    kind = ["Wheel-Version: 1.0", "Generator: tools.wheel", "Root-Is-Purelib: true"]
    kind += ["Tag: py3-none-any"]
    content = dict(sorted(files.items()))
    content[f"{info}/METADATA"] = "\n".join([*metadata, ""]).encode()
    content[f"{info}/WHEEL"] = "\n".join([*kind, ""]).encode()
    record = [f"{path},{digest(data)},{len(data)}" for path, data in content.items()]
    content[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""]).encode()
    return f"{name}-{version}-py3-none-any.whl", archive(content)


def digest(data: bytes) -> str:
    """A file's digest as RECORD has it."""
    found = base64.urlsafe_b64encode(hashlib.sha256(data).digest())
    return f"sha256={found.decode().rstrip('=')}"


def archive(files: dict[str, bytes]) -> bytes:
    """A zip of `files` in their order, with one fixed time: its bytes depend on nothing else."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as target:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = 3  # Unix, wherever it is built
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, data)
    return whole.getvalue()
