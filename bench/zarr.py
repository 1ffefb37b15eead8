"""Writes images as OME-Zarr by TensorStore, and reads those that ZarrBenchmark wrote; bench/zarr runs both.

    python3 bench/zarr.py write FOLDER
    python3 bench/zarr.py read FOLDER
"""

import json
import pathlib
import random
import sys

import numpy as np
import tensorstore as ts

FOLDER = pathlib.Path(sys.argv[2]).absolute()
IMAGES = 120
TYPES = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64"]


def step(name, **configuration):
    return {"name": name, "configuration": configuration} if configuration else {"name": name}


def group(path, axes, arrays, third):
    """Says that arrays are an image."""
    transforms = [{"type": "scale", "scale": [0.5] * len(axes)}]
    image = {
        "axes": [{"name": name, **({"type": "space", "unit": "micrometer"} if name in "zyx" else {})} for name in axes],
        "datasets": [{"path": array, "coordinateTransformations": transforms} for array in arrays],
    }
    if third:
        ome = {"version": "0.5", "multiscales": [image]}
        (path / "zarr.json").write_text(json.dumps({"zarr_format": 3, "node_type": "group", "attributes": {"ome": ome}}))
    else:
        (path / ".zgroup").write_text('{"zarr_format": 2}')
        (path / ".zattrs").write_text(json.dumps({"multiscales": [{"version": "0.4", **image}]}))


def compression(draw, width):
    methods = ["zlib", "zstd", "lz4", "lz4hc", "blosclz"]
    return {
        "cname": draw.choice(methods),
        "clevel": draw.choice([1, 5, 9]),
        "shuffle": draw.choice([0, 1, 2]),
        "blocksize": draw.choice([0, 0, 512]),
    }


def second(draw, shape, chunk, kind):
    width = np.dtype(kind).itemsize
    compressor = draw.choice(
        [None, {"id": "zlib", "level": 1}, {"id": "gzip", "level": 1}, {"id": "zstd", "level": 1}]
        + [{"id": "blosc", **compression(draw, width)}] * 4
    )
    return {
        "driver": "zarr",
        "metadata": {
            "shape": shape,
            "chunks": chunk,
            "dtype": np.dtype(kind).newbyteorder(draw.choice("<>")).str,
            "order": draw.choice("CF"),
            "dimension_separator": draw.choice("./"),
            "compressor": compressor,
            "fill_value": 3,
        },
    }


def third(draw, shape, chunk, kind):
    def chain():
        codecs = []
        if draw.random() < 0.4:
            codecs.append(step("transpose", order=draw.sample(range(len(shape)), len(shape))))
        codecs.append(step("bytes", endian=draw.choice(["little", "big"])))
        width = np.dtype(kind).itemsize
        blosc = compression(draw, width)
        blosc["shuffle"] = ["noshuffle", "shuffle", "bitshuffle"][blosc["shuffle"]]
        codecs += draw.choice(
            [
                [],
                [step("gzip", level=1)],
                [step("zstd", level=1)],
                [step("crc32c")],
                [step("zstd", level=3), step("crc32c")],
                [step("blosc", typesize=width, **blosc)],
                [step("blosc", typesize=width, **blosc)],
            ]
        )
        return codecs

    codecs = chain()
    whole = chunk
    if draw.random() < 0.5:
        whole = [n * draw.choice([1, 2, 3]) for n in chunk]
        index = [step("bytes", endian=draw.choice(["little", "big"]))] + draw.choice([[], [step("crc32c")]])
        codecs = [
            step(
                "sharding_indexed",
                chunk_shape=chunk,
                codecs=codecs,
                index_codecs=index,
                index_location=draw.choice(["start", "end"]),
            )
        ]
    return {
        "driver": "zarr3",
        "metadata": {
            "shape": shape,
            "data_type": kind,
            "chunk_grid": step("regular", chunk_shape=whole),
            "chunk_key_encoding": draw.choice([step("default", separator="/"), step("default", separator="."), step("v2", separator=".")]),
            "codecs": codecs,
            "fill_value": 3,
        },
    }


def imagej_order(pixels, axes):
    """Of t, z, c, y, x, whatever the axes are."""
    whole = pixels.transpose([axes.index(name) for name in "tzcyx" if name in axes])
    return whole.reshape([pixels.shape[axes.index(name)] if name in axes else 1 for name in "tzcyx"])


