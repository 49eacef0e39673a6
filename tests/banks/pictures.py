"""Pictures made here, small and of each kind."""

from io import BytesIO

from PIL import Image

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def drawn(color: str = "#b3131b", size: tuple[int, int] = (40, 30), form: str = "PNG") -> bytes:
    """A picture of one colour."""
    target = BytesIO()
    Image.new("RGB", size, color).save(target, form)
    return target.getvalue()
