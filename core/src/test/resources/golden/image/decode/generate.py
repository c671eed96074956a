"""Writes small files of every kind that ImageDecoder reads, and beside each what Pillow makes of it.

Run as: python generate.py   (Pillow 11.3.0 with libjpeg-turbo, NumPy 2.4.6)
"""

import struct
import zlib

import numpy as np
from PIL import Image, ImageCms, ImageOps

W, H = 30, 21
yy, xx = np.mgrid[0:H, 0:W]
rgb = np.stack([xx * 8, yy * 12, (xx + yy) * 5], -1).clip(0, 255).astype(np.uint8)
rgb[5:12, 8:20] = [200, 30, 60]
picture = Image.fromarray(rgb)
grey = picture.convert("L")
alpha = Image.fromarray((xx * 8).clip(0, 255).astype(np.uint8))


def expect(name):
    with Image.open(name) as opened:
        upright = ImageOps.exif_transpose(opened)
        upright.convert("RGB").save(name + ".expected.png", optimize=True)


def save(name, image, **options):
    image.save(name, **options)
    expect(name)


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)
    expect(name)


def read(name):
    with open(name, "rb") as file:
        return file.read()


# JPEG: sampling, coding, colour spaces.
save("baseline420.jpg", picture, quality=90)
save("baseline422.jpg", picture, quality=90, subsampling=1)
save("baseline444.jpg", picture, quality=90, subsampling=0)
save("progressive.jpg", picture, quality=90, progressive=True)
save("restart.jpg", picture, quality=90, restart_marker_blocks=1)
save("grey.jpg", grey, quality=90)
save("rgb_coded.jpg", picture, quality=90, keep_rgb=True)
save("cmyk.jpg", picture.convert("CMYK"), quality=90)

# The same data read as YCCK: Adobe's colour transform 2 in place of 0.
cmyk = bytearray(read("cmyk.jpg"))
adobe = cmyk.index(b"Adobe")
assert cmyk[adobe + 11] == 0
cmyk[adobe + 11] = 2
write("ycck.jpg", bytes(cmyk))

# No JFIF marker: the colour coding must be guessed.
jfif = read("baseline444.jpg")
write("no_jfif.jpg", jfif[:2] + jfif[4 + int.from_bytes(jfif[4:6], "big") :])

# A profile that swaps red and blue, if anybody applies it.
profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
tags = {}
for at in range(132, 132 + 12 * int.from_bytes(profile[128:132], "big"), 12):
    tags[bytes(profile[at : at + 4])] = at
red, blue = tags[b"rXYZ"], tags[b"bXYZ"]
profile[red + 4 : red + 12], profile[blue + 4 : blue + 12] = (
    profile[blue + 4 : blue + 12],
    profile[red + 4 : red + 12],
)
save("swapping_profile.jpg", picture, quality=90, icc_profile=bytes(profile))
save("broken_profile.jpg", picture, quality=90, icc_profile=b"not a profile at all")
save("swapping_profile.png", picture, icc_profile=bytes(profile))
save("grey_profile.jpg", grey, quality=90, icc_profile=bytes(profile))

# Orientation, in EXIF of JPEG and PNG.
for value in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = value
    save(f"orientation{value}.jpg", picture, quality=90, exif=exif)
exif[0x0112] = 6
save("orientation6.png", picture, exif=exif)

# PNG, GIF, BMP.
palette = picture.quantize(16)
save("palette.png", palette)
save("palette1.png", picture.quantize(2), bits=1)
save("palette_transparent.png", palette, transparency=3)
save("grey.png", grey)
save("bits.png", picture.convert("1"))
rgba = picture.convert("RGBA")
rgba.putalpha(alpha)
save("rgba.png", rgba)
save("grey_alpha.png", rgba.convert("LA"))
save("transparent_colour.png", picture, transparency=(200, 30, 60))
save("palette.gif", palette)
save("rgb.bmp", picture)
save("grey.bmp", grey)
save("palette.bmp", palette)
save("rgba.bmp", rgba)


def png(name, depth, colour, rows, extra=b"", interlace=0):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", W, H, depth, colour, 0, 0, interlace)
    raw = b"".join(b"\0" + row for row in rows)
    write(
        name,
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + extra
        + chunk(b"IDAT", zlib.compress(raw, 9))
        + chunk(b"IEND", b""),
    )


deep = (rgb.astype(np.uint16) * 257 ^ 0x0033).astype(">u2")
deep_alpha = np.concatenate([deep, deep[..., :1]], -1)
png("rgb16.png", 16, 2, [row.tobytes() for row in deep])
png("rgba16.png", 16, 6, [row.tobytes() for row in deep_alpha])
png("grey_alpha16.png", 16, 4, [row.tobytes() for row in deep_alpha[..., :2]])
nibbles = rgb[..., 0] >> 4
png("grey4.png", 4, 0, [bytes((r[0::2] << 4) | r[1::2]) for r in nibbles])
gamma = b"gAMA" + struct.pack(">I", 100000)
gamma = struct.pack(">I", 4) + gamma + struct.pack(">I", zlib.crc32(gamma))
png("gamma.png", 8, 2, [row.tobytes() for row in rgb], gamma)
adam7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
rows = [row.tobytes() for x, y, dx, dy in adam7 for row in rgb[y::dy, x::dx]]
png("interlaced.png", 8, 2, rows, interlace=1)

# Sixteen-bit grey: Pillow clips it to white; expected here are its upper eight bits.
png("grey16.png", 16, 0, [row.tobytes() for row in deep[..., 1]])
upper = Image.fromarray((deep[..., 1] >> 8).astype(np.uint8))
upper.convert("RGB").save("grey16.png.expected.png", optimize=True)
