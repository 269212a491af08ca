"""Photos as they are kept: small, upright, with nothing of the camera's; what is no photo is refused."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from bot.errors.pictures import PhotoUnusable
from bot.render.picture.photo import LARGEST, LONGEST, reencode


def image(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **more: object) -> bytes:
    """An image file of coloured stripes."""
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    out = BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def test_what_a_camera_writes_is_gone() -> None:
    """Position and thumbnail are not kept; what it says of the upright side is done."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"  # GPS
    content = image(size=(3000, 2000), exif=exif, comment=b"at home")
    assert b"Exif" in content
    photo = reencode(content)
    assert (photo.width, photo.height) == (LONGEST * 2 // 3, LONGEST)
    with Image.open(BytesIO(photo.content)) as kept:
        assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (photo.width, photo.height), {})
    assert b"at home" not in photo.content
    assert len(photo.content) <= LARGEST


def test_what_was_kept_stays_as_it_is() -> None:
    """An exported picture comes in again as the same bytes; with something behind it, it does not."""
    once = reencode(image("PNG", (300, 200)))
    assert reencode(once.content) == once
    assert b"secret" not in reencode(once.content + b"secret").content


def test_noise_is_small_enough() -> None:
    """Even a picture that hardly compresses keeps to the limit."""
    out = BytesIO()
    Image.effect_noise((1280, 1280), 200).convert("RGB").save(out, "PNG")
    assert len(reencode(out.getvalue()).content) <= LARGEST


def test_a_transparent_picture_is_on_white() -> None:
    """What is seen through is white, not black."""
    out = BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(out, "WEBP")
    with Image.open(BytesIO(reencode(out.getvalue()).content)) as kept:
        assert kept.getpixel((150, 150)) == (255, 255, 255)


def bomb() -> bytes:
    """A small file of very many pixels."""
    out = BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"%PDF-1.7", "kind"),
        (b"", "kind"),
        (image("GIF"), "kind"),
        (image(size=(199, 900)), "small"),
        (image()[:2000], "broken"),
        (bomb(), "pixels"),
    ],
    ids=["pdf", "empty", "gif", "small", "cut", "bomb"],
)
def test_what_is_no_photo_is_refused(content: bytes, why: str) -> None:
    """Each for its reason."""
    with pytest.raises(PhotoUnusable) as refused:
        reencode(content)
    assert refused.value.data == {"why": why}
