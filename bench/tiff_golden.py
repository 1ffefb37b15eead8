"""Makes the TIFF files that TiffFileTest reads, by a program that is not ours.

    python3 -m venv VENV && VENV/bin/pip install tifffile imagecodecs numpy
    VENV/bin/python bench/tiff_golden.py src/test/resources/sc/fiji/unet/formats

Made by tifffile 2026.3.3 and imagecodecs 2026.3.6. The files' values are those of grey() below, which the
test computes, too; those of JPEG are smooth, and near to it.
"""
import pathlib
import sys

import imagecodecs
import numpy
import tifffile

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)


def grey(x, y, c=0, z=0, t=0):
    return (3 * x + 5 * y + 29 * c + 57 * z + 91 * t + 1) % 251


def smooth(x, y, c=0):
    return 60 + 3 * x + 2 * y + 30 * c


def as_type(v, dtype):
    v = v.astype('int64')
    return {
        'u1': lambda: v, 'i1': lambda: v - 125, 'u2': lambda: v * 257, 'i2': lambda: v * 257 - 32000,
        'u4': lambda: v * 16777259, 'i4': lambda: (v - 125) * 16777259, 'u8': lambda: v * 2**56 + v,
        'i8': lambda: (v - 125) * 2**40, 'f4': lambda: v / 8 - 10, 'f8': lambda: v / 7 - 10,
    }[dtype]().astype(dtype)


def image(width, height, dtype='u1', channels=1, slices=1, frames=1, of=grey, step=1):
    """Axes t, z, c, y, x; only the x and y of each step."""
    t, z, c, y, x = numpy.ogrid[:frames, :slices, :channels, :height:step, :width:step]
    return as_type(of(x, y, c, z, t) if of is grey else of(x, y, c) + 0 * z + 0 * t, dtype)


def write(name, data, **options):
    options.setdefault('photometric', 'minisblack')
    options.setdefault('metadata', None)
    options.setdefault('software', False)
    opening = {k: options.pop(k) for k in ('byteorder', 'bigtiff', 'imagej', 'ome') if k in options}
    if opening.get('imagej') or opening.get('ome'):
        options.pop('software')
        if options['metadata'] is None:
            options.pop('metadata')
    tifffile.imwrite(folder / name, data, **opening, **options)


def pages(name, writes, **opening):
    with tifffile.TiffWriter(folder / name, **opening) as tif:
        for data, options in writes:
            options.setdefault('photometric', 'minisblack')
            options.setdefault('metadata', None)
            options.setdefault('software', False)
            tif.write(data, **options)


# Types, orders of bytes, tiles and strips, classic and BigTIFF.
for dtype in ('u1', 'i1', 'u2', 'i2', 'u4', 'i4', 'u8', 'i8', 'f4', 'f8'):
    write(f'strips-{dtype}.tif', image(19, 13, dtype)[0, 0, 0], rowsperstrip=5)
    write(f'big-{dtype}.tif', image(19, 13, dtype)[0, 0, 0], byteorder='>', bigtiff=True,
          tile=(16, 16), compression='zlib')
write('tiles.tif', image(37, 29)[0, 0, 0], tile=(16, 16))

# Compressions and predictors.
for name, compression in (('deflate', 'zlib'), ('lzw', 'lzw'), ('zstd', 'zstd'), ('packbits', 'packbits')):
    write(f'{name}.tif', image(37, 29, 'u2')[0, 0, 0], tile=(16, 16), compression=compression)
write('old-deflate.tif', image(37, 29)[0, 0, 0], rowsperstrip=8, compression=32946)
write('lzw-long.tif', image(200, 100)[0, 0, 0], compression='lzw', rowsperstrip=100)
for dtype in ('u1', 'u2', 'u4', 'i8'):
    for order in '<>':
        write(f'differences-{dtype}-{"little" if order == "<" else "big"}.tif', image(37, 29, dtype)[0, 0, 0],
              tile=(16, 16), compression='lzw', predictor=2, byteorder=order)
for dtype in ('f4', 'f8'):
    for order in '<>':
        write(f'floats-{dtype}-{"little" if order == "<" else "big"}.tif', image(19, 13, dtype)[0, 0, 0],
              rowsperstrip=8, compression='zlib', predictor=3, byteorder=order)
