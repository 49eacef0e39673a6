"""Zip files for tests, honest and hostile."""

import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO


def packed(files: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def manifest(places: Iterable[str], kind: str = "imsqti_item_xmlv2p1", metadata: str = "") -> bytes:
    resources = "".join(f'<resource type="{kind}" href="{place}">{metadata}</resource>' for place in places)
    return f'<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>{resources}</resources></manifest>'.encode()
