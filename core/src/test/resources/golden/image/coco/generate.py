"""Masks of COCO annotations as pycocotools 2.0.11 makes them: python generate.py > masks.tsv

One case a line: height, width, segmentation as COCO's JSON has it, and the mask row after row as
hexadecimal digits of its packed bits (numpy.packbits).
"""

import json
import sys

import numpy as np
from pycocotools import mask as api

rng = np.random.default_rng(20)


def line(height, width, segmentation):
    if isinstance(segmentation, list):
        encoded = api.merge(api.frPyObjects(segmentation, height, width))
    elif isinstance(segmentation["counts"], list):
        encoded = api.frPyObjects(segmentation, height, width)
    else:
        encoded = dict(segmentation, counts=segmentation["counts"].encode())
    mask = api.decode(encoded)
    text = json.dumps(segmentation, separators=(",", ":"))
    sys.stdout.write(f"{height}\t{width}\t{text}\t{np.packbits(mask).tobytes().hex()}\n")


def star(height, width, points):
    """A ragged outline around a middle, with two decimals as COCO's have."""
    turns = np.sort(rng.uniform(0, 2 * np.pi, points))
    radii = rng.uniform(0.1, 0.6, points)
    x = width * (rng.uniform(0.3, 0.7) + radii * np.cos(turns))
    y = height * (rng.uniform(0.3, 0.7) + radii * np.sin(turns))
    return np.round(np.stack([x, y], 1).ravel(), 2).tolist()


def scribble(height, width, points):
    """An outline that crosses itself and leaves the picture."""
    xy = rng.uniform(-0.4, 1.4, (points, 2)) * [width, height]
    return np.round(xy.ravel(), 2).tolist()


def runs(noise):
    """How many pixels in turn are off and on, column after column."""
    counts, value = [0], False
    for pixel in noise.ravel(order="F"):
        if pixel != value:
            counts.append(0)
            value = pixel
        counts[-1] += 1
    return counts


# whole and half numbers, points that come twice, lines without a pixel, beyond the edges
line(8, 10, [[2, 1, 8, 1, 8, 5, 2, 5]])
line(8, 10, [[2, 5, 8, 5, 8, 1, 2, 1, 2, 5]])
line(8, 10, [[2.5, 1.5, 7.5, 1.5, 7.5, 5.5, 2.5, 5.5]])
line(6, 7, [[0, 0, 7, 0, 7, 6, 0, 6]])
line(6, 7, [[-3, -2, 9, -2, 9, 8, -3, 8]])
line(7, 5, [[0, 0, 5, 0, 0, 7]])
line(9, 9, [[1, 1, 8, 1, 8, 1, 8, 8, 1, 8, 1, 8]])
line(5, 6, [[1, 2, 4, 2, 4, 2]])
line(5, 6, [[2.2, 1, 2.2, 4, 2.3, 4]])
line(10, 10, [[1, 1, 4, 1, 4, 9, 1, 9], [3, 3, 9, 3, 9, 6, 3, 6]])
line(10, 10, [[0, 0, 9, 9, 9, 0, 0, 9]])
for height, width in [(1, 1), (3, 17), (17, 3), (24, 31), (40, 25), (33, 64)]:
    for points in (3, 4, 7, 15, 40):
        line(height, width, [star(height, width, points)])
        line(height, width, [star(height, width, points), scribble(height, width, points)])
        line(height, width, [scribble(height, width, points)])
for height, width in [(1, 1), (5, 1), (1, 9), (12, 7), (30, 45), (70, 50)]:
    for share in (0.0, 0.02, 0.5, 1.0):
        noise = rng.uniform(size=(height, width)) < share
        encoded = api.encode(np.asfortranarray(noise.astype(np.uint8)))
        line(height, width, {"size": [height, width], "counts": encoded["counts"].decode()})
        line(height, width, {"size": [height, width], "counts": runs(noise)})