write('unknown.tif', image(32, 32)[0, 0, 0], tile=(32, 32), compression='lzma')

# Samples: chunky and planar, with predictors that step over them.
rgb = image(19, 13, channels=3)[0, 0]
write('rgb.tif', numpy.moveaxis(rgb, 0, -1), photometric='rgb', tile=(16, 16), compression='zlib', predictor=2)
write('rgb-alpha.tif', numpy.moveaxis(image(19, 13, channels=4)[0, 0], 0, -1), photometric='rgb', rowsperstrip=5,
      compression='zlib', extrasamples=['unassalpha'])
write('rgb-fourth.tif', numpy.moveaxis(image(19, 13, channels=4)[0, 0], 0, -1), photometric='rgb', rowsperstrip=5,
      compression='zlib', extrasamples=['unspecified'])
write('rgb-planar.tif', rgb, photometric='rgb', planarconfig='separate', tile=(16, 16), compression='zlib',
      predictor=2)
write('samples.tif', numpy.moveaxis(image(19, 13, 'f4', channels=5)[0, 0], 0, -1), planarconfig='contig',
      rowsperstrip=8, compression='zlib', predictor=3)
write('white.tif', image(19, 13)[0, 0, 0], photometric='miniswhite')
write('white-u2.tif', image(19, 13, 'u2')[0, 0, 0], photometric='miniswhite')
write('palette.tif', image(19, 13)[0, 0, 0], photometric='palette', compression='zlib', rowsperstrip=13,
      colormap=numpy.zeros((3, 256), 'u2'))

# JPEG: grey, RGB and YCbCr, with tables of their own and with common ones.
colours = numpy.moveaxis(image(32, 16, channels=3, of=smooth)[0, 0], 0, -1)
write('jpeg-grey.tif', image(32, 16, of=smooth)[0, 0, 0], tile=(16, 16), compression='jpeg',
      compressionargs={'level': 98})
write('jpeg-rgb.tif', colours, photometric='rgb', tile=(16, 16), compression='jpeg',
      compressionargs={'level': 98, 'outcolorspace': 'rgb'})
write('jpeg-ycbcr.tif', colours, photometric='rgb', subsampling=(1, 1), tile=(16, 16), compression='jpeg',
      compressionargs={'level': 98})
write('jpeg-half.tif', colours, photometric='rgb', subsampling=(2, 2), tile=(16, 16), compression='jpeg',
      compressionargs={'level': 98})


def jpegs(data, colour):
    """Tiles of 16 x 16 as JPEG, whose tables are taken out."""
    padded = numpy.pad(data, ((0, -data.shape[0] % 16), (0, -data.shape[1] % 16), (0, 0)), mode='edge')
    tables, tiles = b'', []
    for y in range(0, padded.shape[0], 16):
        for x in range(0, padded.shape[1], 16):
            jpeg = imagecodecs.jpeg8_encode(
                numpy.ascontiguousarray(padded[y:y + 16, x:x + 16]), level=98, colorspace='rgb', subsampling='444',
                outcolorspace=colour)
            tables, rest, at = b'', b'', 2
            while jpeg[at + 1] != 0xda:
                length = 2 + int.from_bytes(jpeg[at + 2:at + 4], 'big')
                if jpeg[at + 1] in (0xdb, 0xc4):
                    tables += jpeg[at:at + length]
                elif jpeg[at + 1] not in (0xe0, 0xee):  # as scanners write: neither JFIF nor Adobe's marker says the colours
                    rest += jpeg[at:at + length]
                at += length
            tiles.append(b'\xff\xd8' + rest + jpeg[at:])
    return b'\xff\xd8' + tables + b'\xff\xd9', iter(tiles)


