"""Makes the chunks and the arrays that tests of OME-Zarr read: src/test/resources/sc/fiji/unet/formats/.

    pip install numpy numcodecs google-crc32c tensorstore
    python3 bench/zarr_golden.py

chunks.txt: a line a chunk, "codec shuffle width pattern values base64", compressed by numcodecs; Blosc makes several blocks of most of
them, the last one cut off, and splits some by bytes. arrays.zip: arrays of Zarr 2 and 3 written by TensorStore, of axes z, y, x and
2 x 5 x 7 pixels, which are (x + 16 y + 128 z) of the array's type, but for the chunk of the last pixel, which was never written.
"""

import base64
import io
import json
import os
import pathlib
import shutil
import tempfile
import zipfile

import google_crc32c
import numcodecs
import numpy as np
import tensorstore as ts

FOLDER = pathlib.Path(__file__).parents[1] / "src/test/resources/sc/fiji/unet/formats"


def values(pattern, count):
    """The same as GoldenChunksTest makes."""
    i = np.arange(count)
    if pattern == "ramp":
        return i // 40 + i // 500 * 256
    if pattern == "far":  # the same noise again, 9,000 and 30,000 values later
        noise = values("noise", 80)
        far = i // 9000
        for start in (0, 9000, 30000):
            far[start : start + 80] = noise
        return far
    x, noise = 1, []
    for _ in range(count):
        x = (x * 1103515245 + 12345) % 2**31
        noise.append(x >> 12)
    return np.array(noise)


def chunk(codec, shuffle, width, pattern, count):
    plain = values(pattern, count).astype(f"<u{width}")
    if codec == "zlib":
        coded = numcodecs.Zlib(1).encode(plain)
    elif codec == "gzip":  # two members, as some programs write them
        coded = numcodecs.GZip(1).encode(plain[:100]) + numcodecs.GZip(9).encode(plain[100:])
    elif codec == "zstd":
        coded = numcodecs.Zstd(5, checksum=True).encode(plain)
    elif codec == "crc32c":
        coded = plain.tobytes() + google_crc32c.value(plain.tobytes()).to_bytes(4, "little")
    else:
        level = 9 if width == 1 else 1
        coded = numcodecs.Blosc(codec[6:], clevel=level, shuffle=shuffle, blocksize=0 if pattern == "far" else 256 * width).encode(plain)
    return f"{codec} {shuffle} {width} {pattern} {count} {base64.b64encode(bytes(coded)).decode()}\n"


lines = [chunk(codec, 0, 2, "ramp", 703) for codec in ("zlib", "gzip", "zstd")]
lines.append(chunk("crc32c", 0, 1, "ramp", 50))
for codec in ("blosc-blosclz", "blosc-lz4", "blosc-lz4hc", "blosc-zstd", "blosc-zlib"):
    for shuffle in (0, 1, 2):  # none, bytes, bits
        for width in (1, 2, 4):
            lines.append(chunk(codec, shuffle, width, "ramp", 705 if shuffle == 1 else 704))
    lines.append(chunk(codec, 2, 2, "ramp", 703))  # not shuffled: no multiple of 8
    lines.append(chunk(codec, 1, 2, "noise", 101))
    lines.append(chunk(codec, 0, 1, "far", 40000))
    lines.append(chunk(codec, 1, 2, "far", 40003))
    lines.append(chunk(codec, 2, 4, "far", 40003))
FOLDER.mkdir(parents=True, exist_ok=True)
(FOLDER / "chunks.txt").write_text("".join(lines))


def second(**metadata):
    return {"driver": "zarr", "metadata": {"shape": [2, 5, 7], **metadata}}


def third(codecs, chunk=(1, 3, 4), **metadata):
    grid = {"name": "regular", "configuration": {"chunk_shape": chunk}}
    return {"driver": "zarr3", "metadata": {"shape": [2, 5, 7], "chunk_grid": grid, "codecs": codecs, **metadata}}


def step(name, **configuration):
    return {"name": name, "configuration": configuration} if configuration else {"name": name}


def shards(location, *codecs):
    return [
        step(
            "sharding_indexed",
            chunk_shape=[1, 2, 3],
            codecs=list(codecs),
            index_codecs=[step("bytes", endian="little"), step("crc32c")],
            index_location=location,
        )
    ]


LITTLE, BIG = step("bytes", endian="little"), step("bytes", endian="big")
ARRAYS = {
    "2-raw": second(chunks=[1, 3, 4], dtype="|u1", compressor=None, fill_value=7),
    "2-fortran": second(chunks=[1, 3, 4], dtype=">u2", order="F", compressor={"id": "zlib", "level": 1}, fill_value=None),
    "2-slash": second(chunks=[2, 5, 4], dtype="<f4", dimension_separator="/", compressor={"id": "zstd", "level": 1}, fill_value="NaN"),
    "2-blosc": second(chunks=[2, 4, 7], dtype="<i8", compressor={"id": "blosc", "cname": "lz4", "clevel": 5, "shuffle": 1}, fill_value=-1),
    "2-gzip": second(chunks=[1, 3, 4], dtype=">f8", compressor={"id": "gzip", "level": 1}, fill_value="-Infinity"),
    "3-raw": third([LITTLE], data_type="int16", fill_value=-5),
    "3-big": third([BIG, step("gzip", level=1)], data_type="float32", fill_value="0x7fc00000"),
    "3-transposed": third([step("transpose", order=[2, 0, 1]), LITTLE, step("zstd", level=1)], data_type="uint32", fill_value=9),
    "3-summed": third([LITTLE, step("crc32c"), step("gzip", level=1), step("crc32c")], data_type="uint64", fill_value=2**40),
    "3-blosc": third(
        [LITTLE, step("blosc", cname="zstd", clevel=5, shuffle="bitshuffle", typesize=4, blocksize=0)], data_type="int32", fill_value=0
    ),
    "3-flat": third([LITTLE], data_type="uint8", fill_value=0, chunk_key_encoding=step("v2", separator=".")),
    "3-end": third(shards("end", LITTLE, step("zstd", level=1)), (2, 4, 6), data_type="uint16", fill_value=3),
    "3-start": third(
        shards("start", step("transpose", order=[1, 2, 0]), BIG, step("blosc", cname="lz4", clevel=5, shuffle="shuffle", typesize=4, blocksize=0)),
        (2, 4, 6),
        data_type="float32",
        fill_value="Infinity",
    ),
}
z, y, x = np.meshgrid(np.arange(2), np.arange(5), np.arange(7), indexing="ij")
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    for name, spec in ARRAYS.items():
        array = ts.open({**spec, "kvstore": {"driver": "file", "path": name}}, create=True).result()
        pixels = (x + 16 * y + 128 * z).astype(array.dtype.numpy_dtype)
        sizes = array.chunk_layout.read_chunk.shape
        last = tuple(slice(n - 1 - (n - 1) % size, None) for n, size in zip(array.shape, sizes))
        # What holds the fill value is not written.
        pixels[last] = array.fill_value if array.fill_value is not None else 0
        array[...] = pixels
    with zipfile.ZipFile(FOLDER / "arrays.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(pathlib.Path(".").rglob("*")):
            if path.is_file():  # dated alike, so that the same arrays make the same file
                archive.writestr(zipfile.ZipInfo(str(path)), path.read_bytes(), zipfile.ZIP_DEFLATED)
