"""A whole segmentation in Python's PyTorch, the yardstick of bench/segment python.

    python3 bench/segment.py IMAGE.tif PACKAGE.zip ROUNDS [SIDE ...]

The package's own TorchScript, its batch normalisation folded into the convolutions (torch.jit.freeze,
optimize_for_inference), channels last, in 32 bit and in bfloat16; tiles of SIDE pixels that carry a halo of 96
and begin at multiples of 16, as exact as this plugin's; components of 4 neighbours by scipy.ndimage, and those
below 2 pixels dropped. Prints the seconds of each round, after one that does not count, from the image in memory
to its labels. Beside them what the processor can do: its matrix product of 2048 x 2048 numbers, and of how many
pixels a second the convolutions of a U-Net of 16 filters and depth 4 (92,000 operations a pixel) are so many.
"""

import io
import sys
import time
import zipfile

import numpy
import tifffile
import torch
from scipy import ndimage

HALO = 96
STRIDE = 16
THRESHOLD = 0.97


def network(package, kind):
    with zipfile.ZipFile(package) as files:
        module = torch.jit.load(io.BytesIO(files.read("weights.pt"))).eval()
    if kind == "bf16":
        module = module.to(torch.bfloat16)
    module = module.to(memory_format=torch.channels_last)
    return torch.jit.optimize_for_inference(torch.jit.freeze(module))


def spans(length, side):
    """Cores as even as the stride allows, and what a tile takes around them."""
    largest = (side - 2 * HALO) // STRIDE * STRIDE
    if length <= side:
        return [(0, length, 0, length)]
    count = -(-length // largest)
    core = -(-(-(-length // count)) // STRIDE) * STRIDE
    return [
        (a, min(a + core, length), max(0, a - HALO), min(length, a + core + HALO))
        for a in range(0, length, core)
    ]


def segment(image, module, kind, side):
    values = torch.from_numpy(image.astype(numpy.float32))
    values = (values - values.mean()) / (values.std() + 1e-6)
    height, width = image.shape
    found = numpy.empty(image.shape, bool)
    with torch.inference_mode():
        for top, bottom, y0, y1 in spans(height, side):
            for left, right, x0, x1 in spans(width, side):
                tile = values[y0:y1, x0:x1].expand(1, 3, -1, -1)
                tile = tile.contiguous(memory_format=torch.channels_last)
                if kind == "bf16":
                    tile = tile.to(torch.bfloat16)
                part = module(tile)[0, 0, top - y0 : bottom - y0, left - x0 : right - x0]
                found[top:bottom, left:right] = (part.float() >= THRESHOLD).numpy()
    labels, count = ndimage.label(found)
    sizes = numpy.bincount(labels.ravel(), minlength=count + 1)
    kept = sizes >= 2
    kept[0] = False
    return (numpy.cumsum(kept) * kept).astype(numpy.int32)[labels], int(kept.sum())


def ceiling(kind):
    side = 2048
    matrix = torch.rand(side, side).to(torch.bfloat16 if kind == "bf16" else torch.float32)
    best = min(timed(lambda: matrix @ matrix) for _ in range(9))
    operations = 2 * side**3 / best
    print(f"matrix product {kind}: {operations / 1e9:.0f} GFLOP a second, as many as of {operations / 92e3 / 1e6:.2f} megapixels a second")


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main():
    image = tifffile.imread(sys.argv[1])
    sides = [int(side) for side in sys.argv[4:]] or [768, 1216, 2240, 4096]
    for kind in ("fp32", "bf16"):
        if kind == "bf16" and not torch.ops.mkldnn._is_mkldnn_bf16_supported():
            print("python bf16: this processor has no instructions for it")
            continue
        ceiling(kind)
        module = network(sys.argv[2], kind)
        for side in sides:
            for i in range(1 + int(sys.argv[3])):
                start = time.perf_counter()
                objects = segment(image, module, kind, side)[1]
                seconds = time.perf_counter() - start
                if i > 0:
                    speed = image.size / seconds / 1e6
                    print(f"python {kind}, tiles of {side}: {objects} objects, {seconds:.2f} s, {speed:.2f} megapixels a second", flush=True)


main()