def create(spec, path):
    return ts.open({**spec, "kvstore": {"driver": "file", "path": str(path)}}, create=True, delete_existing=True).result()


def write():
    for i in range(IMAGES):
        draw = random.Random(i)
        axes = draw.choice(["yx", "zyx", "cyx", "tyx", "czyx", "tczyx", "tzcyx", "xy", "yxc"])
        shape = [draw.randint(1, 90) if name in "yx" else draw.randint(1, 3) for name in axes]
        chunk = [draw.randint(5, 50) if name in "yx" else draw.randint(1, 2) for name in axes]
        kind = draw.choice(TYPES)
        spec = (second if i % 2 else third)(draw, shape, chunk, kind)
        path = FOLDER / f"{i}.zarr"
        array = create(spec, path / "0")
        noise = np.random.default_rng(i)
        pixels = noise.integers(0, 100, shape)
        # Some parts compress well, and others were never written.
        pixels[tuple(slice(0, n // 2) for n in shape)] //= 50
        pixels[tuple(slice(n // 3, None) for n in shape)] = 3
        array[...] = pixels.astype(kind)
        group(path, axes, ["0"], i % 2 == 0)
        imagej_order(pixels, axes).astype("<f4").tofile(FOLDER / f"{i}.raw")
    # As microscopes make them: a smooth image and its noise.
    y, x = np.mgrid[:4096, :4096]
    pixels = (100 + 50 * np.sin(x / 90) * np.cos(y / 70) + np.random.default_rng(1).normal(0, 3, x.shape)).astype(np.uint8)
    for name, spec in {
        "raw": {"driver": "zarr", "metadata": {"compressor": None}},
        "zlib": {"driver": "zarr", "metadata": {"compressor": {"id": "zlib", "level": 1}}},
        "zstd": {"driver": "zarr", "metadata": {"compressor": {"id": "zstd", "level": 1}}},
        "blosc-lz4": {"driver": "zarr", "metadata": {"compressor": {"id": "blosc", "cname": "lz4", "clevel": 5, "shuffle": 1}}},
        "blosc-zstd": {"driver": "zarr", "metadata": {"compressor": {"id": "blosc", "cname": "zstd", "clevel": 5, "shuffle": 1}}},
        "shards-zstd": {
            "driver": "zarr3",
            "metadata": {
                "codecs": [
                    step(
                        "sharding_indexed",
                        chunk_shape=[512, 512],
                        codecs=[step("bytes"), step("zstd", level=1)],
                        index_codecs=[step("bytes", endian="little"), step("crc32c")],
                    )
                ]
            },
        },
    }.items():
        for kind in ("uint8", "uint16"):
            path = FOLDER / f"speed-{name}-{kind}.zarr"
            metadata = {"shape": [4096, 4096], **spec["metadata"]}
            if spec["driver"] == "zarr":
                metadata |= {"chunks": [512, 512], "dtype": np.dtype(kind).str}
            else:
                metadata |= {"data_type": kind, "chunk_grid": step("regular", chunk_shape=[2048, 2048])}
            array = create({**spec, "metadata": metadata}, path / "0")
            array[...] = pixels.astype(kind) * (1 if kind == "uint8" else 7)
            group(path, "yx", ["0"], spec["driver"] == "zarr3")


def read():
    wrong = 0
    arrays = sorted(FOLDER.glob("java-*.raw"))
    for raw in arrays:
        path, _, level = raw.stem.partition("@")
        path = FOLDER / path.replace("+", "/") / level
        driver = "zarr3" if (path / "zarr.json").exists() else "zarr"
        array = ts.open({"driver": driver, "kvstore": {"driver": "file", "path": str(path)}}).result()
        expected = np.fromfile(raw, "<f4" if array.dtype.name == "float32" else "<i4")
        found = array.read().result()
        attributes = path.parent / ("zarr.json" if driver == "zarr3" else ".zattrs")
        image = json.loads(attributes.read_text())
        image = image["attributes"]["ome"] if driver == "zarr3" else image
        axes = "".join(axis["name"] for axis in image["multiscales"][0]["axes"])
        if not np.array_equal(imagej_order(found, axes).ravel(), expected):
            wrong += 1
            print("differs:", path)
    print(f"Python reads {len(arrays)} arrays that were written here, {wrong} of them differ.")


FOLDER.mkdir(parents=True, exist_ok=True)
{"write": write, "read": read}[sys.argv[1]]()