def slide(name, colour):
    """Like Aperio's: level, thumbnail in strips, coarser level, label, overview."""
    text = 'Aperio Image Library v11.2.1\r\n30x20 [0,0 30x20] (16x16) JPEG/RGB Q=98|AppMag = 40|MPP = 0.2525'
    big = numpy.moveaxis(image(30, 20, channels=3, of=smooth)[0, 0], 0, -1)
    small = numpy.moveaxis(image(30, 20, channels=3, of=smooth, step=2)[0, 0], 0, -1)
    with tifffile.TiffWriter(folder / name) as tif:
        for data, options in (
            (big, {'tile': (16, 16), 'description': text}),
            (small[::2, ::2], {'photometric': 'rgb', 'compression': 'lzw', 'description': 'Aperio thumbnail'}),
            (small, {'tile': (16, 16), 'description': 'Aperio coarser'}),
            (small[:8, :6], {'photometric': 'rgb', 'compression': 'lzw', 'subfiletype': 1, 'description': 'label'}),
            (small[::2, ::2], {'photometric': 'rgb', 'compression': 'lzw', 'subfiletype': 9, 'description': 'macro'}),
        ):
            if 'tile' in options:
                tables, tiles = jpegs(data, colour)
                tif.write(tiles, shape=data.shape, dtype='u1', photometric='rgb', subsampling=(1, 1),
                          compression='jpeg', compressionargs={'outcolorspace': colour} if colour == 'rgb' else None,
                          jpegtables=tables, metadata=None, software=False, **options)
            else:
                tif.write(data, metadata=None, software=False, **options)


slide('aperio-rgb.tif', 'rgb')
slide('aperio-ycbcr.tif', 'ycbcr')

# Pyramids.
full = image(40, 30, 'u2')[0, 0, 0]
pages('sub.tif', [
    (full, {'tile': (16, 16), 'compression': 'zlib', 'subifds': 2}),
    (full[::2, ::2], {'tile': (16, 16), 'compression': 'zlib', 'subfiletype': 1}),
    (full[::4, ::4], {'tile': (16, 16), 'compression': 'zlib', 'subfiletype': 1})], bigtiff=True)
pages('reduced.tif', [
    (full, {'rowsperstrip': 30, 'compression': 'zlib', 'resolution': (20000, 10000), 'resolutionunit': 3}),
    (full[::2, ::2], {'rowsperstrip': 15, 'compression': 'zlib', 'subfiletype': 1}),
    (full[::4, ::4], {'rowsperstrip': 8, 'compression': 'zlib', 'subfiletype': 1})])

# Axes.
stack = image(19, 13, slices=4)[0, :, 0]
pages('pages.tif', [
    (plane, {'compression': 'zlib', 'rowsperstrip': 13, 'resolution': (72, 72), 'resolutionunit': 2})
    for plane in stack])
write('imagej.tif', image(9, 7, 'u2', channels=2, slices=3, frames=2), imagej=True, resolution=(4, 2),
      metadata={'axes': 'TZCYX', 'unit': 'um', 'spacing': 0.75})
five = image(9, 7, channels=2, slices=3)
for order, axes in (('XYCZT', (0, 1, 2)), ('XYZCT', (0, 2, 1)), ('XYTZC', (2, 1, 0))):
    write(f'ome-{order.lower()}.ome.tif', numpy.transpose(five, axes + (3, 4)), ome=True,
          rowsperstrip=7, compression='zlib',
          metadata={'axes': order[::-1], 'PhysicalSizeX': 0.25, 'PhysicalSizeY': 250, 'PhysicalSizeYUnit': 'nm',
                    'PhysicalSizeZ': 1, 'Channel': {'Name': ['DAPI', 'Actin']}})
write('ome-rgb.ome.tif', numpy.moveaxis(image(19, 13, channels=3)[0, 0], 0, -1), ome=True, photometric='rgb',
      compression='zlib', metadata={'axes': 'YXS'})
with tifffile.TiffWriter(folder / 'ome-pyramid.ome.tif', bigtiff=True, ome=True) as tif:
    both = image(30, 20, channels=2)[0, 0]
    tif.write(both, tile=(16, 16), compression='zlib', photometric='minisblack', subifds=1,
              metadata={'axes': 'CYX', 'PhysicalSizeX': 0.5, 'PhysicalSizeY': 0.5})
    tif.write(both[:, ::2, ::2], tile=(16, 16), compression='zlib', photometric='minisblack', subfiletype=1)

total = sum(f.stat().st_size for f in folder.glob('*.tif'))
print(len(list(folder.glob('*.tif'))), 'files,', total, 'bytes; the largest:',
      sorted((f.stat().st_size, f.name) for f in folder.glob('*.tif'))[-6:])
